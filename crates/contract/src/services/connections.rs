//! Jira, Confluence, models.

use super::Caller;
use crate::{
    Outcome,
    commands::{SaveLlm, SecretText},
    views::ConnectionsView,
};
use async_trait::async_trait;
use domain::principal::Principal;

/// Jira, Confluence, models.
#[async_trait]
pub trait Connections: Send + Sync {
    /// The connections page.
    async fn overview(&self, principal: &Principal) -> Outcome<ConnectionsView>;
    /// Saves the model's secret; it has to be tested before a model is asked.
    async fn save_llm(&self, caller: &Caller, principal: &Principal, command: SaveLlm) -> Outcome<()>;
    /// Asks the provider who the secret belongs to and compares it with the employee id.
    async fn test_llm(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView>;
    /// Replaces the Jira token; the new one must belong to the same person on the same site.
    async fn replace_jira_token(
        &self,
        caller: &Caller,
        principal: &Principal,
        token: SecretText,
    ) -> Outcome<()>;
    /// Asks Jira who the saved token belongs to.
    async fn test_jira(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView>;
}
