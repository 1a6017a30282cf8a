use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::commands::SecretText;
use leptos::prelude::*;

/// Replaces the Jira token by another one of the same person.
#[server(prefix = "/api/fn", endpoint = "connections/replace_jira_token")]
pub async fn replace_jira_token(
    /// The Atlassian account's e-mail address; on Cloud only.
    #[server(default)]
    email: String,
    /// The new token.
    token: SecretText,
) -> Result<(), ApiError> {
    let command = contract::commands::ReplaceJiraToken { email, token };
    Ok(use_cases()?.connections.replace_jira_token(&caller()?, &principal()?, command).await?)
}
