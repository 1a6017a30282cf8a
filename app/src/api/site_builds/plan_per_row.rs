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

/// One ticket per row, or what belongs together.
#[server(prefix = "/api/fn", endpoint = "site_builds/plan_per_row")]
pub async fn plan_per_row(
    /// The build.
    build: SiteBuildId,
    /// One per row.
    #[server(default)]
    per_row: bool,
) -> Result<(), ApiError> {
    use_cases()?.site_builds.plan_per_row(&caller()?, &principal()?, build, per_row).await?;
    redirect::plain_form_to(&LocalPath::site_build_plan(build));
    Ok(())
}
