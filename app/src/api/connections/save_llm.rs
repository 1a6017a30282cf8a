use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::commands::SecretText;
use leptos::prelude::*;

/// Saves the model's secret.
#[server(prefix = "/api/fn", endpoint = "connections/save_llm")]
pub async fn save_llm(
    /// Short name of the provider.
    provider: String,
    /// Cookie, token or key.
    secret: SecretText,
) -> Result<(), ApiError> {
    let command = contract::commands::SaveLlm { provider, secret };
    Ok(use_cases()?.connections.save_llm(&caller()?, &principal()?, command).await?)
}
