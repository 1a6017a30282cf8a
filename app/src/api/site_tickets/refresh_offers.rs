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

/// Asks Jira anew what the project that the tickets go to offers.
#[server(prefix = "/api/fn", endpoint = "site_tickets/refresh_offers")]
pub async fn refresh_offers(
    /// The build.
    build: SiteBuildId,
) -> Result<(), ApiError> {
    use_cases()?.site_tickets.refresh_offers(&caller()?, &principal()?, build).await?;
    redirect::plain_form_to(&LocalPath::site_build_review(build));
    Ok(())
}
