use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SitePlanView;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// The tickets that a site build's sheets become.
#[server(prefix = "/api/fn", endpoint = "site_builds/plan")]
pub async fn plan(
    /// The build.
    build: SiteBuildId,
    /// Page, from 0.
    #[server(default)]
    page: u32,
    /// The key of the ticket that is shown whole.
    #[server(default)]
    open: Option<String>,
) -> Result<SitePlanView, ApiError> {
    Ok(use_cases()?.site_builds.plan(&principal()?, build, page, open).await?)
}
