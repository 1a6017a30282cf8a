use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use leptos::prelude::*;

/// Takes the trust in uploaded certificate authorities back.
#[server(prefix = "/api/fn", endpoint = "connections/distrust")]
pub async fn distrust(
    /// `jira`, `confluence` or `llm`.
    connection: String,
) -> Result<(), ApiError> {
    Ok(use_cases()?.connections.distrust(&caller()?, &principal()?, &connection).await?)
}
