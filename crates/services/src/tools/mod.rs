//! The MCP server's tools: each person's lists, which definitions are trusted, and what models are told of them.

mod difference;
mod enqueue;
mod fetch;
mod hints;
mod lists;
mod look_up;
mod page;
pub mod refresh_job;
mod review;

pub use enqueue::enqueue_refreshes;
pub use lists::ToolLists;

pub(crate) use enqueue::{after_sign_in, after_test};
pub(crate) use hints::hints;
pub(crate) use look_up::LookUps;

use crate::Resources;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{DecideTool, ToolsFilter},
    services::{Caller, Tools},
    views::{ConnectionStatus, ToolReviewView, ToolSource, ToolsView},
};
use domain::{ids::JobId, principal::Principal};
use jobs::Runner;
use mcp::Products;
use settings::{McpMode, Settings};
use std::sync::Arc;
use store::{
    connections::{Connection, ConnectionKind},
    tool_definitions,
};

/// The one tool with which the product itself changes something.
pub(crate) const CREATE_ISSUE: &str = "jira_create_issue";

/// The use cases around tools.
pub struct ToolsService {
    resources: Arc<Resources>,
    runner: Runner,
}

impl ToolsService {
    /// Over the given resources; jobs are handed to the runner.
    pub const fn new(resources: Arc<Resources>, runner: Runner) -> Self {
        Self { resources, runner }
    }
}

/// Whether there is a server whose tools could be listed.
fn available(resources: &Resources, settings: &Settings) -> bool {
    match settings.mcp.mode {
        McpMode::Http { .. } => true,
        McpMode::Process { .. } => resources.mcp.is_some(),
        McpMode::Off => false,
    }
}

/// The products whose connection is tested.
fn products(connections: &[Connection]) -> Products {
    let tested =
        |kind| connections.iter().any(|row| row.kind == kind && row.status == ConnectionStatus::Tested);
    Products { jira: tested(ConnectionKind::Jira), confluence: tested(ConnectionKind::Confluence) }
}

fn sources(products: Products) -> Vec<ToolSource> {
    let has = |source: &ToolSource| match source {
        ToolSource::Jira => products.jira,
        ToolSource::Confluence => products.confluence,
    };
    ToolSource::ALL.into_iter().filter(has).collect()
}

/// Whether issues may be created through the tool as it describes itself now. When that cannot be known they may not.
pub(crate) async fn may_create_through_mcp(resources: &Resources) -> bool {
    let source = ToolSource::Jira.as_str();
    let trusted =
        resources.store.system().read(move |tx| tool_definitions::is_trusted(tx, source, CREATE_ISSUE)).await;
    trusted.unwrap_or_else(|error| {
        tracing::error!(%error, "the trusted tools could not be read");
        false
    })
}

#[async_trait]
impl Tools for ToolsService {
    async fn tools(&self, principal: &Principal, filter: ToolsFilter) -> Outcome<ToolsView> {
        page::tools(&self.resources, principal, filter).await
    }

    async fn refresh(&self, caller: &Caller, principal: &Principal) -> Outcome<JobId> {
        enqueue::refresh_now(&self.resources, &self.runner, caller, principal).await
    }

    async fn review(&self, principal: &Principal) -> Outcome<ToolReviewView> {
        review::review(&self.resources, principal).await
    }

    async fn decide(&self, caller: &Caller, principal: &Principal, command: DecideTool) -> Outcome<()> {
        review::decide(&self.resources, caller, principal, command).await
    }
}
