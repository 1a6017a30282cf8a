use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use leptos::prelude::*;

/// Gives a project a name of the person's own.
#[server(prefix = "/api/fn", endpoint = "projects/name_project")]
pub async fn name_project(
    /// Project key.
    project: String,
    /// The name; empty takes it away.
    #[server(default)]
    label: String,
) -> Result<(), ApiError> {
    let command = contract::commands::MarkProject { project, label: Some(label), favourite: None };
    Ok(use_cases()?.projects.mark(&principal()?, command).await?)
}
