use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::Edited;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Changes one field by hand.
#[server(prefix = "/api/fn", endpoint = "drafting/edit_field")]
pub async fn edit_field(
    /// The draft.
    draft: DraftId,
    /// The version the person saw.
    version: i32,
    /// The field's stable name.
    field: String,
    /// Its new text; empty takes it away.
    #[server(default)]
    value: String,
) -> Result<Edited, ApiError> {
    let command = contract::commands::EditField { draft, version, field, value };
    Ok(use_cases()?.drafting.edit(&caller()?, &principal()?, command).await?)
}
