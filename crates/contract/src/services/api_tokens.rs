//! Tokens with which programs act for a person.

use super::Caller;
use crate::{
    Outcome,
    commands::{CreateApiToken, SecretText},
    views::{ApiTokensView, CreatedApiToken},
};
use async_trait::async_trait;
use domain::{ids::ApiTokenId, principal::Principal};

/// Tokens with which programs act for a person.
#[async_trait]
pub trait ApiTokens: Send + Sync {
    /// Who a token stands for, and what it allows, while it is good.
    async fn authenticate(&self, token: &SecretText) -> Outcome<Option<Principal>>;
    /// The person's tokens.
    async fn list(&self, principal: &Principal) -> Outcome<ApiTokensView>;
    /// Makes one. Its text is in this answer and nowhere else.
    async fn create(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: CreateApiToken,
    ) -> Outcome<CreatedApiToken>;
    /// Takes one away at once.
    async fn revoke(&self, caller: &Caller, principal: &Principal, token: ApiTokenId) -> Outcome<()>;
}
