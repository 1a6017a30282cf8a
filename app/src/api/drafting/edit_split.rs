use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::commands::PartForm;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Changes the parts that are proposed of a draft, makes them, or throws them away. The version of the split then; none
/// when it is not there any more.
#[server(prefix = "/api/fn", endpoint = "drafting/edit_split")]
pub async fn edit_split(
    /// The draft.
    draft: DraftId,
    /// The version of the split that the person saw.
    seen: i32,
    /// `save`, `add`, `remove:` and a number from 0, `renew`, `make` or `drop`.
    step: String,
    /// How the parts belong together.
    #[server(default)]
    shape: String,
    /// The parts.
    #[server(default)]
    parts: Vec<PartForm>,
) -> Result<Option<i32>, ApiError> {
    let wish = contract::commands::SplitWish::Form(contract::commands::SplitForm { shape, parts });
    let command = contract::commands::EditSplit { draft, seen, step, wish };
    Ok(use_cases()?.drafting.edit_split(&caller()?, &principal()?, command).await?)
}
