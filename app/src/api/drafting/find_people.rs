use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::PersonSuggestion;
use domain::ids::DraftId;
use leptos::prelude::*;

/// People whom a field of the draft's project can name.
#[server(prefix = "/api/fn", endpoint = "drafting/find_people")]
pub async fn find_people(
    /// The draft.
    draft: DraftId,
    /// A part of a name, a user name or an e-mail address.
    #[server(default)]
    words: String,
) -> Result<Vec<PersonSuggestion>, ApiError> {
    Ok(use_cases()?.drafting.find_people(&caller()?, &principal()?, draft, words).await?)
}
