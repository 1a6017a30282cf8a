use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::PromptsView;
use domain::ids::PromptId;
use leptos::prelude::*;

/// The prompts page.
#[server(prefix = "/api/fn", endpoint = "prompts/list_prompts")]
pub async fn list_prompts(
    /// The one whose deletion can be taken back.
    #[server(default)]
    deleted: Option<PromptId>,
) -> Result<PromptsView, ApiError> {
    Ok(use_cases()?.prompts.prompts(&principal()?, deleted).await?)
}
