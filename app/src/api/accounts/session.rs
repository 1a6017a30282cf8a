use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SessionView;
use leptos::prelude::*;

/// Who is signed in.
#[server(prefix = "/api/fn", endpoint = "accounts/session")]
pub async fn session() -> Result<SessionView, ApiError> {
    Ok(use_cases()?.accounts.session(&principal()?).await?)
}
