use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::prelude::*;

/// Says of one ticket, or of all that fit the filter, that they are ready, or are not.
#[server(prefix = "/api/fn", endpoint = "site_tickets/mark_ready")]
pub async fn mark_ready(
    /// The build.
    build: SiteBuildId,
    /// One ticket; all that fit without it.
    #[server(default)]
    ticket: Option<SiteTicketId>,
    /// Words of titles.
    #[server(default)]
    words: String,
    /// `ready`, `unready`, `noted`, `edited`, or empty.
    #[server(default)]
    state: String,
    /// They are.
    #[server(default)]
    ready: bool,
) -> Result<u32, ApiError> {
    let filter = contract::commands::TicketFilter { words, state, page: 0 };
    let command = contract::commands::MarkReady { build, ticket, filter, ready };
    let marked = use_cases()?.site_tickets.mark(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_review(build));
    Ok(marked)
}
