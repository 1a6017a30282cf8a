use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::Edited;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Takes over, or not, what the model wrote for a field that was written by hand.
#[server(prefix = "/api/fn", endpoint = "drafting/decide_proposal")]
pub async fn decide_proposal(
    /// The draft.
    draft: DraftId,
    /// The version the person saw.
    version: i32,
    /// The field's stable name.
    field: String,
    /// Whether the model's text replaces the person's.
    #[server(default)]
    accept: bool,
) -> Result<Edited, ApiError> {
    let command = contract::commands::DecideProposal { draft, version, field, accept };
    Ok(use_cases()?.drafting.decide_proposal(&caller()?, &principal()?, command).await?)
}
