use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::{commands::FindingsFilter, views::FindingsView};
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// One page of what is wrong with a site build's sheets.
#[server(prefix = "/api/fn", endpoint = "site_builds/findings")]
pub async fn findings(
    /// The build.
    build: SiteBuildId,
    /// Which ones.
    filter: FindingsFilter,
) -> Result<FindingsView, ApiError> {
    Ok(use_cases()?.site_builds.findings(&principal()?, build, filter).await?)
}
