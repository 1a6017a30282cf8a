//! Jira's projects, as a person knows them.

use domain::{failure::Failure, jira::ProjectKey, time::Timestamp};
use serde::{Deserialize, Serialize};

/// One project in which the person may create issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRow {
    /// The key.
    pub key: ProjectKey,
    /// Jira's name for it.
    pub name: String,
    /// The person's own name for it.
    pub label: Option<String>,
    /// It comes first wherever a project is chosen.
    pub favourite: bool,
}

/// The projects page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectsView {
    /// Those that match, favourites first, then by key; one page of them.
    pub projects: Vec<ProjectRow>,
    /// How many match in all.
    pub matching: u32,
    /// How many there are.
    pub total: u32,
    /// More follow on the next page.
    pub more: bool,
    /// When Jira was asked last with success; never when `None`.
    pub refreshed_at: Option<Timestamp>,
    /// Jira could not be asked since.
    pub stale: bool,
    /// Why it could not be asked.
    pub failure: Option<Failure>,
    /// When this was read, for relative times.
    pub now: Timestamp,
}
