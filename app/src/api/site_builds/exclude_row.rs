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

/// Leaves a row out, or takes it back in.
#[server(prefix = "/api/fn", endpoint = "site_builds/exclude_row")]
pub async fn exclude_row(
    /// The build.
    build: SiteBuildId,
    /// The version it was looked at.
    version: i32,
    /// The file.
    file: SheetFileId,
    /// Which table of the file, from 0.
    table: u32,
    /// Which row below the header, from 0.
    row: u32,
    /// Why.
    #[server(default)]
    reason: String,
    /// It is taken back in.
    #[server(default)]
    back: bool,
) -> Result<(), ApiError> {
    let command = contract::commands::ExcludeRow { build, version, file, table, row, reason, back };
    use_cases()?.site_builds.exclude(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_rows(build, file, table, row));
    Ok(())
}
