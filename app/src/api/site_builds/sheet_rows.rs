use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::{SheetPlace, SheetRowsView};
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// Rows of a table around one of them.
#[server(prefix = "/api/fn", endpoint = "site_builds/sheet_rows")]
pub async fn sheet_rows(
    /// The build.
    build: SiteBuildId,
    /// The row.
    place: SheetPlace,
) -> Result<SheetRowsView, ApiError> {
    Ok(use_cases()?.site_builds.rows(&principal()?, build, place).await?)
}
