use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::{commands::HistoryFilter, views::HistoryView};
use leptos::prelude::*;

/// A page of the person's drafts.
#[server(prefix = "/api/fn", endpoint = "drafting/history")]
pub async fn history(
    /// What to look for.
    #[server(default)]
    filter: HistoryFilter,
) -> Result<HistoryView, ApiError> {
    Ok(use_cases()?.drafting.history(&caller()?, &principal()?, filter).await?)
}
