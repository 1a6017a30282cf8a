use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use leptos::prelude::*;

/// Makes a project a favourite, or not.
#[server(prefix = "/api/fn", endpoint = "projects/favour_project")]
pub async fn favour_project(
    /// Project key.
    project: String,
    /// Whether it is one.
    favourite: bool,
) -> Result<(), ApiError> {
    let command = contract::commands::MarkProject { project, label: None, favourite: Some(favourite) };
    Ok(use_cases()?.projects.mark(&principal()?, command).await?)
}
