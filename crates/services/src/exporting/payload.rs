//! What a person approves: the bytes that will be sent, in each form in which they may be sent.

use super::wanted;
use atlassian::jira::{CreateField, IssueType, StoryPoints, story_points_field};
use contract::views::ScreenAnswers;
use domain::{
    draft::{DraftContent, points_text},
    failure::Failure,
    ids::OperationId,
    jira::{IssueKey, IssueKind, ProjectKey},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The issue property that carries the operation's id; it travels in the create call.
pub(crate) const PROPERTY: &str = "ai-jira-agent.operation";

/// The approved payload. Its JSON is stored and hashed once and never rendered again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// Names this one effect in the ledger and in Jira.
    pub(crate) operation: OperationId,
    /// Short name of the site.
    pub(crate) site: String,
    /// Project key.
    pub(crate) project: String,
    /// The mark for finding the issue again, where the create screen has labels.
    pub(crate) label: Option<String>,
    /// Arguments of mcp-atlassian's `jira_create_issue`. Nothing where its tool cannot fill the issue: a parent, fields of
    /// the project's own, a document of Jira Cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mcp: Option<McpForm>,
    /// What is attached to the issue, because its description would be too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) attachment: Option<Attachment>,
    /// Body of `POST /rest/api/2/issue`, or `3` on Cloud: for when MCP is not available, or not for this issue.
    pub(crate) rest: Value,
    /// In payloads that were approved before such forms were left out: the form is not to be used.
    #[serde(default, skip_serializing)]
    pub(super) only_rest: bool,
}

impl Payload {
    /// The same as one of many: those go over REST, whatever mcp-atlassian could fill in.
    pub(crate) fn in_bulk(self, attachment: Option<Attachment>) -> Self {
        Self { mcp: None, attachment, ..self }
    }
}

/// A text file beside an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    /// Markdown.
    pub(crate) text: String,
}

/// Arguments of mcp-atlassian's `jira_create_issue`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct McpForm {
    pub(crate) project_key: String,
    pub(crate) summary: String,
    pub(crate) issue_type: String,
    /// Jira wiki markup; mcp-atlassian is told not to translate it.
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) components: Vec<String>,
    pub(crate) additional_fields: Map<String, Value>,
}

/// A payload with what its page shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rendered {
    pub(crate) payload: Payload,
    /// Name and value, in reading order.
    pub(crate) fields: Vec<(String, String)>,
    /// The description as people read it.
    pub(crate) description: String,
    /// It is sent in the Atlassian Document Format.
    pub(crate) as_document: bool,
    /// Field and value of what the create screen does not have or offer.
    pub(crate) left_out: Vec<(String, String)>,
}

/// What a payload is made of.
pub(crate) struct Source<'a> {
    pub(crate) operation: OperationId,
    pub(crate) site: &'a str,
    /// The site is on Jira Cloud.
    pub(crate) cloud: bool,
    pub(crate) project: &'a ProjectKey,
    pub(crate) content: &'a DraftContent,
    /// The description, Markdown.
    pub(crate) description: String,
    /// The label to find it again by; one of its own when `None`.
    pub(crate) label: Option<String>,
    /// The type the project offers for the kind.
    pub(crate) issue_type: &'a IssueType,
    /// The create screen of project and type.
    pub(crate) screen: &'a [CreateField],
    pub(crate) kind: IssueKind,
    /// A sub-task's issue, or an epic.
    pub(crate) parent: Option<&'a IssueKey>,
    /// Whom it is for: user name or account id, and the name people read.
    pub(crate) assignee: Option<(&'a str, &'a str)>,
    /// What the person answered to what the screen asks for.
    pub(crate) answers: &'a ScreenAnswers,
}

/// Picks the type a project offers for a kind by its name. Names are the site's own, so there may be none that fits;
/// then it is the one that a person chose.
pub(crate) fn issue_type_for<'a>(
    kind: IssueKind,
    types: &'a [IssueType],
    chosen: Option<&str>,
) -> Result<&'a IssueType, Failure> {
    by_name(kind, types)
        .or_else(|| fitting(kind, types).find(|found| Some(found.id.as_str()) == chosen))
        .ok_or_else(|| {
            let offered: Vec<_> = types.iter().take(10).map(|found| found.name.clone()).collect();
            Failure::field(
                "draft.type_missing",
                "issue_type",
                format!(
                    "This project has no issue type called “{}”. It offers: {}.",
                    kind.label(),
                    offered.join(", ")
                ),
            )
            .with_next("Choose one of them below the draft, then approve again.")
        })
}

/// The types that can stand for a kind.
pub(crate) fn fitting(kind: IssueKind, types: &[IssueType]) -> impl Iterator<Item = &IssueType> {
    types.iter().filter(move |found| found.subtask == (kind == IssueKind::SubTask))
}

/// The type whose name says that it is of this kind; for a sub-task the only one there is, too.
pub(crate) fn by_name(kind: IssueKind, types: &[IssueType]) -> Option<&IssueType> {
    let names: &[&str] = match kind {
        IssueKind::Story => &["story", "user story"],
        IssueKind::Task => &["task"],
        IssueKind::Bug => &["bug", "defect"],
        IssueKind::Epic => &["epic"],
        IssueKind::SubTask => &["sub-task", "subtask"],
    };
    let named = |name: &&str| fitting(kind, types).find(|found| found.name.trim().eq_ignore_ascii_case(name));
    names.iter().find_map(named).or_else(|| {
        let mut all = fitting(kind, types);
        all.next().filter(|_| kind == IssueKind::SubTask && all.next().is_none())
    })
}

/// Renders a draft for a create screen. What the screen does not have is left out and said so; what the screen
/// requires and a draft cannot fill is refused.
pub(crate) fn render(source: &Source<'_>) -> Result<Rendered, Failure> {
    let screen = Screen(source.screen);
    let content = source.content;
    let (sent, read) = if source.cloud {
        (markup::to_adf(&source.description), source.description.clone())
    } else {
        let wiki = markup::to_wiki(&source.description);
        (json!(wiki), wiki)
    };
    let mut additional = Map::new();
    let mut shown = vec![
        ("Project".to_owned(), source.project.to_string()),
        ("Issue type".to_owned(), source.issue_type.name.clone()),
        ("Summary".to_owned(), content.summary.clone()),
    ];
    let mut left_out = Vec::new();

    let own = || source.label.clone().unwrap_or_else(|| label_of(source.operation));
    let label = screen.has("labels").then(own);
    if let Some(label) = &label {
        let mut labels = content.labels.clone();
        labels.push(label.clone());
        shown.push(("Labels".into(), labels.join(", ")));
        additional.insert("labels".into(), json!(labels));
    } else if !content.labels.is_empty() {
        left_out.push(("labels".to_owned(), content.labels.join(", ")));
    }
    if let Some(priority) = &content.priority {
        match screen.allowed("priority", priority) {
            Some(name) => {
                shown.push(("Priority".into(), name.clone()));
                additional.insert("priority".into(), json!({ "name": name }));
            }
            None => left_out.push(("priority".to_owned(), priority.clone())),
        }
    }
    let (components, unknown): (Vec<_>, Vec<_>) = content
        .components
        .iter()
        .map(|name| screen.allowed("components", name).ok_or(name))
        .partition(Result::is_ok);
    let components: Vec<String> = components.into_iter().flatten().collect();
    if !components.is_empty() {
        shown.push(("Components".into(), components.join(", ")));
    }
    let unknown = unknown.into_iter().filter_map(Result::err);
    left_out.extend(unknown.map(|name| ("component".to_owned(), name.clone())));
    if let Some(points) = content.story_points {
        match story_points_field(source.screen) {
            StoryPoints::Field(id) => {
                shown.push(("Story points".into(), points_text(points)));
                additional.insert(id, json!(points));
            }
            StoryPoints::Absent | StoryPoints::Several(_) => {
                left_out.push(("story points".to_owned(), points_text(points)));
            }
        }
    }
    let mut rest_fields = additional.clone();
    if !components.is_empty() {
        let names: Vec<_> = components.iter().map(|name| json!({ "name": name })).collect();
        rest_fields.insert("components".into(), json!(names));
    }
    if let Some((name, label)) = source.assignee {
        if screen.has("assignee") {
            rest_fields.insert("assignee".into(), wanted::person(name, source.cloud));
            shown.push(("Assignee".into(), label.to_owned()));
        } else {
            left_out.push(("assignee".to_owned(), label.to_owned()));
        }
    }
    let more = fill_in(source, &mut rest_fields, &mut shown, &mut left_out)?;
    screen.demands_nothing_else(&rest_fields)?;
    if !left_out.is_empty() {
        let words: Vec<_> = left_out.iter().map(|(field, value)| format!("{field} {value}")).collect();
        let words = format!("{} (not on this project's create screen)", words.join(", "));
        shown.push(("Left out".into(), words));
    }

    let mut fields = Map::new();
    fields.insert("project".into(), json!({ "key": source.project }));
    fields.insert("issuetype".into(), json!({ "id": source.issue_type.id }));
    fields.insert("summary".into(), json!(content.summary));
    fields.insert("description".into(), sent);
    fields.extend(rest_fields);
    let rest = json!({
        "fields": fields,
        "properties": [{ "key": PROPERTY, "value": { "id": source.operation } }],
    });
    let mcp = (!source.cloud && !more).then(|| McpForm {
        project_key: source.project.to_string(),
        summary: content.summary.clone(),
        issue_type: source.issue_type.name.clone(),
        description: read.clone(),
        components,
        additional_fields: additional,
    });
    let payload = Payload {
        operation: source.operation,
        site: source.site.to_owned(),
        project: source.project.to_string(),
        label,
        mcp,
        attachment: None,
        rest,
        only_rest: false,
    };
    Ok(Rendered { payload, fields: shown, description: read, as_document: source.cloud, left_out })
}

/// What goes beyond a draft's own fields: its parent, an epic's name, what the person answered. Says whether there is
/// any of that.
fn fill_in(
    source: &Source<'_>,
    fields: &mut Map<String, Value>,
    shown: &mut Vec<(String, String)>,
    left_out: &mut Vec<(String, String)>,
) -> Result<bool, Failure> {
    let before = fields.len();
    if let Some(parent) = source.parent {
        let screen = Screen(source.screen);
        let link = source.screen.iter().find(|field| wanted::is_epic_link(field));
        // On Cloud an epic is the parent of what is below it.
        match (source.kind == IssueKind::SubTask || screen.has("parent"), link) {
            (true, _) => {
                fields.insert("parent".into(), json!({ "key": parent }));
                shown.push(("Parent".into(), parent.to_string()));
            }
            (false, Some(link)) => {
                fields.insert(link.id.clone(), json!(parent));
                shown.push((link.name.clone(), parent.to_string()));
            }
            (false, None) => left_out.push(("epic".to_owned(), parent.to_string())),
        }
    }
    for field in source.screen {
        if wanted::is_epic_name(field) {
            fields.insert(field.id.clone(), json!(source.content.summary));
            continue;
        }
        // An answer to what is no longer asked for is not sent: the form does not show it any more.
        let asked_for = field.required && !field.has_default && !fields.contains_key(&field.id);
        let Some(chosen) = source.answers.values.get(&field.id).filter(|_| asked_for) else { continue };
        let value = wanted::value(field, chosen, source.cloud)
            .map_err(|words| Failure::field("draft.required_fields", &field.id, words))?;
        if let Some(value) = value {
            fields.insert(field.id.clone(), value);
            shown.push((field.name.clone(), wanted::shown(field, chosen)));
        }
    }
    Ok(fields.len() > before)
}

/// The mark of one operation among an issue's labels.
pub(crate) fn label_of(operation: OperationId) -> String {
    format!("ai-agent-{operation}")
}

struct Screen<'a>(&'a [CreateField]);

impl Screen<'_> {
    fn field(&self, id: &str) -> Option<&CreateField> {
        self.0.iter().find(|field| field.id == id)
    }
    fn has(&self, id: &str) -> bool {
        self.field(id).is_some()
    }
    /// The value's name as Jira writes it, when the field offers it; any value where the field lists none.
    fn allowed(&self, id: &str, name: &str) -> Option<String> {
        let field = self.field(id)?;
        if field.allowed_values.is_empty() {
            return Some(name.to_owned());
        }
        field
            .allowed_values
            .iter()
            .filter_map(|value| value.get("name").and_then(Value::as_str))
            .find(|allowed| allowed.eq_ignore_ascii_case(name))
            .map(str::to_owned)
    }
    fn demands_nothing_else(&self, filled: &Map<String, Value>) -> Result<(), Failure> {
        let always = ["project", "issuetype", "summary", "description", "reporter"];
        let missing: Vec<_> = self
            .0
            .iter()
            .filter(|field| field.required && !field.has_default)
            .filter(|field| !always.contains(&field.id.as_str()) && !filled.contains_key(&field.id))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<_> = missing.iter().map(|field| field.name.clone()).collect();
        let mut failure = Failure::user(
            "draft.required_fields",
            format!("This project wants more before it takes an issue: {}.", names.join(", ")),
        )
        .with_next("Fill them in below the draft, then approve again.");
        for field in missing {
            failure = failure.with_field(&field.id, format!("{} is required by Jira.", field.name));
        }
        Err(failure)
    }
}

/// The mark in stored bytes.
pub(super) fn label_in(bytes: &[u8]) -> Result<Option<String>, Failure> {
    read(bytes).map(|payload| payload.label)
}

/// Stored bytes as a payload, for sending.
pub(crate) fn read(bytes: &[u8]) -> Result<Payload, Failure> {
    let mut payload: Payload = serde_json::from_slice(bytes)
        .map_err(|error| crate::failures::internal("an approved payload", &error))?;
    if payload.only_rest {
        payload.mcp = None;
    }
    Ok(payload)
}

/// Whether the description of a stored payload is a document.
pub(crate) fn is_document(bytes: &[u8]) -> bool {
    read(bytes).is_ok_and(|payload| payload.rest["fields"]["description"].is_object())
}
