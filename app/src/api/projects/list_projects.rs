use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::{commands::ProjectsFilter, views::ProjectsView};
use leptos::prelude::*;

/// The projects page.
#[server(prefix = "/api/fn", endpoint = "projects/list_projects")]
pub async fn list_projects(
    /// What to look for.
    #[server(default)]
    filter: ProjectsFilter,
) -> Result<ProjectsView, ApiError> {
    Ok(use_cases()?.projects.projects(&caller()?, &principal()?, filter).await?)
}
