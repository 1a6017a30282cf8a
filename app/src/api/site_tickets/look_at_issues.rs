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

/// Looks at issues whose rows changed in Jira.
#[server(prefix = "/api/fn", endpoint = "site_tickets/look_at_issues")]
pub async fn look_at_issues(
    /// The build.
    build: SiteBuildId,
) -> Result<u32, ApiError> {
    let found = use_cases()?.site_tickets.look_at_issues(&caller()?, &principal()?, build).await?;
    redirect::plain_form_to(&LocalPath::site_build_changes(build));
    Ok(found)
}
