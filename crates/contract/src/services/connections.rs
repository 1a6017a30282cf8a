//! Jira, Confluence, models.

use super::Caller;
use crate::{
    Outcome,
    commands::{ReplaceJiraToken, RevealSecret, SaveConfluence, SaveLlm, TrustAuthority},
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
        command: ReplaceJiraToken,
    ) -> Outcome<()>;
    /// Asks Jira who the saved token belongs to.
    async fn test_jira(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView>;
    /// Saves where Confluence is and the token for it; it has to be tested before it is used.
    async fn save_confluence(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: SaveConfluence,
    ) -> Outcome<()>;
    /// Asks Confluence who the saved token belongs to and compares it with the employee id.
    async fn test_confluence(&self, caller: &Caller, principal: &Principal) -> Outcome<ConnectionsView>;
    /// Lets this session see a stored secret for 30 seconds, against the person's password.
    async fn reveal(&self, caller: &Caller, principal: &Principal, command: RevealSecret) -> Outcome<()>;
    /// Hides revealed secrets before their time.
    async fn hide(&self, principal: &Principal) -> Outcome<()>;
    /// Trusts uploaded certificate authorities for one connection of this person; it has to be tested again.
    async fn trust(&self, caller: &Caller, principal: &Principal, command: TrustAuthority) -> Outcome<()>;
    /// Takes that trust back.
    async fn distrust(&self, caller: &Caller, principal: &Principal, connection: &str) -> Outcome<()>;
    /// Switches the check of certificates off or on, where the operator lets people choose.
    async fn check_certificates(
        &self,
        caller: &Caller,
        principal: &Principal,
        connection: &str,
        check: bool,
    ) -> Outcome<()>;
}
