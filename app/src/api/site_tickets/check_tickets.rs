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

/// Renders every ready ticket for the create screen as Jira has it now, and freezes what would be sent.
#[server(prefix = "/api/fn", endpoint = "site_tickets/check_tickets")]
pub async fn check_tickets(
    /// The build.
    build: SiteBuildId,
) -> Result<(), ApiError> {
    use_cases()?.site_tickets.check(&caller()?, &principal()?, build).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
