//! The MCP server's tools.

use super::Caller;
use crate::{
    Outcome,
    commands::{DecideTool, ToolsFilter},
    views::{ToolReviewView, ToolsView},
};
use async_trait::async_trait;
use domain::{ids::JobId, principal::Principal};

/// The MCP server's tools.
#[async_trait]
pub trait Tools: Send + Sync {
    /// The tools page.
    async fn tools(&self, principal: &Principal, filter: ToolsFilter) -> Outcome<ToolsView>;
    /// Fetches the person's lists anew; a second call joins the one that runs.
    async fn refresh(&self, caller: &Caller, principal: &Principal) -> Outcome<JobId>;
    /// Definitions that changed. For administrators; for others it does not exist.
    async fn review(&self, principal: &Principal) -> Outcome<ToolReviewView>;
    /// Accepts a changed definition or keeps the old one. For administrators.
    async fn decide(&self, caller: &Caller, principal: &Principal, command: DecideTool) -> Outcome<()>;
}
