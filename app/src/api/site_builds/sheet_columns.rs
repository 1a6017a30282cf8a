use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SheetColumnsView;
use domain::ids::{SheetFileId, SiteBuildId};
use leptos::prelude::*;

/// What the columns of a table mean.
#[server(prefix = "/api/fn", endpoint = "site_builds/sheet_columns")]
pub async fn sheet_columns(
    /// The build.
    build: SiteBuildId,
    /// The file.
    file: SheetFileId,
    /// Which table of the file, from 0.
    table: u32,
) -> Result<SheetColumnsView, ApiError> {
    Ok(use_cases()?.site_builds.columns(&principal()?, build, file, table).await?)
}
