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

/// Says of a ticket whose outcome is unknown which issue it is, or that it is not there.
#[server(prefix = "/api/fn", endpoint = "site_tickets/decide_ticket")]
pub async fn decide_ticket(
    /// The ticket.
    ticket: SiteTicketId,
    /// The key; it is not there when empty.
    #[server(default)]
    key: String,
) -> Result<(), ApiError> {
    let command = contract::commands::DecideTicket { ticket, key };
    let build = use_cases()?.site_tickets.decide(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
