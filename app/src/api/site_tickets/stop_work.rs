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

/// Stops the work that runs at a build; what is done stays.
#[server(prefix = "/api/fn", endpoint = "site_tickets/stop_work")]
pub async fn stop_work(
    /// The build.
    build: SiteBuildId,
) -> Result<(), ApiError> {
    use_cases()?.site_tickets.stop(&caller()?, &principal()?, build).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
