use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::AuditLine;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Everything that was done with one draft, oldest first.
#[server(prefix = "/api/fn", endpoint = "activity/timeline")]
pub async fn timeline(
    /// The draft.
    draft: DraftId,
) -> Result<Vec<AuditLine>, ApiError> {
    Ok(use_cases()?.activity.timeline(&principal()?, draft).await?)
}
