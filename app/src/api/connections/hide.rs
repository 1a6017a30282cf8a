use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use leptos::prelude::*;

/// Hides revealed secrets before their time.
#[server(prefix = "/api/fn", endpoint = "connections/hide")]
pub async fn hide() -> Result<(), ApiError> {
    Ok(use_cases()?.connections.hide(&principal()?).await?)
}
