use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::Started;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Goes on after an interruption, a stop or a failure.
#[server(prefix = "/api/fn", endpoint = "drafting/continue_draft")]
pub async fn continue_draft(
    /// The draft.
    draft: DraftId,
) -> Result<Started, ApiError> {
    Ok(use_cases()?.drafting.continue_draft(&caller()?, &principal()?, draft).await?)
}
