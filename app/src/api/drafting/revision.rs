use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::RevisionView;
use domain::ids::DraftId;
use leptos::prelude::*;

/// One version of a draft against another one.
#[server(prefix = "/api/fn", endpoint = "drafting/revision")]
pub async fn revision(
    /// The draft.
    draft: DraftId,
    /// The version.
    version: i32,
    /// The version to compare it with; the one before it when there is none.
    #[server(default)]
    against: Option<i32>,
) -> Result<RevisionView, ApiError> {
    Ok(use_cases()?.drafting.revision(&principal()?, draft, version, against).await?)
}
