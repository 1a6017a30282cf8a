use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::SiteTicketId;
use leptos::prelude::*;

/// Gives a ticket the text that its rows have.
#[server(prefix = "/api/fn", endpoint = "site_tickets/reset_ticket")]
pub async fn reset_ticket(
    /// The ticket.
    ticket: SiteTicketId,
    /// The version that was looked at.
    version: i32,
) -> Result<(), ApiError> {
    let command = contract::commands::ResetTicket { ticket, version };
    let build = use_cases()?.site_tickets.reset(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_ticket(build, ticket));
    Ok(())
}
