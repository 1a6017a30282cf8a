use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::DraftId;
use leptos::prelude::*;

/// Takes the making of a draft's parts back.
#[server(prefix = "/api/fn", endpoint = "drafting/unsplit")]
pub async fn unsplit(
    /// The draft.
    draft: DraftId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.drafting.unsplit(&caller()?, &principal()?, draft).await?)
}
