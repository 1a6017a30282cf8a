use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::use_cases;
use contract::views::WelcomeView;
use leptos::prelude::*;

/// What the sign-in and registration pages need.
#[server(prefix = "/api/fn", endpoint = "accounts/welcome")]
pub async fn welcome() -> Result<WelcomeView, ApiError> {
    Ok(use_cases()?.accounts.welcome().await?)
}
