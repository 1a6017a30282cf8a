use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::ModelCallsView;
use domain::ids::DraftId;
use leptos::prelude::*;

/// What models were asked for a draft, and what came back.
#[server(prefix = "/api/fn", endpoint = "drafting/model_calls")]
pub async fn model_calls(
    /// The draft.
    draft: DraftId,
) -> Result<ModelCallsView, ApiError> {
    Ok(use_cases()?.drafting.model_calls(&principal()?, draft).await?)
}
