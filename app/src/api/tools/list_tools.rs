use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::{commands::ToolsFilter, views::ToolsView};
use leptos::prelude::*;

/// The tools page.
#[server(prefix = "/api/fn", endpoint = "tools/list_tools")]
pub async fn list_tools(
    /// What to look for.
    #[server(default)]
    filter: ToolsFilter,
) -> Result<ToolsView, ApiError> {
    Ok(use_cases()?.tools.tools(&principal()?, filter).await?)
}
