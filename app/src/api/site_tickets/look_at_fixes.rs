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

/// Looks in Jira which of the things to be done by hand are done. Returns how many.
#[server(prefix = "/api/fn", endpoint = "site_tickets/look_at_fixes")]
pub async fn look_at_fixes(
    /// The build.
    build: SiteBuildId,
) -> Result<u32, ApiError> {
    let done = use_cases()?.site_tickets.look_at_fixes(&caller()?, &principal()?, build).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(done)
}
