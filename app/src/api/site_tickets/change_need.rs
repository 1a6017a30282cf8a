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

/// Says that a ticket waits for another one, or no longer does.
#[server(prefix = "/api/fn", endpoint = "site_tickets/change_need")]
pub async fn change_need(
    /// The ticket.
    ticket: SiteTicketId,
    /// The one it waits for.
    need: SiteTicketId,
    /// It no longer waits.
    #[server(default)]
    remove: bool,
) -> Result<(), ApiError> {
    let command = contract::commands::ChangeNeed { ticket, need, remove };
    let build = use_cases()?.site_tickets.need(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_ticket(build, ticket));
    Ok(())
}
