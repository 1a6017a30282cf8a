//! Jira's projects, with a person's own names and favourites.

use super::Caller;
use crate::{
    Outcome,
    commands::{MarkProject, ProjectsFilter},
    views::ProjectsView,
};
use async_trait::async_trait;
use domain::principal::Principal;

/// Jira's projects, with a person's own names and favourites.
#[async_trait]
pub trait Projects: Send + Sync {
    /// The projects page; asks Jira when what is known is too old.
    async fn projects(
        &self,
        caller: &Caller,
        principal: &Principal,
        filter: ProjectsFilter,
    ) -> Outcome<ProjectsView>;
    /// Asks Jira for everything anew.
    async fn refresh(&self, caller: &Caller, principal: &Principal) -> Outcome<()>;
    /// Names a project, or makes it a favourite or not.
    async fn mark(&self, principal: &Principal, command: MarkProject) -> Outcome<()>;
}
