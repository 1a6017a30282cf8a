use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SiteChangesView;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// What changed in a build's sheets, and what becomes of issues whose rows changed.
#[server(prefix = "/api/fn", endpoint = "site_tickets/changes")]
pub async fn changes(
    /// The build.
    build: SiteBuildId,
) -> Result<SiteChangesView, ApiError> {
    Ok(use_cases()?.site_tickets.changes(&principal()?, build).await?)
}
