//! The form for a new draft: projects, rules, and the choices made last time.

use crate::{
    Resources,
    accounts::sessions::dots,
    connections::{jira_gate, llm_gate},
    projects::{Wanted, choice, known},
    prompts, rules,
};
use contract::{Outcome, services::Caller, views::DraftFormView};
use domain::{
    draft::DraftFormat,
    jira::{IssueKind, ProjectKey},
    principal::Principal,
};
use serde::{Deserialize, Serialize};
use store::preferences;

/// Where the choices are kept.
pub(super) const PREFERENCE: &str = "drafting.choices";

/// What a person chose last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Choices {
    pub(super) project: ProjectKey,
    pub(super) kind: IssueKind,
    pub(super) format: DraftFormat,
    #[serde(default)]
    pub(super) prompt: String,
    #[serde(default)]
    pub(super) template: String,
}

/// Everything the form shows. Jira being away does not take the form away.
pub(super) async fn form(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
) -> Outcome<DraftFormView> {
    let offered = resources.settings.current();
    let (rows, choices, prompts, templates, rules) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let choices = preferences::get::<Choices>(tx, PREFERENCE)?;
            let rows = store::connections::list(tx)?;
            let (prompts, templates) = (prompts::choices(tx, &offered)?, prompts::templates(tx)?);
            Ok((rows, choices, prompts, templates, rules::book(tx, &offered)?))
        })
        .await?;
    let dots = dots(&rows);
    let known = known(resources, caller, principal, Wanted::Current).await?;
    let remembered = choices.as_ref().map(|choices| choices.project.clone());
    let likely = known.projects.iter().find(|project| project.favourite || known.projects.len() == 1);
    let project = remembered.or_else(|| likely.map(|project| project.key.clone()));
    let projects = known.projects.into_iter().map(choice).collect();
    // One that was deleted since is not offered any more, and so not chosen either.
    let prompt = choices.as_ref().map(|choices| choices.prompt.clone()).unwrap_or_default();
    let prompt = Some(prompt).filter(|prompt| prompts.iter().any(|choice| choice.value == *prompt));
    Ok(DraftFormView {
        projects,
        projects_failure: known.failure,
        prompts,
        prompt: prompt.unwrap_or_default(),
        templates,
        template: choices.as_ref().map(|choices| choices.template.clone()).unwrap_or_default(),
        rules,
        project,
        kind: choices.as_ref().map_or_else(IssueKind::default, |choices| choices.kind),
        format: choices.map_or_else(DraftFormat::default, |choices| choices.format),
        gate: llm_gate(dots),
        creation: jira_gate(dots),
    })
}
