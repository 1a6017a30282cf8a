use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::Started;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Asks the model to change a draft.
#[server(prefix = "/api/fn", endpoint = "drafting/revise_draft")]
pub async fn revise_draft(
    /// The draft.
    draft: DraftId,
    /// The version the person saw.
    version: i32,
    /// What may change: `whole`, `rules`, or a field's stable name.
    scope: String,
    /// What is wanted.
    #[server(default)]
    instructions: String,
) -> Result<Started, ApiError> {
    let command = contract::commands::ReviseDraft { draft, version, scope, instructions };
    Ok(use_cases()?.drafting.revise(&caller()?, &principal()?, command).await?)
}
