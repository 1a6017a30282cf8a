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

/// Takes the text that a ticket's rows would have now, or throws it away.
#[server(prefix = "/api/fn", endpoint = "site_tickets/settle_proposal")]
pub async fn settle_proposal(
    /// The ticket.
    ticket: SiteTicketId,
    /// The version that was looked at.
    version: i32,
    /// It takes the place of what is there.
    #[server(default)]
    take: bool,
) -> Result<(), ApiError> {
    let command = contract::commands::SettleProposal { ticket, version, take };
    let build = use_cases()?.site_tickets.settle(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_ticket(build, ticket));
    Ok(())
}
