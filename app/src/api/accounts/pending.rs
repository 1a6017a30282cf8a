use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{registration, use_cases};
use contract::views::PendingView;
use leptos::prelude::*;

/// The identity that the first step of a registration proved.
#[server(prefix = "/api/fn", endpoint = "accounts/pending")]
pub async fn pending() -> Result<PendingView, ApiError> {
    Ok(use_cases()?.accounts.pending(&registration()?).await?)
}
