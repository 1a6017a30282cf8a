//! The form for a new draft: projects, rules, and the choices made last time.

use super::rules;
use crate::{
    Resources,
    accounts::sessions::dots,
    connections::{self, llm_gate},
    failures, upstream,
};
use contract::{
    Outcome,
    services::Caller,
    views::{DraftFormView, ProjectChoice},
};
use domain::{
    draft::DraftFormat,
    failure::Failure,
    jira::{IssueKind, ProjectKey},
    principal::Principal,
};
use serde::{Deserialize, Serialize};
use store::{accounts, connections::ConnectionKind, preferences};

/// Where the choices are kept.
pub(super) const PREFERENCE: &str = "drafting.choices";

/// What a person chose last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Choices {
    pub(super) project: ProjectKey,
    pub(super) kind: IssueKind,
    pub(super) format: DraftFormat,
}

/// Everything the form shows. Jira being away does not take the form away.
pub(super) async fn form(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
) -> Outcome<DraftFormView> {
    let settings = resources.settings.current();
    let (rows, choices) = resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<_> {
            Ok((store::connections::list(tx)?, preferences::get::<Choices>(tx, PREFERENCE)?))
        })
        .await?;
    let (projects, projects_failure) = match projects(resources, caller, principal).await {
        Ok(projects) => (projects, None),
        Err(failure) => (Vec::new(), Some(failure)),
    };
    Ok(DraftFormView {
        projects,
        projects_failure,
        rules: rules(&settings),
        project: choices.as_ref().map(|choices| choices.project.clone()),
        kind: choices.as_ref().map_or_else(IssueKind::default, |choices| choices.kind),
        format: choices.map_or_else(DraftFormat::default, |choices| choices.format),
        gate: llm_gate(dots(&rows)),
    })
}

/// The projects the person's token shows, by key. Jira Data Center lists what can be browsed; whether issues may
/// be created there is checked at approval, which asks for one project only.
async fn projects(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
) -> Outcome<Vec<ProjectChoice>> {
    let settings = resources.settings.current();
    let user =
        resources.store.of(principal).read(accounts::me).await?.ok_or_else(Failure::unauthenticated)?;
    let site = upstream::site(&settings, user.site.as_str())?;
    let (_, token) = connections::open(resources, principal, ConnectionKind::Jira)
        .await?
        .ok_or_else(|| Failure::user("jira.not_connected", "Jira is not connected."))?;
    let jira = upstream::jira(resources, &settings, site, token, &caller.request_id)?;
    let mut choices: Vec<_> = jira
        .projects()
        .await
        .map_err(|error| failures::jira(&error))?
        .into_iter()
        .filter(|project| !project.archived)
        .filter_map(|project| {
            Some(ProjectChoice { key: ProjectKey::parse(&project.key).ok()?, name: project.name })
        })
        .collect();
    choices.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(choices)
}
