use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use contract::commands::BulkField;
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// Says one thing of all tickets that fit the filter. Returns how many were changed.
#[server(prefix = "/api/fn", endpoint = "site_tickets/set_fields")]
pub async fn set_fields(
    /// The build.
    build: SiteBuildId,
    /// Words of titles.
    #[server(default)]
    words: String,
    /// `ready`, `unready`, `noted`, `edited`, `unassigned`, or empty.
    #[server(default)]
    state: String,
    /// Which field.
    what: BulkField,
    /// Its value; a dash takes it away. Labels are added.
    #[server(default)]
    value: String,
) -> Result<u32, ApiError> {
    let filter = contract::commands::TicketFilter { words, state, page: 0 };
    let command = contract::commands::SetFields { build, filter, field: what, value };
    let changed = use_cases()?.site_tickets.set_many(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_review(build));
    Ok(changed)
}
