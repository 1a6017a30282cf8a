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

/// Makes the tickets of the plan, or brings them up to date with it; leads to their review.
#[server(prefix = "/api/fn", endpoint = "site_tickets/make_tickets")]
pub async fn make_tickets(
    /// The build.
    build: SiteBuildId,
    /// The version of the sheets that was looked at.
    version: i32,
) -> Result<(), ApiError> {
    let command = contract::commands::MakeTickets { build, version };
    use_cases()?.site_tickets.make(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::site_build_review(build));
    Ok(())
}
