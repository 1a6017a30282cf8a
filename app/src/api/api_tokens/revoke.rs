use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::ApiTokenId;
use leptos::prelude::*;

/// Takes a token away.
#[server(prefix = "/api/fn", endpoint = "api_tokens/revoke")]
pub async fn revoke(
    /// The token.
    token: ApiTokenId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.api_tokens.revoke(&caller()?, &principal()?, token).await?)
}
