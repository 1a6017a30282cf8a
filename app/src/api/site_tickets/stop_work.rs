use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::{JobId, SiteBuildId};
use leptos::prelude::*;

/// Stops a job that works at a build; what is done stays.
#[server(prefix = "/api/fn", endpoint = "site_tickets/stop_work")]
pub async fn stop_work(
    /// The build.
    build: SiteBuildId,
    /// The job.
    job: JobId,
) -> Result<(), ApiError> {
    use_cases()?.site_tickets.stop(&caller()?, &principal()?, build, job).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
