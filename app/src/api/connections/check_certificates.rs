use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use leptos::prelude::*;

/// Switches the check of certificates off or on for one connection.
#[server(prefix = "/api/fn", endpoint = "connections/check_certificates")]
pub async fn check_certificates(
    /// `jira`, `confluence` or `llm`.
    connection: String,
    /// Whether they are checked.
    check: bool,
) -> Result<(), ApiError> {
    Ok(use_cases()?.connections.check_certificates(&caller()?, &principal()?, &connection, check).await?)
}
