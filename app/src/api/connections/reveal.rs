use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::commands::SecretText;
use leptos::prelude::*;

/// Lets this session see a stored secret for half a minute.
#[server(prefix = "/api/fn", endpoint = "connections/reveal")]
pub async fn reveal(
    /// `jira`, `confluence` or `llm`.
    connection: String,
    /// The person's own password.
    password: SecretText,
) -> Result<(), ApiError> {
    let command = contract::commands::RevealSecret { connection, password };
    Ok(use_cases()?.connections.reveal(&caller()?, &principal()?, command).await?)
}
