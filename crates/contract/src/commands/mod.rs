//! What people ask for, as it comes from a form. Values are checked by the services, per field.

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
    /// Jira personal access token.
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
    /// `story` or `task`.
    pub kind: String,
    /// `classic` or `bdd`.
    pub format: String,
    /// Project key.
    pub project: String,
    /// Chosen by the form, so that sending it twice starts one draft. A UUID.
    pub form_id: String,
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
