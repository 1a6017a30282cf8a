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

/// Sends what was checked, or goes on with what is planned.
#[server(prefix = "/api/fn", endpoint = "site_tickets/export_tickets")]
pub async fn export_tickets(
    /// The build.
    build: SiteBuildId,
    /// What was looked at; empty to go on.
    #[server(default)]
    sha256: String,
) -> Result<(), ApiError> {
    let command = contract::commands::ExportTickets { build, sha256 };
    use_cases()?.site_tickets.export(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
