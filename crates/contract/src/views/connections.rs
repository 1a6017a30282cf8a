//! Links to Jira, Confluence and models.

use domain::{failure::Failure, time::Timestamp};
use serde::{Deserialize, Serialize};

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// Nothing saved.
    #[default]
    NotConnected,
    /// Saved, not tested since.
    Untested,
    /// The last test succeeded.
    Tested,
    /// The last test failed.
    Failed,
}

/// The three dots of the top bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ConnectionDots {
    /// Jira.
    pub jira: ConnectionStatus,
    /// The model.
    pub llm: ConnectionStatus,
    /// Confluence.
    pub confluence: ConnectionStatus,
}

/// One connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ConnectionView {
    /// How far it is.
    pub status: ConnectionStatus,
    /// Where it goes.
    pub url: String,
    /// A saved secret, masked; empty when there is none.
    pub masked_secret: String,
    /// The last test.
    pub tested_at: Option<Timestamp>,
    /// What the last test said when it succeeded.
    pub success: Option<String>,
    /// What the last test said when it failed.
    pub failure: Option<Failure>,
}

/// A model provider the operator configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderView {
    /// Short name.
    pub id: String,
    /// As people know it.
    pub label: String,
    /// The model's name.
    pub model: String,
    /// Whether it can stream.
    pub streams: bool,
}

/// The connections page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionsView {
    /// From registration, not editable.
    pub employee_id: String,
    /// From registration, not editable.
    pub email: Option<String>,
    /// Jira.
    pub jira: ConnectionView,
    /// Confluence.
    pub confluence: ConnectionView,
    /// The model.
    pub llm: ConnectionView,
    /// The provider that is chosen.
    pub provider: Option<String>,
    /// What can be chosen.
    pub providers: Vec<ProviderView>,
}
