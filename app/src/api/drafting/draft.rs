use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::DraftView;
use domain::ids::DraftId;
use leptos::prelude::*;

/// A draft with everything its page shows.
#[server(prefix = "/api/fn", endpoint = "drafting/draft")]
pub async fn draft(
    /// The draft.
    draft: DraftId,
) -> Result<DraftView, ApiError> {
    Ok(use_cases()?.drafting.draft(&principal()?, draft).await?)
}
