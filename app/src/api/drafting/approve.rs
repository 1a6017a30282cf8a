use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::DraftId;
use leptos::prelude::*;

/// Freezes the payload of the version the person saw.
#[server(prefix = "/api/fn", endpoint = "drafting/approve")]
pub async fn approve(
    /// The draft.
    draft: DraftId,
    /// The version the person saw.
    version: i32,
    /// Why broken rules shall be let pass; for administrators.
    #[server(default)]
    bypass: String,
) -> Result<(), ApiError> {
    let command = contract::commands::ApproveDraft { draft, version, bypass };
    use_cases()?.drafting.approve(&caller()?, &principal()?, command).await?;
    Ok(())
}
