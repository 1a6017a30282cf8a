//! What programs ask of drafts.

use super::{DraftFormat, IssueKind, ReviseScope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Starting a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartDraft {
    /// What is wanted, in anybody's own words. Empty only beside `epic`.
    #[schema(max_length = 20_000, example = "Patients can book an examination room online.")]
    pub requirement: String,
    /// What kind of issue it becomes. A sub-task needs a `parent`.
    #[serde(default = "story")]
    #[schema(default = "story")]
    pub kind: IssueKind,
    /// How its body is written.
    #[serde(default = "classic")]
    #[schema(default = "classic")]
    pub format: DraftFormat,
    /// The form of the description, for the format `custom`: Markdown, with the placeholders that prompts have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 8_000)]
    pub template: Option<String>,
    /// An epic that is in Jira already and shall be broken down, for the kind `epic`. The project is then that of the
    /// epic, and the requirement may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 268, pattern = "^[A-Z][A-Z0-9_]+-[0-9]{1,12}$", example = "CLINIC-245")]
    pub epic: Option<String>,
    /// The Jira project's key.
    #[schema(min_length = 2, max_length = 255, pattern = "^[A-Z][A-Z0-9_]+$", example = "CLINIC")]
    pub project: String,
    /// What it belongs to: a sub-task's issue in the same project, or the epic of another kind of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 268, pattern = "^[A-Z][A-Z0-9_]+-[0-9]{1,12}$", example = "CLINIC-245")]
    pub parent: Option<String>,
    /// Issues of Jira and pages of Confluence that the model shall know: keys, page numbers or addresses, read with
    /// the person's own tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10, example = json!(["CLINIC-245"]))]
    pub context: Vec<String>,
    /// A UUID of the caller's choice: the same one again gives the same draft. `Idempotency-Key` does the same with
    /// any text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid", value_type = Option<String>)]
    pub form_id: Option<String>,
}

const fn story() -> IssueKind {
    IssueKind::Story
}

const fn classic() -> DraftFormat {
    DraftFormat::Classic
}

/// Changing one field by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditField {
    /// The version that was read; another one in between answers 409.
    #[schema(minimum = 0)]
    pub version: i32,
    /// The new text; empty takes the field away. Lists have one entry per line; scenarios are `Scenario: …`,
    /// `Given …`, `When …`, `Then …`, `And …` lines.
    #[schema(max_length = 20_000)]
    pub value: String,
}

/// Asking the model to change a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseDraft {
    /// The version that was read; another one in between answers 409.
    #[schema(minimum = 0)]
    pub version: i32,
    /// What may change.
    pub scope: ReviseScope,
    /// What is wanted, in anybody's own words. Required for `whole`.
    #[serde(default)]
    #[schema(default = "", max_length = 4_000, example = "Name who may cancel a booking.")]
    pub instructions: String,
}

/// Answering the question a draft's job waits on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The question, as the job names it.
    #[schema(format = "uuid", value_type = String)]
    pub question: String,
    /// The answer; several fields as `label: value` lines.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
}
