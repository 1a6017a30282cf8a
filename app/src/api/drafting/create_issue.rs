use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::Started;
use domain::ids::DraftId;
use leptos::prelude::*;

/// Sends the frozen payload to Jira.
#[server(prefix = "/api/fn", endpoint = "drafting/create_issue")]
pub async fn create_issue(
    /// The draft.
    draft: DraftId,
    /// The approved bytes' SHA-256, hexadecimal.
    sha256: String,
) -> Result<Started, ApiError> {
    let command = contract::commands::CreateIssue { draft, sha256 };
    Ok(use_cases()?.drafting.create(&caller()?, &principal()?, command).await?)
}
