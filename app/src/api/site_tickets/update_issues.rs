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

/// Writes what was looked at to Jira.
#[server(prefix = "/api/fn", endpoint = "site_tickets/update_issues")]
pub async fn update_issues(
    /// The build.
    build: SiteBuildId,
    /// What was looked at.
    sha256: String,
) -> Result<(), ApiError> {
    let command = contract::commands::ExportTickets { build, sha256 };
    use_cases()?.site_tickets.update_issues(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_changes(build));
    Ok(())
}
