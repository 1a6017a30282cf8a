use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::PersonSuggestion;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// People who can be given issues of the project that a build's tickets go to.
#[server(prefix = "/api/fn", endpoint = "site_tickets/find_people")]
pub async fn find_assignable(
    /// The build.
    build: SiteBuildId,
    /// A part of a name, a user name or an e-mail address.
    #[server(default)]
    words: String,
) -> Result<Vec<PersonSuggestion>, ApiError> {
    Ok(use_cases()?.site_tickets.find_people(&caller()?, &principal()?, build, &words).await?)
}
