//! Prompts and templates.

use domain::{ids::PromptId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What a text of a person's own is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PromptKind {
    /// Instructions for writing.
    #[default]
    Prompt,
    /// The form an issue's text is to have.
    Template,
}

impl PromptKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Prompt, Self::Template];
    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Template => "template",
        }
    }
    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prompt => "Prompt",
            Self::Template => "Template",
        }
    }
    /// From storage or a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// Its name, without braces.
    pub name: &'static str,
    /// What it becomes.
    pub meaning: &'static str,
    /// What a preview shows in its place.
    pub sample: &'static str,
}

/// Every placeholder a prompt or template of a person may have.
pub const PLACEHOLDERS: [Placeholder; 5] = [
    Placeholder { name: "kind", meaning: "Story or Task, as chosen in the form", sample: "Story" },
    Placeholder { name: "format", meaning: "Classic or BDD, as chosen in the form", sample: "Classic" },
    Placeholder { name: "project", meaning: "the project's key", sample: "CLINIC" },
    Placeholder { name: "max_points", meaning: "the most story points one issue may have", sample: "3" },
    Placeholder {
        name: "required_sections",
        meaning: "the sections that must not be empty",
        sample: "Acceptance criteria, STLC notes",
    },
];

/// A prompt or template of the person's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptView {
    /// The prompt.
    pub id: PromptId,
    /// What it is for.
    pub kind: PromptKind,
    /// Its name, unique for the person.
    pub name: String,
    /// Text with `{placeholders}`.
    pub body: String,
    /// When it was saved.
    pub updated_at: Timestamp,
}

/// A prompt that comes with the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemPromptView {
    /// Its short name in `prompts.json`.
    pub id: String,
    /// What people see.
    pub label: String,
    /// Its text.
    pub body: String,
    /// It can be chosen for a draft; the others are always part of what is sent.
    pub choosable: bool,
}

/// The prompts page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptsView {
    /// The person's own, by name.
    pub own: Vec<PromptView>,
    /// The installation's, in the order they are offered.
    pub system: Vec<SystemPromptView>,
    /// The one that was just deleted and can be taken back.
    pub deleted: Option<PromptView>,
    /// When this was read, for relative times.
    pub now: Timestamp,
}

/// A prompt that can be chosen for a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptChoice {
    /// What the form sends: `own:<id>` or `system:<name>`.
    pub value: String,
    /// What people see.
    pub label: String,
}

/// A template that a description can start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateChoice {
    /// What the form sends: `own:<id>`.
    pub value: String,
    /// What people see.
    pub label: String,
    /// Its text.
    pub body: String,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// How many were added.
    pub added: u32,
    /// How many of them got another name, because theirs was taken.
    pub renamed: u32,
}
