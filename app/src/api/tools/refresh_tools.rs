use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::JobId;
use leptos::prelude::*;

/// Fetches the person's tool lists anew.
#[server(prefix = "/api/fn", endpoint = "tools/refresh_tools")]
pub async fn refresh_tools() -> Result<JobId, ApiError> {
    Ok(use_cases()?.tools.refresh(&caller()?, &principal()?).await?)
}
