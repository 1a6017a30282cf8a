use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::JobId;
use leptos::prelude::*;

/// Stops somebody's job.
#[server(prefix = "/api/fn", endpoint = "admin/cancel_job")]
pub async fn cancel_job(
    /// The job.
    job: JobId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.admin.cancel_job(&caller()?, &principal()?, job).await?)
}
