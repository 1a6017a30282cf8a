//! Tools, projects, prompts.

use domain::ids::PromptId;
use serde::{Deserialize, Serialize};

/// Looking for tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ToolsFilter {
    /// Words of name or description.
    #[serde(default)]
    pub query: String,
    /// `jira`, `confluence`, or empty.
    #[serde(default)]
    pub source: String,
    /// `read`, `write`, `changed`, or empty.
    #[serde(default)]
    pub access: String,
}

/// An administrator's decision about a changed definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideTool {
    /// `jira` or `confluence`.
    pub source: String,
    /// The tool.
    pub name: String,
    /// SHA-256 of the definition that was looked at.
    pub hash: String,
    /// Trust it from now on; otherwise the old one is kept.
    pub accept: bool,
}

/// Looking for projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ProjectsFilter {
    /// Words of key, name or label.
    #[serde(default)]
    pub query: String,
    /// Page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// Naming a project, and making it a favourite or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkProject {
    /// Project key.
    pub project: String,
    /// The person's own name for it, empty for none; unchanged when `None`.
    #[serde(default)]
    pub label: Option<String>,
    /// Whether it is a favourite; unchanged when `None`.
    #[serde(default)]
    pub favourite: Option<bool>,
}

/// Adding or changing a prompt or template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavePrompt {
    /// The one to change; a new one when `None`.
    #[serde(default)]
    pub id: Option<PromptId>,
    /// `prompt` or `template`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Text with `{placeholders}`.
    pub body: String,
}
