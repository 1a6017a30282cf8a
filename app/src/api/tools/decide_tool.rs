use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use leptos::prelude::*;

/// Accepts a changed definition, or keeps the old one.
#[server(prefix = "/api/fn", endpoint = "tools/decide_tool")]
pub async fn decide_tool(
    /// `jira` or `confluence`.
    source: String,
    /// The tool.
    name: String,
    /// SHA-256 of the definition that was looked at.
    hash: String,
    /// Trust it from now on.
    accept: bool,
) -> Result<(), ApiError> {
    let command = contract::commands::DecideTool { source, name, hash, accept };
    Ok(use_cases()?.tools.decide(&caller()?, &principal()?, command).await?)
}
