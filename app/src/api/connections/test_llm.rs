use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::ConnectionsView;
use leptos::prelude::*;

/// Tests the saved connection to the model.
#[server(prefix = "/api/fn", endpoint = "connections/test_llm")]
pub async fn test_llm() -> Result<ConnectionsView, ApiError> {
    Ok(use_cases()?.connections.test_llm(&caller()?, &principal()?).await?)
}
