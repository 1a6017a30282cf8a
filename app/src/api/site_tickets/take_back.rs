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

/// Deletes in Jira what the export created, as far as nobody works on it.
#[server(prefix = "/api/fn", endpoint = "site_tickets/take_back")]
pub async fn take_back(
    /// The build.
    build: SiteBuildId,
    /// What was looked at.
    sha256: String,
    /// The person has said that the issues shall be deleted.
    #[server(default)]
    sure: bool,
) -> Result<(), ApiError> {
    let command = contract::commands::TakeBack { build, sha256, sure };
    use_cases()?.site_tickets.take_back(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::site_build_export(build));
    Ok(())
}
