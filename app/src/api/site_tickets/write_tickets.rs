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

/// Has the model write the sentences of all tickets that nobody has written yet.
#[server(prefix = "/api/fn", endpoint = "site_tickets/write_tickets")]
pub async fn write_tickets(
    /// The build.
    build: SiteBuildId,
) -> Result<(), ApiError> {
    use_cases()?.site_tickets.write(&caller()?, &principal()?, build).await?;
    redirect::plain_form_to(&LocalPath::site_build_review(build));
    Ok(())
}
