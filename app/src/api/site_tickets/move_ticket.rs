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

/// Moves a ticket within its group: one place, or to where another one stands.
#[server(prefix = "/api/fn", endpoint = "site_tickets/move_ticket")]
pub async fn move_ticket(
    /// The ticket.
    ticket: SiteTicketId,
    /// Up; otherwise down.
    #[server(default)]
    up: bool,
    /// Instead: the one whose place it takes.
    #[server(default)]
    to: Option<SiteTicketId>,
) -> Result<(), ApiError> {
    let command = contract::commands::MoveTicket { ticket, up, to };
    let build = use_cases()?.site_tickets.shift(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_ticket(build, ticket));
    Ok(())
}
