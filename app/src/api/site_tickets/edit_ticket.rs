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

/// Changes what a ticket says. Returns the version that it has now.
#[server(prefix = "/api/fn", endpoint = "site_tickets/edit_ticket")]
pub async fn edit_ticket(
    /// The ticket.
    ticket: SiteTicketId,
    /// The version that was looked at.
    version: i32,
    /// Its title.
    title: String,
    /// Its description, Markdown.
    #[server(default)]
    body: String,
) -> Result<i32, ApiError> {
    let command = contract::commands::EditTicket { ticket, version, title, body };
    let edited = use_cases()?.site_tickets.edit(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_ticket(edited.build, ticket));
    Ok(edited.version)
}
