use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::PageChoice;
use leptos::prelude::*;

/// Pages of the person's Confluence with these words.
#[server(prefix = "/api/fn", endpoint = "drafting/find_pages")]
pub async fn find_pages(
    /// What is looked for.
    #[server(default)]
    words: String,
) -> Result<Vec<PageChoice>, ApiError> {
    Ok(use_cases()?.drafting.find_pages(&caller()?, &principal()?, words).await?)
}
