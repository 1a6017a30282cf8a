use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::ConnectionsView;
use leptos::prelude::*;

/// The connections page.
#[server(prefix = "/api/fn", endpoint = "connections/overview")]
pub async fn overview() -> Result<ConnectionsView, ApiError> {
    Ok(use_cases()?.connections.overview(&principal()?).await?)
}
