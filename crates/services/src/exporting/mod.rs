//! To Jira, exactly once: the approved payload, the ledger's witness, the job, reconciling.

pub mod create_job;
mod likeness;
pub mod link_job;
pub(crate) mod payload;
mod reconcile;
mod send;
pub(crate) mod similar;
pub(crate) mod statuses;
pub mod take_back;
pub mod tickets;
mod turns;
pub mod updates;
pub(crate) mod wanted;
mod witness;

use crate::{
    Resources, accounts::sessions::dots, audit, connections::must_have_jira, drafting::subject, failures,
};
use contract::{
    Outcome,
    commands::CreateIssue,
    services::Caller,
    views::{DraftStatus, Started},
};
use create_job::CreateIssueJob;
use domain::{
    failure::{Category, Failure},
    principal::Principal,
};
use jobs::{Job, NewJob, Runner};
use store::{
    approvals, drafts,
    operations::{self, Plan},
};

/// What the ledger calls the one effect of a draft.
pub(crate) const ITEM: &str = "issue";
/// What the ledger calls what is done.
pub(crate) const KIND: &str = "create";

/// Sends what was approved. The ledger row and the job are committed before anything leaves; a second call, or
/// fifty at once, return the one creation there is.
pub(crate) async fn create(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: CreateIssue,
) -> Outcome<Started> {
    let (owner, most) = (runner.place(CreateIssueJob::LANE), runner.per_person());
    let caller = caller.clone();
    let id = command.draft;
    let (started, enqueued) = resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<_> {
            let draft = drafts::get(tx, id)?.ok_or_else(|| Failure::not_found("draft"))?;
            if let (DraftStatus::Created, Some(job)) = (draft.status, draft.job) {
                return Ok((Started { draft: id, job }, None));
            }
            // `Creating` and `Uncertain` too: a second call joins the job there is, or looks again after one ended.
            let sendable = [DraftStatus::Approved, DraftStatus::Creating, DraftStatus::Uncertain];
            let approval = approvals::live(tx, id)?
                .filter(|approval| sendable.contains(&draft.status) && approval.version == draft.version)
                .ok_or_else(|| {
                    Failure::new(
                        "draft.not_approved",
                        Category::Conflict,
                        "This draft is not approved, or was changed since.",
                    )
                    .with_next("Look at it again and approve it.")
                })?;
            if approval.sha256 != command.sha256 {
                return Err(Failure::new(
                    "draft.other_payload",
                    Category::Conflict,
                    "What you approved is not what is stored now, so nothing was sent.",
                )
                .with_next("Reload, look at the payload again, and approve it."));
            }
            let rows = store::connections::list(tx)?;
            must_have_jira(dots(&rows))?;
            let plan = Plan {
                operation: approval.operation,
                subject: subject(id),
                item: ITEM.to_owned(),
                kind: KIND.to_owned(),
                label: payload::label_in(&approval.payload)?,
                payload_sha256: approval.sha256.clone(),
            };
            let planned = operations::plan(tx, &plan)?;
            if planned.payload_sha256 != approval.sha256 {
                return Err(Failure::new(
                    "draft.earlier_attempt",
                    Category::Conflict,
                    "An earlier approval of this draft is still on its way to Jira.",
                )
                .with_next("Wait until it is clear what became of it."));
            }
            let new = NewJob::of(&CreateIssueJob { draft: id, approval: approval.id })
                .map_err(|error| failures::internal("a job's payload", &error))?
                .deduplicated(format!("create:{id}"))
                .claimed_by(owner)
                .at_most(most)
                .traced(caller.request_id.clone());
            let job = store::jobs::enqueue(tx, new)?;
            if job.existing {
                return Ok((Started { draft: id, job: job.id }, None));
            }
            drafts::attach_job(tx, id, job.id)?;
            drafts::set_status(tx, id, &sendable, DraftStatus::Creating)?;
            store::audit::record(tx, &audit::entry_about("draft.create", subject(id), "started", &caller))?;
            Ok((Started { draft: id, job: job.id }, Some(job)))
        })
        .await?;
    if let Some(job) = enqueued {
        runner.run_claimed(job);
    }
    Ok(started)
}
