use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{CookieName, cookies, principal, use_cases};
use contract::views::ApiTokensView;
use leptos::prelude::*;

/// The person's tokens. One that a form without scripts has just made is shown this once.
#[server(prefix = "/api/fn", endpoint = "api_tokens/overview")]
pub async fn overview() -> Result<ApiTokensView, ApiError> {
    let mut view = use_cases()?.api_tokens.list(&principal()?).await?;
    let cookies = cookies()?;
    view.fresh = cookies.get(CookieName::NewToken).map(contract::commands::SecretText);
    if view.fresh.is_some() {
        cookies.clear(CookieName::NewToken);
    }
    Ok(view)
}
