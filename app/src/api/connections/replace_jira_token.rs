use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::commands::SecretText;
use leptos::prelude::*;

/// Replaces the Jira token by another one of the same person.
#[server(prefix = "/api/fn", endpoint = "connections/replace_jira_token")]
pub async fn replace_jira_token(
    /// The new token.
    token: SecretText,
) -> Result<(), ApiError> {
    Ok(use_cases()?.connections.replace_jira_token(&caller()?, &principal()?, token).await?)
}
