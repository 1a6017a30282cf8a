use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::SiteBuildId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The epic of one part of the plan, as the form sends it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EpicOfGroup {
    /// The part's name.
    pub group: String,
    /// The epic's key, or empty.
    #[serde(default)]
    pub key: String,
}

/// Says where the tickets of a build go.
#[server(prefix = "/api/fn", endpoint = "site_tickets/set_target")]
pub async fn set_target(
    /// The build.
    build: SiteBuildId,
    /// The project's key.
    project: String,
    /// The name of the issue type.
    issue_type: String,
    /// The key of an epic.
    #[server(default)]
    epic: String,
    /// The epics of single parts of the plan.
    #[server(default)]
    epics: Vec<EpicOfGroup>,
    /// Labels, between spaces.
    #[server(default)]
    labels: String,
) -> Result<(), ApiError> {
    let epic_of = |one: EpicOfGroup| contract::commands::GroupEpic { group: one.group, key: one.key };
    let epics = epics.into_iter().map(epic_of).collect();
    let command = contract::commands::SetSiteTarget { build, project, issue_type, epic, epics, labels };
    use_cases()?.site_tickets.target(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
