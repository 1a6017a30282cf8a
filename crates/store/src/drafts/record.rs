//! A draft as stored.

use crate::{
    StoreError,
    decode::{json, json_opt, parsed, without_nul, word},
    schema::drafts,
};
use contract::views::{DraftStatus, ScreenAnswers};
use diesel::prelude::*;
use domain::{
    draft::{Authored, DraftContent, DraftFormat, Revise},
    failure::Failure,
    ids::{DraftId, JobId, SiteTicketId},
    jira::{IssueKey, IssueKind, ProjectKey},
    split::Split,
    text::{one_line, search_key},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The draft.
    pub id: DraftId,
    /// What the person wrote.
    pub requirement: String,
    /// What kind of issue it becomes.
    pub kind: IssueKind,
    /// How its body is written.
    pub format: DraftFormat,
    /// The form of its description, in the format Custom; not filled yet.
    pub template: Option<String>,
    /// Where it goes.
    pub project: ProjectKey,
    /// What it belongs to.
    pub parent: Option<IssueKey>,
    /// What was answered to what Jira asks for, for this draft.
    pub answers: Option<ScreenAnswers>,
    /// Where it is.
    pub status: DraftStatus,
    /// Its fields, and who wrote them.
    pub written: Authored,
    /// What a model is asked to change, or was without success.
    pub revise: Option<Revise>,
    /// How it is split, or was; the parts are drafts of their own once they are made.
    pub split: Option<Split>,
    /// The draft whose part it is, and which one, counted from 0.
    pub part_of: Option<(DraftId, usize)>,
    /// The ticket of a site build whose text it is.
    pub of_ticket: Option<OfTicket>,
    /// Counts saved changes; 0 before the first result.
    pub version: i32,
    /// The summary, or the beginning of the requirement.
    pub title: String,
    /// The job that writes or creates, or the last one.
    pub job: Option<JobId>,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// What a model was asked to say of it, or of something before.
    pub explanation: Option<Explanation>,
    /// The issue it became.
    pub issue: Option<Issue>,
    /// It was deleted, and can be brought back for a while.
    pub deleted: bool,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A ticket of a site build whose text a draft is, and when both said the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfTicket {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// Its version then.
    pub version: i32,
    /// The draft's version then.
    pub draft: i32,
}

/// What a model says of something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What it is about: the failure's code and words.
    pub of: String,
    /// The job that asks.
    pub job: JobId,
    /// In other words; nothing until the job is done.
    #[serde(default)]
    pub text: Option<String>,
    /// What to try, in order.
    #[serde(default)]
    pub steps: Vec<String>,
}

/// The issue a draft became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its key.
    pub key: IssueKey,
    /// Where people see it.
    pub url: String,
    /// How it got there, in words.
    pub transport: String,
    /// When the product learned of it; the store fills this in when it is set.
    pub at: Timestamp,
}

impl Issue {
    /// How an issue got to Jira that was there before its draft.
    pub const ADOPTED: &str = "In Jira before";
}

impl Draft {
    /// It stands for an issue that was in Jira before it: its parts go there, itself it does not.
    pub fn is_adopted(&self) -> bool {
        self.issue.as_ref().is_some_and(|issue| issue.transport == Issue::ADOPTED)
    }
}

/// A draft to be started.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Chosen by the form, so that sending it twice starts one draft.
    pub form_id: String,
    /// What the person wrote.
    pub requirement: String,
    /// What kind of issue it becomes.
    pub kind: IssueKind,
    /// How its body is written.
    pub format: DraftFormat,
    /// The form of its description, in the format Custom.
    pub template: Option<String>,
    /// Where it goes.
    pub project: ProjectKey,
    /// What it belongs to.
    pub parent: Option<IssueKey>,
    /// Where it begins.
    pub status: DraftStatus,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
pub(super) struct Row {
    id: String,
    requirement: String,
    kind: String,
    format: String,
    project: String,
    status: String,
    content: String,
    origins: String,
    version: i32,
    title: String,
    job_id: Option<String>,
    failure: Option<String>,
    issue_key: Option<String>,
    issue_url: Option<String>,
    issue_at: Option<i64>,
    issue_transport: Option<String>,
    created_at: i64,
    updated_at: i64,
    revise: Option<String>,
    proposals: Option<String>,
    parent: Option<String>,
    answers: Option<String>,
    split: Option<String>,
    part_of: Option<String>,
    part: Option<i32>,
    template: Option<String>,
    explanation: Option<String>,
    deleted_at: Option<i64>,
    site_ticket: Option<String>,
    ticket_version: Option<i32>,
    ticket_draft: Option<i32>,
}

impl TryFrom<Row> for Draft {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let issue = row
            .issue_key
            .map(|key| {
                Ok::<_, StoreError>(Issue {
                    key: word("issue key", IssueKey::parse(&key).ok())?,
                    url: row.issue_url.unwrap_or_default(),
                    transport: row.issue_transport.unwrap_or_default(),
                    at: Timestamp::from_millis(row.issue_at.unwrap_or_default()),
                })
            })
            .transpose()?;
        Ok(Self {
            id: parsed("draft id", &row.id)?,
            requirement: row.requirement,
            kind: word("issue kind", IssueKind::parse(&row.kind))?,
            format: word("draft format", DraftFormat::parse(&row.format))?,
            template: row.template,
            explanation: json_opt("explanation", row.explanation.as_deref())?,
            project: word("project key", ProjectKey::parse(&row.project).ok())?,
            parent: row.parent.map(|key| word("issue key", IssueKey::parse(&key).ok())).transpose()?,
            answers: json_opt("answers", row.answers.as_deref())?,
            status: word("draft status", DraftStatus::parse(&row.status))?,
            written: Authored {
                content: json("draft", &row.content)?,
                origins: json("origins", &row.origins)?,
                proposals: json_opt("proposals", row.proposals.as_deref())?.unwrap_or_default(),
            },
            revise: json_opt("revision", row.revise.as_deref())?,
            split: json_opt("split", row.split.as_deref())?,
            part_of: row
                .part_of
                .map(|whole| Ok::<_, StoreError>((parsed("draft id", &whole)?, row.part.unwrap_or_default())))
                .transpose()?
                .map(|(whole, part)| (whole, usize::try_from(part).unwrap_or_default())),
            of_ticket: row
                .site_ticket
                .map(|ticket| {
                    Ok::<_, StoreError>(OfTicket {
                        ticket: parsed("site ticket id", &ticket)?,
                        version: row.ticket_version.unwrap_or_default(),
                        draft: row.ticket_draft.unwrap_or_default(),
                    })
                })
                .transpose()?,
            version: row.version,
            title: row.title,
            job: row.job_id.as_deref().map(|id| parsed("job id", id)).transpose()?,
            failure: json_opt("failure", row.failure.as_deref())?,
            issue,
            deleted: row.deleted_at.is_some(),
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

/// What a list shows as a draft's name: at most 160 characters.
pub(super) fn title(requirement: &str, content: &DraftContent) -> String {
    let text = one_line(if content.summary.trim().is_empty() { requirement } else { &content.summary });
    if text.chars().count() <= 160 {
        return text;
    }
    let mut short: String = text.chars().take(159).collect();
    short.push('…');
    short
}

/// What a search looks through: the words of title and requirement, in lower case.
pub(super) fn search_text(requirement: &str, content: &DraftContent) -> String {
    without_nul(&search_key(&format!("{} {requirement}", content.summary)))
}
