//! Jira, Confluence, models: saving secrets, testing them, and what is off without them.

mod certificate;
mod confluence;
mod gates;
mod jira;
mod llm;
mod llm_check;
mod mcp_person;
mod my_confluence;
mod my_jira;
mod overview;
mod reveal;
mod secret;
mod trust;

pub(crate) use gates::{gates, jira_gate, llm_gate, must_have_jira};
pub(crate) use jira::CONNECTED;
pub(crate) use llm::chosen_provider;
pub(crate) use mcp_person::{jira_upstream, mcp_person};
pub(crate) use my_confluence::{MyConfluence, my_confluence};
pub(crate) use my_jira::{MyJira, my_jira, note_refusal};
pub(crate) use secret::{masked, open, pasted_token, typed_account};

use crate::Resources;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{ReplaceJiraToken, RevealSecret, SaveConfluence, SaveLlm, TrustAuthority},
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
        command: ReplaceJiraToken,
    ) -> Outcome<()> {
        jira::replace_token(&self.resources, caller, principal, command).await
    }

    async fn test_jira(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView> {
        jira::test(&self.resources, caller, principal).await?;
        overview::overview(&self.resources, principal).await
    }

    async fn save_confluence(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: SaveConfluence,
    ) -> Outcome<()> {
        confluence::save(&self.resources, caller, principal, command).await
    }

    async fn test_confluence(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView> {
        confluence::test(&self.resources, caller, principal).await?;
        overview::overview(&self.resources, principal).await
    }

    async fn reveal(&self, caller: &Caller, principal: &Principal, command: RevealSecret) -> Outcome<()> {
        reveal::reveal(&self.resources, caller, principal, command).await
    }

    async fn hide(&self, principal: &Principal) -> Outcome<()> {
        reveal::hide(&self.resources, principal).await
    }

    async fn trust(&self, caller: &Caller, principal: &Principal, command: TrustAuthority) -> Outcome<()> {
        trust::trust(&self.resources, caller, principal, command).await
    }

    async fn distrust(&self, caller: &Caller, principal: &Principal, connection: &str) -> Outcome<()> {
        trust::distrust(&self.resources, caller, principal, connection).await
    }

    async fn check_certificates(
        &self,
        caller: &Caller,
        principal: &Principal,
        connection: &str,
        check: bool,
    ) -> Outcome<()> {
        trust::check_certificates(&self.resources, caller, principal, connection, check).await
    }
}
