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

/// Says what type a table is.
#[server(prefix = "/api/fn", endpoint = "site_builds/choose_sheet_kind")]
pub async fn choose_sheet_kind(
    /// The build.
    build: SiteBuildId,
    /// The version it was looked at.
    version: i32,
    /// The file.
    file: SheetFileId,
    /// Which table of the file, from 0.
    table: u32,
    /// The type; as it was detected when empty.
    #[server(default)]
    kind: String,
) -> Result<(), ApiError> {
    let command = contract::commands::ChooseSheetKind { build, version, file, table, kind };
    use_cases()?.site_builds.choose_kind(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build(build));
    Ok(())
}
