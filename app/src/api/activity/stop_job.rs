use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::JobId;
use leptos::prelude::*;

/// Stops one of the person's jobs.
#[server(prefix = "/api/fn", endpoint = "activity/stop_job")]
pub async fn stop_job(
    /// The job.
    job: JobId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.activity.stop(&caller()?, &principal()?, job).await?)
}
