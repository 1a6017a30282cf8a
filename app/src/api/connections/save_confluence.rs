use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::commands::SecretText;
use leptos::prelude::*;

/// Saves where Confluence is and the token for it.
#[server(prefix = "/api/fn", endpoint = "connections/save_confluence")]
pub async fn save_confluence(
    /// An address of an allow-listed Confluence.
    url: String,
    /// The Atlassian account's e-mail address; on Cloud only.
    #[server(default)]
    email: String,
    /// Personal access token or API token.
    token: SecretText,
) -> Result<(), ApiError> {
    let command = contract::commands::SaveConfluence { url, email, token };
    Ok(use_cases()?.connections.save_confluence(&caller()?, &principal()?, command).await?)
}
