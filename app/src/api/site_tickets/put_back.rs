use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::DraftId;
use leptos::prelude::*;

/// Gives a ticket the text of its draft, and leads back to it.
#[server(prefix = "/api/fn", endpoint = "site_tickets/put_back")]
pub async fn put_back(
    /// The draft.
    draft: DraftId,
    /// Its version that was looked at.
    version: i32,
    /// The version of the ticket that was looked at.
    seen: i32,
) -> Result<(), ApiError> {
    let command = contract::commands::PutBack { draft, version, seen };
    let (build, ticket) = use_cases()?.site_tickets.put_back(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::site_build_ticket(build, ticket));
    Ok(())
}
