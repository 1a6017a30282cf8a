//! Taking an export back: what that would delete, and the start of it.

use super::{going, must_have};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::{jira_gate, must_have_jira, my_jira},
    exporting::take_back::{TakeBackExport, is_being_deleted, is_created},
    failures, site_builds,
};
use contract::{
    Outcome,
    commands::TakeBack,
    services::Caller,
    views::{StartedWork, TakeBackView, TicketState},
};
use domain::{
    failure::{Category, Failure},
    ids::{SiteBuildId, SiteTicketId},
    jira::IssueKey,
    principal::Principal,
};
use jobs::{Job, NewJob, Runner};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use store::{
    Tx,
    operations::{self, Operation},
    site_tickets,
};

/// What the export created and is still in the ledger, as it was created.
fn created(tx: &mut Tx, id: SiteBuildId) -> Outcome<Vec<(Operation, IssueKey)>> {
    let all = operations::of_subject(tx, &site_builds::subject(id))?;
    let created = all.into_iter().filter(is_created);
    Ok(created.filter_map(|operation| Some((operation.clone(), operation.key?))).collect())
}

/// How many are on their way, so that nobody knows whether they are there.
fn open(tx: &mut Tx, id: SiteBuildId) -> Outcome<u32> {
    let states = going::states(tx, id)?;
    let open =
        states.values().filter(|going| matches!(going.state, TicketState::OnItsWay | TicketState::Unknown));
    Ok(u32::try_from(open.count()).unwrap_or(u32::MAX))
}

fn sha256(created: &[(Operation, IssueKey)]) -> String {
    let mut all = Sha256::new();
    for (operation, key) in created {
        all.update(format!("{} {key}\n", operation.id));
    }
    hex::encode(all.finalize())
}

/// What would be deleted.
pub(super) async fn view(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<TakeBackView> {
    let build = site_builds::head(resources, principal, id).await?;
    let (created, titles, busy, connected, open) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let build = must_have(tx, id)?;
            let titles: HashMap<SiteTicketId, String> =
                site_tickets::list(tx, id)?.into_iter().map(|ticket| (ticket.id, ticket.title)).collect();
            let connected = jira_gate(dots(&store::connections::list(tx)?)).is_none();
            let busy = site_builds::must_be_idle(tx, &build).is_err();
            Ok((created(tx, id)?, titles, busy, connected, open(tx, id)?))
        })
        .await?;
    let sites = going::addresses(resources, principal).await?;
    let sha256 = sha256(&created);
    let issue = |(operation, key): (Operation, IssueKey)| {
        let title = operation.item.parse().ok().and_then(|ticket: SiteTicketId| titles.get(&ticket).cloned());
        let url = sites.issue(&key).map(|(_, url)| url).unwrap_or_default();
        (key, url, title.unwrap_or_default())
    };
    let mut issues: Vec<_> = created.into_iter().map(issue).collect();
    // As people count them: 9 before 10.
    issues.sort_by_cached_key(|(key, ..)| {
        let number = key.as_str().rsplit_once('-').and_then(|(_, number)| number.parse::<u64>().ok());
        (key.project().to_owned(), number)
    });
    Ok(TakeBackView { build, issues, sha256, busy, connected, open })
}

/// Whether the person may delete issues where these are.
async fn may_delete(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    project: &str,
) -> Outcome<()> {
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let asked = my.jira.can_delete(project).await.map_err(|error| failures::jira(&error));
    if my.heard(resources, principal, asked).await? {
        return Ok(());
    }
    let words = format!("You may not delete issues of {project} in Jira.");
    Err(Failure::new("site_build.may_not_delete", Category::AdminRequired, words)
        .with_next("Ask the project’s administrator, or have the issues deleted by somebody who may."))
}

/// Deletes what was looked at.
pub(super) async fn start(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: TakeBack,
) -> Outcome<StartedWork> {
    if !command.sure {
        return Err(Failure::field(
            "site_build.not_sure",
            "sure",
            "Say that these issues shall be deleted. Jira cannot bring them back.",
        ));
    }
    let id = command.build;
    let read = move |tx: &mut Tx| -> Outcome<BTreeSet<String>> {
        must_have(tx, id)?;
        must_have_jira(dots(&store::connections::list(tx)?))?;
        Ok(created(tx, id)?.into_iter().map(|(_, key)| key.project().to_owned()).collect())
    };
    for project in resources.store.of(principal).read(read).await? {
        may_delete(resources, caller, principal, &project).await?;
    }
    let (owner, most) = (runner.place(TakeBackExport::LANE), runner.per_person());
    let caller = caller.clone();
    let (started, enqueued) = resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<_> {
            // Holds the build, so that two starts at once come one after the other.
            if !store::site_builds::active(tx, id)? {
                return Err(site_builds::gone());
            }
            let build = must_have(tx, id)?;
            if let Some(job) = build.export_job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten()
                && job.state.is_active()
                && job.kind == TakeBackExport::KIND
            {
                return Ok((StartedWork { build: id, job: job.id }, None));
            }
            site_builds::must_be_idle(tx, &build)?;
            let created = created(tx, id)?;
            if created.is_empty() || sha256(&created) != command.sha256 {
                return Err(Failure::new(
                    "site_build.other_issues",
                    Category::Conflict,
                    "What you looked at is not what would be deleted now, so nothing was deleted.",
                )
                .with_next("Look at the list again."));
            }
            if open(tx, id)? > 0 {
                return Err(Failure::new(
                    "site_build.still_open",
                    Category::Conflict,
                    "It is not known yet of some tickets whether they are in Jira.",
                )
                .with_next("Go on with the export, which finds that out, or say under “Results” what became of them."));
            }
            // What kept an issue before is asked anew.
            for (operation, key) in created.iter().filter(|(operation, _)| !is_being_deleted(operation)) {
                operations::mark_created(tx, operation.id, key, operation.issue_id.as_deref())?;
            }
            let agreed = created.iter().map(|(operation, _)| operation.id).collect();
            let new = NewJob::of(&TakeBackExport { build: id, agreed })
                .map_err(|error| failures::internal("a job's payload", &error))?
                .deduplicated(format!("take_back:{id}"))
                .claimed_by(owner)
                .at_most(most)
                .traced(caller.request_id.clone());
            let job = store::jobs::enqueue(tx, new)?;
            store::site_builds::set_export_job(tx, id, job.id)?;
            let subject = site_builds::subject(id);
            let mut entry = audit::entry_about("site_build.take_back", subject, "started", &caller);
            entry.detail = serde_json::json!({ "issues": created.len(), "sha256": command.sha256 });
            store::audit::record(tx, &entry)?;
            let started = StartedWork { build: id, job: job.id };
            Ok((started, (!job.existing).then_some(job)))
        })
        .await?;
    if let Some(job) = enqueued {
        runner.run_claimed(job);
    }
    Ok(started)
}
