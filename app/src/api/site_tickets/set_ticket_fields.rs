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

/// Says what a ticket's issue gets beside its text.
#[server(prefix = "/api/fn", endpoint = "site_tickets/set_ticket_fields")]
pub async fn set_ticket_fields(
    /// The ticket.
    ticket: SiteTicketId,
    /// The version of its fields that was looked at.
    seen: i32,
    /// A user name, an e-mail address or a whole name; nobody when empty.
    #[server(default)]
    assignee: String,
    /// A priority's name, or empty.
    #[server(default)]
    priority: String,
    /// Labels, between spaces.
    #[server(default)]
    labels: String,
    /// A sprint's number, or empty.
    #[server(default)]
    sprint: String,
) -> Result<(), ApiError> {
    let command = contract::commands::SetTicketFields { ticket, seen, assignee, priority, labels, sprint };
    let build = use_cases()?.site_tickets.set_fields(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_ticket(build, ticket));
    Ok(())
}
