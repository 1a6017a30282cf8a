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

/// Takes a sheet out of a site build.
#[server(prefix = "/api/fn", endpoint = "site_builds/remove_sheet")]
pub async fn remove_sheet(
    /// The build.
    build: SiteBuildId,
    /// The file.
    file: SheetFileId,
) -> Result<(), ApiError> {
    use_cases()?.site_builds.remove(&caller()?, &principal()?, build, file).await?;
    redirect::plain_form_to(&LocalPath::site_build(build));
    Ok(())
}
