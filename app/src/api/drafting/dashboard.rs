use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::DashboardView;
use leptos::prelude::*;

/// The dashboard.
#[server(prefix = "/api/fn", endpoint = "drafting/dashboard")]
pub async fn dashboard() -> Result<DashboardView, ApiError> {
    Ok(use_cases()?.drafting.dashboard(&principal()?).await?)
}
