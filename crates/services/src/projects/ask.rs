//! Asking Jira for the projects in which a person may create issues.

use crate::{Resources, connections::my_jira, failures};
use contract::{Outcome, services::Caller};
use domain::{jira::ProjectKey, principal::Principal, text::one_line};
use futures::{StreamExt, stream};
use std::time::Duration;
use store::projects::{Listed, Project};
use tokio::time::Instant;

/// Questions at the same time. Data Center tells the right to create one project at a time.
const AT_ONCE: usize = 8;
/// How long the questions about rights take together; what is not answered by then counts as allowed, and is asked
/// again next time. Approval asks once more in any case.
const RIGHTS_WITHIN: Duration = Duration::from_secs(8);

/// The projects the person's token shows, with whether they may create issues there. Rights that are known already
/// are not asked for again before the configuration says so, unless `anew`.
pub(super) async fn ask(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    known: &[Project],
    anew: bool,
) -> Outcome<Vec<Listed>> {
    let settings = resources.settings.current();
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let answer = my.jira.projects().await.map_err(|error| failures::jira(&error));
    let listed = my.heard(resources, principal, answer).await?;
    let (now, deadline) = (resources.clock.now(), Instant::now() + RIGHTS_WITHIN);
    let good_for = Duration::from_hours(settings.caches.site_metadata_hours.into());
    let jira = &my.jira;
    let found = listed.into_iter().filter(|project| !project.archived).filter_map(|project| {
        let key = ProjectKey::parse(&project.key).ok()?;
        let before = known.iter().find(|before| before.key == key);
        let settled = !anew
            && before.is_some_and(|before| before.checked_at.is_some_and(|at| now.since(at) < good_for));
        Some(Listed {
            name: one_line(&project.name),
            may_create: before.is_none_or(|before| before.may_create),
            checked_at: before.and_then(|before| before.checked_at).filter(|_| settled),
            key,
        })
    });
    let asked = stream::iter(found)
        .map(|project| async move {
            if project.checked_at.is_some() {
                return project;
            }
            let answer = tokio::time::timeout_at(deadline, jira.can_create(project.key.as_str())).await;
            match answer {
                Ok(Ok(may_create)) => Listed { may_create, checked_at: Some(now), ..project },
                Ok(Err(_)) | Err(_) => project,
            }
        })
        .buffer_unordered(AT_ONCE);
    Ok(asked.collect().await)
}
