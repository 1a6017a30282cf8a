//! Jira's projects, as far as the person may create issues in them, with their own names and favourites.

mod ask;
mod known;

pub(crate) use known::{Wanted, known};

use crate::Resources;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{MarkProject, ProjectsFilter},
    services::{Caller, Projects},
    views::{ProjectChoice, ProjectRow, ProjectsView},
};
use domain::{
    failure::Failure,
    jira::ProjectKey,
    limits,
    principal::Principal,
    text::{length, one_line, search_key},
};
use std::sync::Arc;
use store::projects::{self, Project};

/// Projects on one page.
const PAGE: usize = 50;

/// The use cases around projects.
pub struct ProjectsService {
    resources: Arc<Resources>,
}

impl ProjectsService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

/// A project as a form offers it.
pub(crate) fn choice(project: Project) -> ProjectChoice {
    let Project { key, name, label, favourite, .. } = project;
    ProjectChoice { key, name, label, favourite }
}

fn row(project: &Project) -> ProjectRow {
    ProjectRow {
        key: project.key.clone(),
        name: project.name.clone(),
        label: project.label.clone(),
        favourite: project.favourite,
    }
}

fn matches_words(project: &Project, words: &str) -> bool {
    let label = project.label.as_deref().unwrap_or_default();
    let text = search_key(&format!("{} {} {label}", project.key, project.name));
    words.split(' ').all(|word| text.contains(word))
}

#[async_trait]
impl Projects for ProjectsService {
    async fn projects(
        &self,
        caller: &Caller,
        principal: &Principal,
        filter: ProjectsFilter,
    ) -> Outcome<ProjectsView> {
        let known = known(&self.resources, caller, principal, Wanted::Current).await?;
        let words = search_key(&filter.query);
        let matching: Vec<_> =
            known.projects.iter().filter(|project| matches_words(project, &words)).map(row).collect();
        let first = (filter.page as usize).saturating_mul(PAGE);
        Ok(ProjectsView {
            matching: u32::try_from(matching.len()).unwrap_or(u32::MAX),
            total: u32::try_from(known.projects.len()).unwrap_or(u32::MAX),
            more: matching.len() > first.saturating_add(PAGE),
            projects: matching.into_iter().skip(first).take(PAGE).collect(),
            refreshed_at: known.refreshed_at,
            stale: known.failure.is_some(),
            failure: known.failure,
            now: self.resources.clock.now(),
        })
    }

    async fn refresh(&self, caller: &Caller, principal: &Principal) -> Outcome<()> {
        let known = known(&self.resources, caller, principal, Wanted::Anew).await?;
        known.failure.map_or(Ok(()), Err)
    }

    async fn mark(&self, principal: &Principal, command: MarkProject) -> Outcome<()> {
        let key = ProjectKey::parse(&command.project)
            .map_err(|problem| Failure::field("project.key", "project", problem.to_string()))?;
        let label = command.label.map(|label| one_line(&label));
        if label.as_ref().is_some_and(|label| length(label) > limits::NAME) {
            let words = format!("A name of your own can have at most {} characters.", limits::NAME);
            return Err(Failure::field("project.label", "label", words));
        }
        self.resources
            .store
            .of(principal)
            .write(move |tx| -> Outcome<()> {
                let mut found = true;
                if let Some(label) = &label {
                    let label = Some(label.as_str()).filter(|label| !label.is_empty());
                    found &= projects::set_label(tx, &key, label)?;
                }
                if let Some(favourite) = command.favourite {
                    found &= projects::set_favourite(tx, &key, favourite)?;
                }
                if found { Ok(()) } else { Err(Failure::not_found("project")) }
            })
            .await
    }
}
