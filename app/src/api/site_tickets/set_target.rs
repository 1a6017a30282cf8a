use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// Says where the tickets of a build go.
#[server(prefix = "/api/fn", endpoint = "site_tickets/set_target")]
pub async fn set_target(
    /// The build.
    build: SiteBuildId,
    /// The project's key.
    project: String,
    /// The name of the issue type.
    issue_type: String,
    /// The key of an epic.
    #[server(default)]
    epic: String,
    /// Labels, between spaces.
    #[server(default)]
    labels: String,
) -> Result<(), ApiError> {
    let command = contract::commands::SetSiteTarget { build, project, issue_type, epic, labels };
    use_cases()?.site_tickets.target(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
