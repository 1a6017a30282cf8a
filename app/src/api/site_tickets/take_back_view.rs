use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::TakeBackView;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// What taking back the export would delete.
#[server(prefix = "/api/fn", endpoint = "site_tickets/take_back_view")]
pub async fn what_to_take_back(
    /// The build.
    build: SiteBuildId,
) -> Result<TakeBackView, ApiError> {
    Ok(use_cases()?.site_tickets.take_back_view(&principal()?, build).await?)
}
