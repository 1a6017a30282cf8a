//! What the MCP server offers, as far as people see it.

use super::JobView;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The product a tool works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolSource {
    /// Jira.
    Jira,
    /// Confluence.
    Confluence,
}

impl ToolSource {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Jira, Self::Confluence];
    /// As stored, and as the names of its tools begin.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jira => "jira",
            Self::Confluence => "confluence",
        }
    }
    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Jira => "Jira",
            Self::Confluence => "Confluence",
        }
    }
    /// From storage or a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Where a tool's present definition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolStanding {
    /// The first one that was seen, or accepted by an administrator.
    Trusted,
    /// Another one than is trusted; an administrator has to look at it.
    Changed,
    /// An administrator keeps the old one.
    Held,
}

/// One tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRow {
    /// Such as `jira_search`.
    pub name: String,
    /// The first lines of what it says it does; other people's text.
    pub description: String,
    /// The product it works with.
    pub source: ToolSource,
    /// It says that it changes nothing.
    pub read_only: bool,
    /// Where its definition stands.
    pub standing: ToolStanding,
    /// The product itself calls it.
    pub used: bool,
    /// Models are told that it exists.
    pub hinted: bool,
}

/// One list, as it was fetched last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolSourceView {
    /// The product.
    pub source: ToolSource,
    /// The server's name and version; may be empty.
    pub server: String,
    /// How many tools it has.
    pub tools: u32,
    /// When it was fetched.
    pub refreshed_at: Timestamp,
    /// A later try to fetch it failed, or it is older than lists are used.
    pub stale: bool,
}

/// The tools page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolsView {
    /// The lists there are.
    pub sources: Vec<ToolSourceView>,
    /// The tools that match the filter, by name.
    pub tools: Vec<ToolRow>,
    /// An MCP server is configured.
    pub available: bool,
    /// Jira or Confluence is connected and tested, so that there is something to fetch.
    pub connected: bool,
    /// The refresh that runs, or the last one.
    pub job: Option<JobView>,
    /// Changed definitions that wait for an administrator; only administrators are told.
    pub to_review: Option<u32>,
    /// When this was read, for relative times.
    pub now: Timestamp,
}

/// What a line of a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// In both.
    Same,
    /// Only in the trusted one.
    Old,
    /// Only in the present one.
    New,
}

/// One line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceLine {
    /// In which of the two it stands.
    pub kind: LineKind,
    /// The line.
    pub text: String,
}

/// A definition that is not the trusted one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolChange {
    /// The product.
    pub source: ToolSource,
    /// The tool.
    pub name: String,
    /// SHA-256 of the present definition, hexadecimal; names it in a decision.
    pub hash: String,
    /// The server that told it.
    pub server: String,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// The product itself calls this tool, and uses Jira's REST interface meanwhile.
    pub used: bool,
    /// It was decided to keep the old one.
    pub held: bool,
    /// From the trusted to the present definition.
    pub lines: Vec<DifferenceLine>,
}

/// The review page of administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolReviewView {
    /// Undecided ones first.
    pub changes: Vec<ToolChange>,
    /// When this was read, for relative times.
    pub now: Timestamp,
}
