use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SiteExportView;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// Where the tickets of a build go, what would be sent, and what came of it.
#[server(prefix = "/api/fn", endpoint = "site_tickets/export_view")]
pub async fn export_view(
    /// The build.
    build: SiteBuildId,
) -> Result<SiteExportView, ApiError> {
    Ok(use_cases()?.site_tickets.export_view(&principal()?, build).await?)
}
