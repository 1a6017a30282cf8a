use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SheetsView;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// A site build's sheets.
#[server(prefix = "/api/fn", endpoint = "site_builds/sheets")]
pub async fn sheets(
    /// The build.
    build: SiteBuildId,
) -> Result<SheetsView, ApiError> {
    Ok(use_cases()?.site_builds.sheets(&principal()?, build).await?)
}
