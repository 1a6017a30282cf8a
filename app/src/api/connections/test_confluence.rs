use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::ConnectionsView;
use leptos::prelude::*;

/// Tests the saved connection to Confluence.
#[server(prefix = "/api/fn", endpoint = "connections/test_confluence")]
pub async fn test_confluence() -> Result<ConnectionsView, ApiError> {
    Ok(use_cases()?.connections.test_confluence(&caller()?, &principal()?).await?)
}
