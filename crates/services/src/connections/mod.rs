//! Jira, Confluence, models: saving secrets, testing them, and what is off without them.

mod gates;
mod jira;
mod llm;
mod overview;
mod secret;

pub(crate) use gates::{gates, jira_gate, llm_gate};
pub(crate) use jira::CONNECTED;
pub(crate) use llm::chosen_provider;
pub(crate) use secret::{masked, open};

use crate::Resources;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{SaveLlm, SecretText},
    services::{Caller, Connections},
    views::ConnectionsView,
};
use domain::principal::Principal;
use std::sync::Arc;

/// The use cases around connections.
pub struct ConnectionsService {
    resources: Arc<Resources>,
}

impl ConnectionsService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

#[async_trait]
impl Connections for ConnectionsService {
    async fn overview(&self, principal: &Principal) -> Outcome<ConnectionsView> {
        overview::overview(&self.resources, principal).await
    }

    async fn save_llm(&self, caller: &Caller, principal: &Principal, command: SaveLlm) -> Outcome<()> {
        llm::save(&self.resources, caller, principal, command).await
    }

    async fn test_llm(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView> {
        llm::test(&self.resources, caller, principal).await?;
        overview::overview(&self.resources, principal).await
    }

    async fn replace_jira_token(
        &self,
        caller: &Caller,
        principal: &Principal,
        token: SecretText,
    ) -> Outcome<()> {
        jira::replace_token(&self.resources, caller, principal, token).await
    }

    async fn test_jira(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView> {
        jira::test(&self.resources, caller, principal).await?;
        overview::overview(&self.resources, principal).await
    }
}
