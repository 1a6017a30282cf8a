use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::ConnectionsView;
use leptos::prelude::*;

/// Tests the saved connection to Jira.
#[server(prefix = "/api/fn", endpoint = "connections/test_jira")]
pub async fn test_jira() -> Result<ConnectionsView, ApiError> {
    Ok(use_cases()?.connections.test_jira(&caller()?, &principal()?).await?)
}
