//! Starting the export: what was agreed to is in the ledger before anything leaves.

use super::{
    going::{ATTACH, CREATE, agreed, states, still_to_go},
    must_have,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::must_have_jira,
    exporting::{payload, tickets::ExportSiteBuild},
    failures, site_builds,
};
use contract::{Outcome, commands::ExportTickets, services::Caller, views::StartedWork};
use domain::{
    failure::{Category, Failure},
    principal::Principal,
};
use jobs::{Job, NewJob, Runner};
use std::collections::HashMap;
use store::{
    operations::{self, OperationState, Plan},
    site_tickets,
};

fn other_payload() -> Failure {
    Failure::new(
        "site_build.other_payload",
        Category::Conflict,
        "What you looked at is not what would be sent now, so nothing was sent.",
    )
    .with_next("Check the tickets again, look at them, and start the export then.")
}

/// Sends what was checked, or goes on with what is planned. A second call, or fifty at once, return the export there is.
pub(super) async fn start(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: ExportTickets,
) -> Outcome<StartedWork> {
    let (owner, most) = (runner.place(ExportSiteBuild::LANE), runner.per_person());
    let caller = caller.clone();
    let id = command.build;
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
            {
                if job.kind != ExportSiteBuild::KIND {
                    return Err(site_builds::exporting());
                }
                return Ok((StartedWork { build: id, job: job.id }, None));
            }
            let (tickets, needs, states) =
                (site_tickets::list(tx, id)?, site_tickets::needs(tx, id)?, states(tx, id)?);
            let by_id: HashMap<_, _> = tickets.iter().map(|ticket| (ticket.id, ticket)).collect();
            let line = still_to_go(&tickets, &needs, &states);
            let frozen: Vec<_> = line
                .order
                .iter()
                .filter_map(|id| by_id.get(id).copied())
                .filter_map(|ticket| Some((ticket, ticket.payload_sha256.clone()?)))
                .collect();
            let goes_on = command.sha256.is_empty();
            // A start that comes when its export has come to its end already.
            let ended = build.export_job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
            let ended = ended.filter(|job| job.kind == ExportSiteBuild::KIND).map(|job| job.id);
            if let (true, false, Some(job)) = (frozen.is_empty(), goes_on, ended) {
                return Ok((StartedWork { build: id, job }, None));
            }
            let agreed = agreed(frozen.iter().map(|(_, sha256)| sha256.as_str()));
            if !goes_on && agreed.as_deref() != Some(command.sha256.as_str()) {
                return Err(other_payload());
            }
            must_have_jira(dots(&store::connections::list(tx)?))?;
            let subject = site_builds::subject(id);
            for (ticket, sha256) in frozen.iter().filter(|_| !goes_on) {
                let bytes = site_tickets::payload(tx, ticket.id)?.ok_or_else(other_payload)?;
                let payload = payload::read(&bytes)?;
                let mut plan = Plan {
                    operation: payload.operation,
                    subject: subject.clone(),
                    item: ticket.id.to_string(),
                    kind: CREATE.to_owned(),
                    label: payload.label,
                    payload_sha256: sha256.clone(),
                };
                let planned = operations::plan(tx, &plan)?;
                if planned.payload_sha256 != *sha256 || planned.state != OperationState::Planned {
                    return Err(other_payload());
                }
                if payload.attachment.is_some() {
                    plan.operation = tx.new_id();
                    ATTACH.clone_into(&mut plan.kind);
                    operations::plan(tx, &plan)?;
                }
            }
            let new = NewJob::of(&ExportSiteBuild { build: id })
                .map_err(|error| failures::internal("a job's payload", &error))?
                .deduplicated(format!("export:{id}"))
                .claimed_by(owner)
                .at_most(most)
                .traced(caller.request_id.clone());
            let job = store::jobs::enqueue(tx, new)?;
            store::site_builds::set_exported(tx, id, job.id)?;
            let mut entry = audit::entry_about("site_build.export", subject, "started", &caller);
            entry.detail = serde_json::json!({ "tickets": frozen.len(), "sha256": command.sha256 });
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
