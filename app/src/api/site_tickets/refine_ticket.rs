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

/// Takes a ticket into the issue creator.
#[server(prefix = "/api/fn", endpoint = "site_tickets/refine_ticket")]
pub async fn refine_ticket(
    /// The ticket.
    ticket: SiteTicketId,
) -> Result<(), ApiError> {
    let draft = use_cases()?.site_tickets.refine(&caller()?, &principal()?, ticket).await?;
    redirect::to(&LocalPath::draft(draft));
    Ok(())
}
