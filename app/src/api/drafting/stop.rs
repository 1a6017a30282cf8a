use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::DraftId;
use leptos::prelude::*;

/// Stops the draft's running job.
#[server(prefix = "/api/fn", endpoint = "drafting/stop")]
pub async fn stop(
    /// The draft.
    draft: DraftId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.drafting.stop(&caller()?, &principal()?, draft).await?)
}
