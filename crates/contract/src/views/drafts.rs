//! The issue creator.

use super::JobView;
use domain::{
    draft::{DraftContent, DraftFormat, Origins, Revise},
    failure::Failure,
    ids::{ApprovalId, DraftId, JobId, SiteBuildId, SiteTicketId},
    jira::{IssueKey, IssueKind, ProjectKey},
    rules::{Check, RuleBook, RuleSet},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Where a draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftStatus {
    /// The model is writing.
    Writing,
    /// The model asked something.
    Question,
    /// Writing failed, was stopped or cut; the requirement and the text so far are there.
    Unfinished,
    /// Can be edited and approved.
    Ready,
    /// The payload is frozen; one click sends it.
    Approved,
    /// On its way to Jira.
    Creating,
    /// Nobody knows yet whether Jira created it; it is being looked up.
    Uncertain,
    /// In Jira.
    Created,
    /// Its parts have taken its place.
    Split,
}

impl DraftStatus {
    /// Every status, in the order a draft passes through them.
    pub const ALL: [Self; 9] = [
        Self::Writing,
        Self::Question,
        Self::Unfinished,
        Self::Ready,
        Self::Approved,
        Self::Creating,
        Self::Uncertain,
        Self::Created,
        Self::Split,
    ];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::Question => "question",
            Self::Unfinished => "unfinished",
            Self::Ready => "ready",
            Self::Approved => "approved",
            Self::Creating => "creating",
            Self::Uncertain => "uncertain",
            Self::Created => "created",
            Self::Split => "split",
        }
    }
    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Writing => "Writing",
            Self::Question => "Question",
            Self::Unfinished => "Unfinished",
            Self::Ready => "Draft",
            Self::Approved => "Approved",
            Self::Creating => "Creating",
            Self::Uncertain => "Checking",
            Self::Created => "Created",
            Self::Split => "Split",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// A project in which the person may create issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectChoice {
    /// The key.
    pub key: ProjectKey,
    /// The name.
    pub name: String,
    /// The person's own name for it.
    #[serde(default)]
    pub label: Option<String>,
    /// It comes first.
    #[serde(default)]
    pub favourite: bool,
}

/// Why a part of the product is off, and where to turn it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// In words.
    pub message: String,
    /// The label of the link.
    pub action: String,
    /// Where it leads.
    pub href: String,
}

/// What the form for a new draft needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftFormView {
    /// Projects, favourites first, then by key; empty when Jira could not be asked.
    pub projects: Vec<ProjectChoice>,
    /// Why the list is empty or old.
    pub projects_failure: Option<Failure>,
    /// Prompts and templates that can be chosen.
    #[serde(default)]
    pub prompts: Vec<super::PromptChoice>,
    /// The choices made last time; empty for none.
    #[serde(default)]
    pub prompt: String,
    /// Templates that a description in the format Custom can start from.
    #[serde(default)]
    pub templates: Vec<super::TemplateChoice>,
    /// The template that was used last; empty for none.
    #[serde(default)]
    pub template: String,
    /// The rules a draft has to keep, by project and kind.
    pub rules: RuleBook,
    /// The choices made last time.
    pub project: Option<ProjectKey>,
    /// The choices made last time.
    pub kind: IssueKind,
    /// The choices made last time.
    pub format: DraftFormat,
    /// What stands in the way of asking a model.
    pub gate: Option<Gate>,
    /// What stands in the way of creating issues, later.
    pub creation: Option<Gate>,
}

/// The payload a person approved, exactly as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalView {
    /// The approval.
    pub id: ApprovalId,
    /// SHA-256 of the stored bytes, hexadecimal.
    pub sha256: String,
    /// The stored bytes; they are JSON.
    pub payload: String,
    /// How it goes to Jira, in words.
    pub transport: String,
    /// Jira's fields in reading order, as name and value.
    pub fields: Vec<(String, String)>,
    /// The description: in Jira's wiki markup, or in Markdown where it is sent as a document.
    pub description: String,
    /// It is sent in the Atlassian Document Format.
    #[serde(default)]
    pub as_document: bool,
    /// Open issues of the project that look alike, the likest first.
    pub similar: Vec<SimilarIssue>,
    /// What an administrator let pass.
    #[serde(default)]
    pub bypassed: Option<Bypassed>,
    /// When it was approved.
    pub approved_at: Timestamp,
}

/// Rules that a draft breaks and that an administrator let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bypassed {
    /// Why, in the administrator's words.
    pub reason: String,
    /// What was broken, in words.
    pub rules: Vec<String>,
}

/// An open issue that may be about the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarIssue {
    /// The key.
    pub key: IssueKey,
    /// Its summary.
    pub summary: String,
    /// Its status, in Jira's words.
    pub status: String,
    /// Where people see it.
    pub url: String,
}

/// An issue in Jira.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueView {
    /// The key.
    pub key: IssueKey,
    /// `{base}/browse/{key}`.
    pub url: String,
    /// When the product learned of it.
    pub created_at: Timestamp,
    /// Created through MCP or REST, in words.
    pub transport: String,
}

/// A draft with everything its page shows.
#[expect(clippy::struct_excessive_bools, reason = "independent facts that a page shows or not")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftView {
    /// The draft.
    pub id: DraftId,
    /// What the person wrote.
    pub requirement: String,
    /// What kind of issue it becomes.
    pub kind: IssueKind,
    /// How its body is written.
    pub format: DraftFormat,
    /// The form of its description, in the format Custom.
    #[serde(default)]
    pub template: Option<String>,
    /// It stands for an issue that was in Jira before it.
    #[serde(default)]
    pub adopted: bool,
    /// Where it goes.
    pub project: ProjectKey,
    /// What it belongs to: a sub-task's issue, or an epic.
    pub parent: Option<IssueKey>,
    /// What Jira asks for besides; nothing when there is nothing, or nobody knows yet.
    pub screen: Option<super::CreateScreenView>,
    /// The issues and pages that it points to.
    #[serde(default)]
    pub contexts: Vec<super::ContextView>,
    /// What asking models for it took.
    #[serde(default)]
    pub used: super::ModelUse,
    /// Where it is.
    pub status: DraftStatus,
    /// Its fields.
    pub content: DraftContent,
    /// Who wrote which field.
    pub origins: Origins,
    /// Counts saved changes; an edit names the one it saw.
    pub version: i32,
    /// What a model wrote for fields that were written by hand, against what stands there.
    pub proposals: Vec<super::FieldDifference>,
    /// What a model is asked to change, or was without success.
    pub revise: Option<Revise>,
    /// What stands in the way of asking a model.
    pub gate: Option<Gate>,
    /// Every rule's result.
    pub checks: Vec<Check>,
    /// The rules, so that the browser can evaluate them while somebody types.
    pub rules: RuleSet,
    /// Whether the person may approve it in spite of rules that can be bypassed.
    #[serde(default)]
    pub may_bypass: bool,
    /// The job that writes or creates, or the last one.
    pub job: Option<JobView>,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// A model can be asked what that means.
    #[serde(default)]
    pub may_explain: bool,
    /// What it said, or is about to.
    #[serde(default)]
    pub explanation: Option<Box<ExplanationView>>,
    /// The frozen payload.
    pub approval: Option<ApprovalView>,
    /// How it is split, as long as its parts are not made.
    #[serde(default)]
    pub split: Option<Box<super::SplitView>>,
    /// Its parts are made, whatever became of them.
    #[serde(default)]
    pub is_split: bool,
    /// The drafts that its parts became, in order.
    #[serde(default)]
    pub parts: Vec<DraftRow>,
    /// The draft that it is a part of.
    #[serde(default)]
    pub part_of: Option<Box<super::PartOf>>,
    /// The ticket of a site build whose text it is.
    #[serde(default)]
    pub of_ticket: Option<Box<TicketOfDraft>>,
    /// The issue.
    pub issue: Option<IssueView>,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The ticket of a site build whose text a draft is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketOfDraft {
    /// The build.
    pub build: SiteBuildId,
    /// Its name.
    pub build_name: String,
    /// The ticket.
    pub ticket: SiteTicketId,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: i32,
    /// It was changed since its text was taken, or put back.
    pub changed: bool,
    /// The draft's version that says what the ticket said then.
    pub same_as: i32,
    /// It is in Jira, or on its way.
    pub sent: bool,
}

/// What a model says of something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplanationView {
    /// The job that asks, or failed to; nothing when it has been said.
    pub job: Option<JobView>,
    /// In other words.
    pub text: String,
    /// What to try, in order.
    pub steps: Vec<String>,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    /// The draft.
    pub id: DraftId,
    /// The summary, or the beginning of the requirement.
    pub title: String,
    /// Where it goes.
    pub project: ProjectKey,
    /// Where it is.
    pub status: DraftStatus,
    /// The issue's key.
    pub issue: Option<IssueKey>,
    /// Where the issue is in Jira, as far as that is known; in the history only.
    #[serde(default)]
    pub in_jira: Option<IssueStatus>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Where an issue is in Jira.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueStatus {
    /// In Jira's words, such as "In Progress".
    pub name: String,
    /// Whether Jira counts it as done.
    pub done: bool,
    /// When Jira said so.
    pub at: Timestamp,
}

/// A draft on which a job works or waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningView {
    /// The draft.
    pub draft: DraftRow,
    /// The job; text and cursor come from one read.
    pub job: JobView,
}

/// The dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardView {
    /// The person's first name, for the greeting.
    pub first_name: String,
    /// What to set up next, most important first.
    pub gates: Vec<Gate>,
    /// What runs or waits for the person, the latest change first.
    pub running: Vec<RunningView>,
    /// The latest drafts, newest first.
    pub drafts: Vec<DraftRow>,
    /// The three integrations.
    pub connections: super::ConnectionDots,
    /// When this was read, for relative times.
    pub now: Timestamp,
}

/// A page of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// Newest first.
    pub drafts: Vec<DraftRow>,
    /// Whether older ones follow.
    pub more: bool,
    /// When this was read, for relative times.
    pub now: Timestamp,
}

/// A started piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The draft.
    pub draft: DraftId,
    /// The job that works on it.
    pub job: JobId,
}

/// The result of an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edited {
    /// The new version.
    pub version: i32,
    /// The field as it was saved.
    pub content: DraftContent,
    /// Who wrote which field.
    pub origins: Origins,
    /// Every rule's result.
    pub checks: Vec<Check>,
}
