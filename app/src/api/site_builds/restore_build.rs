use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// Takes a deletion back.
#[server(prefix = "/api/fn", endpoint = "site_builds/restore_build")]
pub async fn restore_build(
    /// The build.
    build: SiteBuildId,
) -> Result<(), ApiError> {
    use_cases()?.site_builds.restore(&caller()?, &principal()?, build).await?;
    redirect::to(&LocalPath::known("/builds"));
    Ok(())
}
