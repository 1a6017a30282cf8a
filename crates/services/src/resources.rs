//! Everything a use case works with.

use crate::{models::Guards, site_builds::Desk, tools::ToolLists};
use domain::time::Clock;
use mcp::McpPool;
use secrets::{PasswordHasher, Randomness, SessionTokens, Vault};
use settings::{LiveSettings, McpMode};
use std::{sync::Arc, time::Duration};
use store::Store;

/// How long the export engine waits and looks. Tests shorten it.
#[derive(Debug, Clone, Copy)]
pub struct ExportTiming {
    /// From sending a create until its answer is given up on.
    pub deadline: Duration,
    /// How long look-ups have to stay empty before a create counts as never done: twice 180 s for a single one,
    /// because Jira's search lags behind by up to minutes and no later issue of the same export proves it current.
    pub absence: Duration,
    /// Between two look-ups, at first; it doubles up to ten times this.
    pub look_up_every: Duration,
}

impl Default for ExportTiming {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(90),
            absence: Duration::from_mins(6),
            look_up_every: Duration::from_secs(2),
        }
    }
}

/// Built once by the server, shared by all use cases and jobs.
pub struct Resources {
    /// The database.
    pub store: Store,
    /// The configuration, as it is now.
    pub settings: LiveSettings,
    /// Seals and opens secrets.
    pub vault: Vault,
    /// Hashes and checks passwords.
    pub passwords: PasswordHasher,
    /// Signs and checks session tokens.
    pub session_tokens: SessionTokens,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness for tokens.
    pub randomness: Arc<dyn Randomness>,
    /// The only HTTP client.
    pub http: outbound::Client,
    /// Which addresses may be configured.
    pub mode: outbound::Mode,
    /// mcp-atlassian's processes; without them creates go over REST.
    pub mcp: Option<McpPool>,
    /// Tool lists as they were fetched last, shared by all people.
    pub tool_lists: ToolLists,
    /// The site builds that somebody works at, read and checked.
    pub desk: Desk,
    /// Consideration for model providers, shared by all people.
    pub guards: Guards,
    /// A short note on every page, such as that this is a sandbox.
    pub notice: Option<String>,
    /// How long the export engine waits.
    pub timing: ExportTiming,
}

impl Resources {
    /// The processes that create issues, unless the configuration has switched them off since the start.
    pub fn mcp_pool(&self) -> Option<&McpPool> {
        self.mcp.as_ref().filter(|_| !matches!(self.settings.current().mcp.mode, McpMode::Off))
    }
}
