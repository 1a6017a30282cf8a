//! Made-up views of every page and state.

#![expect(clippy::unwrap_used, reason = "what is parsed stands here")]

use crate::{
    accounts::dots,
    versions::{difference, model_calls},
};
use contract::{
    Failure,
    events::{EventId, QuestionField},
    views::{
        ApprovalView, CreateScreenView, DashboardView, DraftFormView, DraftRow, DraftStatus, DraftView,
        FailureGroup, FailuresView, Gate, HistoryView, IssueStatus, IssueView, JobState, JobView,
        ProjectChoice, PromptChoice, QuestionView, RunningView, ScreenAnswers, SimilarIssue, ValueChoice,
        WantedField, WantedKind,
    },
};
use domain::{
    draft::{DraftContent, DraftFormat, Field, Origin, Origins, Scenario},
    ids::{ApprovalId, DraftId, JobId, QuestionId},
    jira::{IssueKey, IssueKind, ProjectKey},
    rules::{self, RuleBook, RuleSet},
    time::Timestamp,
};

/// When everything happens.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_772_359_200_000);
/// What the model writes.
pub(crate) const ANSWER: &str = r#"{"summary": "Let patients move their own appointment until 24 hours before it starts", "story_points": 3, "labels": ["patient-portal"], "priority": "Medium", "components": ["Scheduling"], "story": "As a **patient**, I want to **move my appointment to another free slot** up to 24 hours before it starts, so that I do not have to call the front desk.", "acceptance_criteria": ["Given an appointment that starts in 24 hours or more, when the patient picks a free slot, then it is moved and the old slot becomes free.", "Given less than 24 hours, when the patient opens the appointment, then “Move” is disabled and the phone number is shown.", "An e-mail with the new time goes out within a minute, whoever moved it."], "stlc_notes": "- Unit tests for the 24-hour limit, including time zones.\n- Regression of double bookings."}"#;

const REQUIREMENT: &str = "Patients should be able to move an appointment themselves up to 24 hours before it starts. They get an e-mail either way. The front desk must see who moved it and when.";

pub(crate) fn minutes_ago(minutes: i64) -> Timestamp {
    Timestamp::from_millis(NOW.as_millis() - minutes * 60_000)
}

fn project() -> ProjectKey {
    ProjectKey::parse("CLINIC").unwrap()
}

/// The draft that shows a status: its id is the status' place in the list.
pub(crate) fn id_of(status: DraftStatus) -> DraftId {
    let place = DraftStatus::ALL.iter().position(|s| *s == status).unwrap_or_default();
    DraftId::from_u128(u128::try_from(place).unwrap_or_default() + 1)
}

pub(crate) fn status_of(id: DraftId) -> Option<DraftStatus> {
    DraftStatus::ALL.into_iter().find(|status| id_of(*status) == id)
}

fn row(status: DraftStatus, title: &str, minutes: i64, issue: Option<&str>) -> DraftRow {
    let in_jira = issue.map(|_| IssueStatus { name: "In Progress".into(), done: false, at: minutes_ago(3) });
    DraftRow {
        in_jira,
        id: id_of(status),
        title: title.into(),
        project: project(),
        status,
        issue: issue.and_then(|key| IssueKey::parse(key).ok()),
        updated_at: minutes_ago(minutes),
    }
}

fn rows() -> Vec<DraftRow> {
    vec![
        row(
            DraftStatus::Writing,
            "Let patients move their own appointment until 24 hours before it starts",
            0,
            None,
        ),
        row(DraftStatus::Question, "Export invoices for the tax adviser", 12, None),
        row(DraftStatus::Unfinished, "Remind people of their appointment by text message", 50, None),
        row(DraftStatus::Ready, "Show free slots of the next four weeks", 190, None),
        row(DraftStatus::Approved, "Let staff block a room", 240, None),
        row(DraftStatus::Creating, "Print a queue number at the entrance", 260, None),
        row(DraftStatus::Uncertain, "Check in with the insurance card", 300, None),
        row(DraftStatus::Created, "Show waiting time on the check-in screen", 1_600, Some("CLINIC-245")),
    ]
}

pub(crate) fn dashboard() -> DashboardView {
    DashboardView {
        first_name: "Maja".into(),
        gates: vec![Gate {
            message: "Confluence is not connected. Drafts cannot quote your pages yet.".into(),
            action: "Connect".into(),
            href: "/connections".into(),
        }],
        running: [DraftStatus::Writing, DraftStatus::Question]
            .into_iter()
            .zip(rows())
            .map(|(status, draft)| RunningView { draft, job: job(status) })
            .collect(),
        drafts: rows(),
        connections: dots(),
        now: NOW,
    }
}

pub(crate) fn history(query: &str) -> HistoryView {
    let drafts =
        rows().into_iter().filter(|row| row.title.to_lowercase().contains(&query.to_lowercase())).collect();
    HistoryView { drafts, more: query.is_empty(), now: NOW }
}

pub(crate) fn form() -> DraftFormView {
    let projects = [("CLINIC", "Clinic portal"), ("BILL", "Billing")].map(|(key, name)| ProjectChoice {
        key: ProjectKey::parse(key).unwrap(),
        name: name.into(),
        label: None,
        favourite: key == "CLINIC",
    });
    DraftFormView {
        projects: projects.into(),
        projects_failure: None,
        prompts: vec![PromptChoice { value: "system:technical_debt".into(), label: "Technical debt".into() }],
        templates: Vec::new(),
        template: String::new(),
        prompt: String::new(),
        rules: RuleBook { house: RuleSet::default(), enforced: false, own: Vec::new() },
        project: Some(project()),
        kind: IssueKind::Story,
        format: DraftFormat::Classic,
        gate: None,
        creation: None,
    }
}

/// A finished draft.
pub(crate) fn content() -> DraftContent {
    domain::draft::partial(&serde_json::from_str(ANSWER).unwrap())
}

fn scenarios() -> DraftContent {
    DraftContent {
        acceptance_criteria: Vec::new(),
        scenarios: vec![Scenario {
            name: "Moving in time".into(),
            given: vec!["an appointment in 30 hours".into(), "a free slot on Friday".into()],
            when: vec!["the patient picks that slot".into()],
            then: vec!["the appointment is moved".into(), "an e-mail goes out within a minute".into()],
        }],
        ..content()
    }
}

fn job(status: DraftStatus) -> JobView {
    let half = ANSWER.find("whoever").unwrap_or(ANSWER.len());
    let text = match status {
        DraftStatus::Writing => &ANSWER[..60],
        DraftStatus::Question => "",
        DraftStatus::Unfinished => &ANSWER[..half],
        _ => ANSWER,
    };
    JobView {
        id: JobId::from_u128(id_of(status).as_u128()),
        kind: "draft".into(),
        state: match status {
            DraftStatus::Writing | DraftStatus::Creating => JobState::Running,
            DraftStatus::Question => JobState::Waiting,
            DraftStatus::Unfinished => JobState::Failed,
            _ => JobState::Completed,
        },
        text: text.to_owned(),
        cursor: EventId { fence: 1, n: 1 },
        progress: (status == DraftStatus::Creating).then(|| "Creating the issue in Jira".to_owned()),
        question: (status == DraftStatus::Question).then(|| QuestionView {
            id: QuestionId::from_u128(1),
            question: "Which years should the export cover, and in which format does the adviser want it?"
                .into(),
            fields: vec![
                QuestionField { name: "years".into(), label: "Years".into(), options: Vec::new() },
                QuestionField {
                    name: "format".into(),
                    label: "Format".into(),
                    options: vec!["CSV".into(), "DATEV".into(), "PDF".into()],
                },
            ],
        }),
        failure: None,
        interrupted: status == DraftStatus::Unfinished,
        started_at: minutes_ago(1),
        elapsed_ms: 4_200,
    }
}

fn approval() -> ApprovalView {
    let content = content();
    ApprovalView {
        id: ApprovalId::from_u128(1),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        payload: r#"{"project_key":"CLINIC","summary":"Let patients move their own appointment","issue_type":"Story"}"#.into(),
        transport: "through mcp-atlassian".into(),
        fields: vec![
            ("Project".into(), "CLINIC".into()),
            ("Issue type".into(), "Story".into()),
            ("Summary".into(), content.summary.clone()),
            ("Story points".into(), "3".into()),
            ("Labels".into(), "patient-portal".into()),
        ],
        description: "h2. Story\n\nAs a *patient*, I want to *move my appointment*…\n\nh2. Acceptance criteria\n\n# Given an appointment…".into(),
        similar: vec![SimilarIssue {
            key: IssueKey::parse("CLINIC-198").unwrap(),
            summary: "Patients can move their appointment in the portal".into(),
            status: "In Progress".into(),
            url: "http://127.0.0.1:4010/jira/browse/CLINIC-198".into(),
        }],
        bypassed: None,
        as_document: false,
        approved_at: minutes_ago(2),
    }
}

/// The draft that shows a status.
pub(crate) fn draft(status: DraftStatus) -> DraftView {
    let format = if status == DraftStatus::Approved { DraftFormat::Bdd } else { DraftFormat::Classic };
    let content = match status {
        DraftStatus::Writing | DraftStatus::Question | DraftStatus::Unfinished => DraftContent::default(),
        DraftStatus::Approved => scenarios(),
        _ => DraftContent { stlc_notes: String::new(), ..content() },
    };
    let rules = RuleSet::default();
    let frozen = matches!(
        status,
        DraftStatus::Approved | DraftStatus::Creating | DraftStatus::Uncertain | DraftStatus::Created
    );
    DraftView {
        id: id_of(status),
        requirement: REQUIREMENT.into(),
        kind: IssueKind::Story,
        format,
        project: project(),
        status,
        checks: rules::evaluate(&rules, &content, format),
        content,
        origins: Origins::from([(Field::Story, Origin::Person)]),
        version: 3,
        proposals: if status == DraftStatus::Ready { vec![difference(Field::Story)] } else { Vec::new() },
        revise: None,
        gate: None,
        parent: None,
        screen: (status == DraftStatus::Ready).then(create_screen),
        rules,
        may_bypass: false,
        job: Some(job(status)),
        failure: None,
        contexts: Vec::new(),
        template: None,
        adopted: false,
        may_explain: false,
        explanation: None,
        used: model_calls().used,
        split: None,
        is_split: false,
        parts: Vec::new(),
        part_of: None,
        of_ticket: None,
        approval: frozen.then(approval),
        issue: (status == DraftStatus::Created).then(|| IssueView {
            key: IssueKey::parse("CLINIC-245").unwrap(),
            url: "http://127.0.0.1:4010/jira/browse/CLINIC-245".into(),
            created_at: minutes_ago(1_600),
            transport: "Created through mcp-atlassian".into(),
        }),
        created_at: minutes_ago(90),
        updated_at: minutes_ago(1),
    }
}

/// One field to choose, one that takes several, two that are filled in already, one of them with somebody's name.
fn create_screen() -> CreateScreenView {
    let choices = |names: &[&str]| {
        names
            .iter()
            .map(|name| ValueChoice { value: name.to_lowercase(), label: (*name).to_owned() })
            .collect()
    };
    let field = |id: &str, name: &str, kind, names: &[&str]| WantedField {
        id: id.to_owned(),
        name: name.to_owned(),
        kind,
        choices: choices(names),
    };
    CreateScreenView {
        types: Vec::new(),
        fields: vec![
            field("customfield_10110", "Team", WantedKind::One, &["Portal Core", "Platform"]),
            field("customfield_10120", "Browsers", WantedKind::Several, &["Chrome", "Firefox", "Safari"]),
            field("customfield_10122", "Reviewer", WantedKind::Person, &[]),
            field("duedate", "Due date", WantedKind::Date, &[]),
        ],
        answers: ScreenAnswers {
            issue_type: None,
            values: [
                ("customfield_10122".to_owned(), vec!["ghopper".to_owned()]),
                ("duedate".to_owned(), vec!["2026-12-01".to_owned()]),
            ]
            .into(),
        },
        missing: 2,
    }
}

/// One thing that went wrong twice.
pub(crate) fn failures(draft: DraftId) -> FailuresView {
    let failure =
        Failure::temporary("llm.cut", "The model's answer was cut off.").with_next("Continue the draft.");
    let group = FailureGroup {
        draft: Some(draft),
        failure,
        times: 2,
        first_at: minutes_ago(60),
        last_at: minutes_ago(20),
        resolved_at: None,
    };
    FailuresView { groups: vec![group], now: NOW }
}
