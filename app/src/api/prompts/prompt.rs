use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::PromptView;
use domain::ids::PromptId;
use leptos::prelude::*;

/// One of the person's own prompts.
#[server(prefix = "/api/fn", endpoint = "prompts/prompt")]
pub async fn prompt(
    /// The prompt.
    id: PromptId,
) -> Result<PromptView, ApiError> {
    Ok(use_cases()?.prompts.prompt(&principal()?, id).await?)
}
