use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::Started;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Asks a model what went wrong with a draft, in other words.
#[server(prefix = "/api/fn", endpoint = "drafting/explain")]
pub async fn explain(
    /// The draft.
    draft: DraftId,
) -> Result<Started, ApiError> {
    Ok(use_cases()?.drafting.explain(&caller()?, &principal()?, draft).await?)
}
