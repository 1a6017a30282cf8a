use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use contract::views::UpdateWay;
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::prelude::*;

/// Says what becomes of an issue whose rows changed, or of all of them.
#[server(prefix = "/api/fn", endpoint = "site_tickets/choose_way")]
pub async fn choose_way(
    /// The build.
    build: SiteBuildId,
    /// Its ticket; all for which it is possible when missing.
    #[server(default)]
    ticket: Option<SiteTicketId>,
    /// What becomes of it.
    way: UpdateWay,
) -> Result<(), ApiError> {
    let command = contract::commands::ChooseWay { build, ticket, way };
    use_cases()?.site_tickets.choose_way(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_changes(build));
    Ok(())
}
