use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::RevisionsView;
use domain::ids::DraftId;
use leptos::prelude::*;

/// The versions of a draft.
#[server(prefix = "/api/fn", endpoint = "drafting/list_revisions")]
pub async fn list_revisions(
    /// The draft.
    draft: DraftId,
) -> Result<RevisionsView, ApiError> {
    Ok(use_cases()?.drafting.revisions(&principal()?, draft).await?)
}
