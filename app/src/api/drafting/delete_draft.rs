use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::DraftId;
use leptos::prelude::*;

/// Deletes a draft; what is in Jira stays there.
#[server(prefix = "/api/fn", endpoint = "drafting/delete_draft")]
pub async fn delete_draft(
    /// The draft.
    draft: DraftId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.drafting.delete(&caller()?, &principal()?, draft).await?)
}
