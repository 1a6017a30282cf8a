use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::ToolReviewView;
use leptos::prelude::*;

/// Definitions that changed.
#[server(prefix = "/api/fn", endpoint = "tools/tool_review")]
pub async fn tool_review() -> Result<ToolReviewView, ApiError> {
    Ok(use_cases()?.tools.review(&principal()?).await?)
}
