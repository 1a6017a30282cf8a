//! What people ask for, as it comes from a form. Values are checked by the services, per field.

mod people;

pub use people::*;
mod columns;
mod library;
mod rules;
mod site_builds;
mod site_tickets;
mod splits;
mod use_value;

pub use columns::MapColumns;
pub use library::{DecideTool, MarkProject, ProjectsFilter, SavePrompt, ToolsFilter};
pub use rules::{DraftsOfRules, MEASURED, Measure, RulesForm, SaveRuleSet, Weight, weight_name};
pub use site_builds::{
    ChooseSheetKind, DescribeSiteBuild, ExcludeRow, FindingsFilter, FixFindings, NewSheet, WantedFile,
};
pub use site_tickets::{
    AnswerSiteTarget, BulkField, ChangeNeed, ChooseWay, DecideTicket, EditTicket, ExportTickets, GroupEpic,
    MakeTickets, MarkReady, MoveTicket, PutBack, ResetTicket, SetFields, SetSiteTarget, SetTicketFields,
    SettleProposal, TakeBack, TicketFilter,
};
pub use splits::{EditSplit, PartForm, SplitForm, SplitStep, SplitWish};
pub use use_value::UseValue;

use crate::views::JobState;
use domain::ids::{DraftId, QuestionId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Text that must not be printed: `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct SecretText(pub String);

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// First step of a registration, or of a forgotten password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProveIdentity {
    /// Short name of an allow-listed site.
    pub site: String,
    /// The Atlassian account's e-mail address; for Cloud sites only.
    #[serde(default)]
    pub email: String,
    /// Jira personal access token, or the Atlassian account's API token.
    pub token: SecretText,
}

/// Last step of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPassword {
    /// The password.
    pub password: SecretText,
    /// The same again.
    pub repeated: SecretText,
}

/// Signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Employee id, e-mail address or name.
    pub login: String,
    /// The password.
    pub password: SecretText,
    /// Short name of the site; may be empty when there is one.
    #[serde(default)]
    pub site: String,
}

/// Replacing the Jira token by another one of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplaceJiraToken {
    /// The Atlassian account's e-mail address; empty keeps the earlier one. For Cloud sites only.
    #[serde(default)]
    pub email: String,
    /// The new token.
    pub token: SecretText,
}

/// Saving a Confluence address and token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveConfluence {
    /// An address of an allow-listed Confluence.
    pub url: String,
    /// The Atlassian account's e-mail address; empty takes that of the Jira connection. For Cloud sites only.
    #[serde(default)]
    pub email: String,
    /// Personal access token, or the Atlassian account's API token.
    pub token: SecretText,
}

/// Seeing a stored secret for a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevealSecret {
    /// `jira`, `confluence` or `llm`.
    pub connection: String,
    /// The person's own password, again.
    pub password: SecretText,
}

/// Trusting a certificate authority for one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustAuthority {
    /// `jira`, `confluence` or `llm`.
    pub connection: String,
    /// Certificates as PEM text.
    pub pem: String,
}

/// Saving a model's secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveLlm {
    /// Short name of the provider.
    pub provider: String,
    /// Cookie, token or key.
    pub secret: SecretText,
}

/// Starting a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartDraft {
    /// What the person wants.
    pub requirement: String,
    /// `story`, `task`, `bug`, `epic` or `sub-task`.
    pub kind: String,
    /// `classic`, `bdd` or `custom`.
    pub format: String,
    /// The form of the description, for `custom`; text with `{placeholders}`.
    #[serde(default)]
    pub template: String,
    /// The saved template to use where `template` is empty: `own:<id>`, or empty.
    #[serde(default)]
    pub template_from: String,
    /// What `template` was when the form was shown: unchanged, it gives way to `template_from`.
    #[serde(default)]
    pub template_was: String,
    /// Key of an epic that is in Jira already and shall be broken down, or empty.
    #[serde(default)]
    pub epic: String,
    /// Project key.
    pub project: String,
    /// Key of the issue it belongs to: required for a sub-task, an epic or nothing for the others.
    #[serde(default)]
    pub parent: String,
    /// Chosen by the form, so that sending it twice starts one draft. A UUID.
    pub form_id: String,
    /// A prompt to write by: `own:<id>`, `system:<name>`, or empty.
    #[serde(default)]
    pub prompt: String,
    /// Issues and pages that the model shall know, a key or an address a line.
    #[serde(default)]
    pub context: String,
}

/// Changing one field by hand. Lists come as one text: a line per entry; scenarios as
/// `Scenario: …` / `Given …` / `When …` / `Then …` / `And …` lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditField {
    /// The draft.
    pub draft: DraftId,
    /// The version the person saw.
    pub version: i32,
    /// The field's stable name.
    pub field: String,
    /// Its new text.
    pub value: String,
}

/// Asking a model to change a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviseDraft {
    /// The draft.
    pub draft: DraftId,
    /// The version the person saw.
    pub version: i32,
    /// What may change: `whole`, `rules`, or a field's stable name; `split` asks for parts.
    pub scope: String,
    /// What is wanted, in the person's words.
    #[serde(default)]
    pub instructions: String,
}

/// Taking over, or not, what a model wrote for a field that was written by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideProposal {
    /// The draft.
    pub draft: DraftId,
    /// The version the person saw.
    pub version: i32,
    /// The field's stable name.
    pub field: String,
    /// Whether the model's text replaces the person's.
    pub accept: bool,
}

/// Making an earlier version of a draft the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreRevision {
    /// The draft.
    pub draft: DraftId,
    /// The version the person saw.
    pub version: i32,
    /// The version to go back to.
    pub revision: i32,
}

/// The value of one field that Jira demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldAnswer {
    /// The field's id in Jira.
    pub id: String,
    /// Its value; several for a field that takes several.
    #[serde(default)]
    pub chosen: Vec<String>,
}

/// Answering what Jira asks for before it takes a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerScreen {
    /// The draft.
    pub draft: DraftId,
    /// The issue type's id, or empty where that is clear.
    #[serde(default)]
    pub issue_type: String,
    /// Every field that is shown.
    #[serde(default)]
    pub fields: Vec<FieldAnswer>,
}

/// Answering a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The draft whose job asked.
    pub draft: DraftId,
    /// The question.
    pub question: QuestionId,
    /// The answer; fields as `label: value` lines.
    pub text: String,
}

/// Approving a draft as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveDraft {
    /// The draft.
    pub draft: DraftId,
    /// The version that was seen.
    pub version: i32,
    /// Why broken rules shall be let pass; for administrators. Empty otherwise.
    #[serde(default)]
    pub bypass: String,
}

/// Sending what was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateIssue {
    /// The draft.
    pub draft: DraftId,
    /// The approved bytes' SHA-256, hexadecimal.
    pub sha256: String,
}

/// Searching the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct HistoryFilter {
    /// Words of title or requirement.
    #[serde(default)]
    pub query: String,
    /// Project key, or empty.
    #[serde(default)]
    pub project: String,
    /// Status, or empty.
    #[serde(default)]
    pub status: String,
    /// Page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// Listing jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobFilter {
    /// Only in this state.
    pub state: Option<JobState>,
    /// Page, from 0.
    pub page: u32,
}

/// Making a token for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct CreateApiToken {
    /// What it is for.
    pub name: String,
    /// What it allows, such as `drafts:read`.
    pub scopes: Vec<String>,
    /// For how many days.
    pub days: String,
}
