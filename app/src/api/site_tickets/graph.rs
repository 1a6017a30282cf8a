use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SiteGraphView;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// What waits for what.
#[server(prefix = "/api/fn", endpoint = "site_tickets/graph")]
pub async fn graph(
    /// The build.
    build: SiteBuildId,
    /// A part of the plan; all of it when empty.
    #[server(default)]
    group: String,
) -> Result<SiteGraphView, ApiError> {
    Ok(use_cases()?.site_tickets.graph(&principal()?, build, &group).await?)
}
