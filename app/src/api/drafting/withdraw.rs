use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::DraftId;
use leptos::prelude::*;

/// Throws the frozen payload away, to edit again.
#[server(prefix = "/api/fn", endpoint = "drafting/withdraw")]
pub async fn withdraw(
    /// The draft.
    draft: DraftId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.drafting.withdraw(&caller()?, &principal()?, draft).await?)
}
