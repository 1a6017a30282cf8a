//! What Jira asks for when an issue is created.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WantedKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A number.
    Number,
    /// A day.
    Date,
    /// One of the choices.
    One,
    /// Any of the choices.
    Several,
    /// Somebody's user name.
    Person,
    /// Several user names with commas between them.
    People,
    /// Words without spaces.
    Words,
    /// Nothing that can be filled in here.
    Other,
}

/// One value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChoice {
    /// Jira's id; `parent/child` for a choice in two steps.
    pub value: String,
    /// As people read it.
    pub label: String,
}

/// A field that Jira demands and a draft does not fill by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedField {
    /// `customfield_10110`, `duedate`, …
    pub id: String,
    /// As people read it in Jira.
    pub name: String,
    /// How it is filled in.
    pub kind: WantedKind,
    /// What can be chosen, or is suggested.
    pub choices: Vec<ValueChoice>,
}

/// Somebody whom a field of the draft's project can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSuggestion {
    /// The user name, as it is written into the field.
    pub name: String,
    /// The name people read.
    pub label: String,
    /// The e-mail address, where Jira tells it.
    pub email: Option<String>,
}

/// What a person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ScreenAnswers {
    /// The issue type's id, where none fits by its name.
    #[serde(default)]
    pub issue_type: Option<String>,
    /// Values by field; several for a field that takes several.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
}

/// What has to be known before Jira takes the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateScreenView {
    /// The project's issue types, where none fits by its name.
    pub types: Vec<ValueChoice>,
    /// The fields it demands.
    pub fields: Vec<WantedField>,
    /// What was answered, for this draft or earlier in this project.
    pub answers: ScreenAnswers,
    /// How much is still missing.
    pub missing: u32,
}
