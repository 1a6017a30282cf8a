use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{CookieName, caller, cookies, principal, use_cases};
use contract::views::CreatedApiToken;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use std::time::Duration;

/// How long a token waits to be shown by the page that a form without scripts leads back to.
#[cfg(feature = "ssr")]
const SHOWN_WITHIN: Duration = Duration::from_mins(1);

/// Makes a token.
#[server(prefix = "/api/fn", endpoint = "api_tokens/create")]
pub async fn create(
    /// What it is for.
    name: String,
    /// What it allows, such as `drafts:read`.
    #[server(default)]
    scopes: Vec<String>,
    /// For how many days.
    #[server(default)]
    days: String,
) -> Result<CreatedApiToken, ApiError> {
    let command = contract::commands::CreateApiToken { name, scopes, days };
    let created = use_cases()?.api_tokens.create(&caller()?, &principal()?, command).await?;
    cookies()?.set(CookieName::NewToken, &created.text.0, SHOWN_WITHIN);
    Ok(created)
}
