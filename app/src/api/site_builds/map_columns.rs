use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::{SheetFileId, SiteBuildId};
use leptos::prelude::*;

/// Says what the columns of a table mean.
#[server(prefix = "/api/fn", endpoint = "site_builds/map_columns")]
pub async fn map_columns(
    /// The build.
    build: SiteBuildId,
    /// The version it was looked at.
    version: i32,
    /// The file.
    file: SheetFileId,
    /// Which table of the file, from 0.
    table: u32,
    /// What each column means, in their order; empty for one that is not used.
    #[server(default)]
    meanings: Vec<String>,
    /// What each column of a custom table refers to, in their order; empty for nothing.
    #[server(default)]
    references: Vec<String>,
    /// What was said is forgotten.
    #[server(default)]
    as_recognised: bool,
) -> Result<(), ApiError> {
    let command =
        contract::commands::MapColumns { build, version, file, table, meanings, references, as_recognised };
    use_cases()?.site_builds.map_columns(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_columns(build, file, table));
    Ok(())
}
