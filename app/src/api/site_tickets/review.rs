use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::SiteReviewView;
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::prelude::*;

/// Tickets to review.
#[server(prefix = "/api/fn", endpoint = "site_tickets/review")]
pub async fn review(
    /// The build.
    build: SiteBuildId,
    /// Words of titles.
    #[server(default)]
    words: String,
    /// `ready`, `unready`, `noted`, `edited`, or empty.
    #[server(default)]
    state: String,
    /// Page, from 0.
    #[server(default)]
    page: u32,
    /// The one that is shown whole.
    #[server(default)]
    open: Option<SiteTicketId>,
) -> Result<SiteReviewView, ApiError> {
    let filter = contract::commands::TicketFilter { words, state, page };
    Ok(use_cases()?.site_tickets.review(&principal()?, build, filter, open).await?)
}
