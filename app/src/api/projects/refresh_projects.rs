use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use leptos::prelude::*;

/// Asks Jira for all projects and rights anew.
#[server(prefix = "/api/fn", endpoint = "projects/refresh_projects")]
pub async fn refresh_projects() -> Result<(), ApiError> {
    Ok(use_cases()?.projects.refresh(&caller()?, &principal()?).await?)
}
