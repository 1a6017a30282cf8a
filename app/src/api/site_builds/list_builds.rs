use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SiteBuildsView;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// The person's site builds.
#[server(prefix = "/api/fn", endpoint = "site_builds/list_builds")]
pub async fn list_builds(
    /// The one whose deletion can be taken back.
    #[server(default)]
    deleted: Option<SiteBuildId>,
) -> Result<SiteBuildsView, ApiError> {
    Ok(use_cases()?.site_builds.builds(&principal()?, deleted).await?)
}
