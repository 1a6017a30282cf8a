//! What is known of a person's projects, and when Jira is asked again.

use super::ask::ask;
use crate::Resources;
use contract::{Outcome, services::Caller};
use domain::{failure::Failure, principal::Principal, time::Timestamp};
use std::{cmp::Reverse, time::Duration};
use store::projects::{self, ListState, Project};

/// A Jira that could not be asked is left alone for this long, so that not every page waits for it.
const LEAVE_ALONE: Duration = Duration::from_mins(1);

/// How new it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// As new as the configuration says.
    Current,
    /// Asked just now, rights included.
    Anew,
}

/// A person's projects, and how far they can be relied on.
pub(crate) struct Known {
    /// Those in which issues can be created: favourites first, then by key.
    pub(crate) projects: Vec<Project>,
    /// When Jira told them; never when `None`.
    pub(crate) refreshed_at: Option<Timestamp>,
    /// Why Jira could not be asked since.
    pub(crate) failure: Option<Failure>,
}

/// What is known, after asking Jira when that is due. Jira being away takes nothing away that was known before.
pub(crate) async fn known(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    wanted: Wanted,
) -> Outcome<Known> {
    let (mut projects, mut state) = read(resources, principal).await?;
    let mut failure = state.as_ref().filter(|state| state.stale).and_then(|state| state.failure.clone());
    if wanted == Wanted::Anew || is_due(resources, state.as_ref()) {
        match ask(resources, caller, principal, &projects, wanted == Wanted::Anew).await {
            Ok(list) => {
                resources.store.of(principal).write(move |tx| projects::replace(tx, &list)).await?;
                failure = None;
            }
            Err(reason) => {
                let kept = reason.clone();
                resources.store.of(principal).write(move |tx| projects::mark_stale(tx, &kept)).await?;
                failure = Some(reason);
            }
        }
        (projects, state) = read(resources, principal).await?;
    }
    projects.retain(|project| project.listed && project.may_create);
    projects.sort_by_key(|project| Reverse(project.favourite));
    Ok(Known { projects, refreshed_at: state.and_then(|state| state.refreshed_at), failure })
}

fn is_due(resources: &Resources, state: Option<&ListState>) -> bool {
    let Some(state) = state else { return true };
    let minutes = resources.settings.current().caches.projects_minutes;
    let good_for = Duration::from_secs(u64::from(minutes) * 60);
    let now = resources.clock.now();
    if state.stale {
        now.since(state.tried_at) >= LEAVE_ALONE
    } else {
        state.refreshed_at.is_none_or(|at| now.since(at) >= good_for)
    }
}

async fn read(resources: &Resources, principal: &Principal) -> Outcome<(Vec<Project>, Option<ListState>)> {
    resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<_> { Ok((projects::all(tx)?, projects::list_state(tx)?)) })
        .await
}
