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

/// Deletes a site build; the list then offers to take it back.
#[server(prefix = "/api/fn", endpoint = "site_builds/delete_build")]
pub async fn delete_build(
    /// The build.
    build: SiteBuildId,
) -> Result<(), ApiError> {
    use_cases()?.site_builds.delete(&caller()?, &principal()?, build).await?;
    redirect::to(&LocalPath::site_builds_without(build));
    Ok(())
}
