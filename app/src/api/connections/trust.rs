use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use leptos::prelude::*;

/// Trusts certificate authorities for one connection.
#[server(prefix = "/api/fn", endpoint = "connections/trust")]
pub async fn trust(
    /// `jira`, `confluence` or `llm`.
    connection: String,
    /// Certificates as PEM text.
    pem: String,
) -> Result<(), ApiError> {
    let command = contract::commands::TrustAuthority { connection, pem };
    Ok(use_cases()?.connections.trust(&caller()?, &principal()?, command).await?)
}
