//! Everybody's jobs.

use crate::{Resources, audit};
use contract::{
    Outcome,
    services::Caller,
    views::{JobState, LaneCounts, QueueView, QueuedJob},
};
use domain::{
    failure::Failure,
    ids::{JobId, UserId},
    principal::Principal,
};
use jobs::{Lane, Runner};
use std::collections::BTreeSet;
use store::{
    directory,
    jobs::{
        CancelOutcome,
        queue::{self, Count, Queued},
    },
};

const ACTIVE: u32 = 100;
const FAILED: u32 = 50;

/// The queue, from one read.
pub(super) async fn queue(resources: &Resources) -> Outcome<QueueView> {
    let (counts, active, failed, names) = resources
        .store
        .system()
        .read(|tx| -> Outcome<_> {
            let counts = queue::counts(tx)?;
            let (active, failed) = (queue::active(tx, ACTIVE)?, queue::failed(tx, FAILED)?);
            let people: BTreeSet<UserId> = active.iter().chain(&failed).map(|job| job.user).collect();
            let names = directory::names(tx, people)?;
            Ok((counts, active, failed, names))
        })
        .await?;
    let row = |job: Queued| QueuedJob {
        id: job.id,
        kind: job.kind,
        lane: job.lane.as_str().to_owned(),
        state: job.state,
        who: names.get(&job.user).map_or_else(String::new, |(name, employee)| format!("{name} ({employee})")),
        code: job.code,
        attempts: job.attempts,
        owner: job.owner,
        stopping: job.stopping,
        created_at: job.created_at,
        started_at: job.started_at,
        finished_at: job.finished_at,
    };
    Ok(QueueView {
        lanes: Lane::ALL.map(|lane| lane_counts(lane, &counts)).into(),
        active: active.into_iter().map(row).collect(),
        failed: failed.into_iter().map(row).collect(),
        now: resources.clock.now(),
    })
}

fn lane_counts(lane: Lane, counts: &[Count]) -> LaneCounts {
    let of = |state: JobState, due: Option<bool>| -> u32 {
        counts
            .iter()
            .filter(|count| count.lane == lane && count.state == state)
            .filter(|count| due.is_none_or(|due| count.due == due))
            .map(|count| count.jobs)
            .sum()
    };
    LaneCounts {
        lane: lane.as_str().to_owned(),
        pending: of(JobState::Pending, Some(true)),
        later: of(JobState::Pending, Some(false)),
        running: of(JobState::Running, None),
        waiting: of(JobState::Waiting, None),
        completed: of(JobState::Completed, None),
        failed: of(JobState::Failed, None),
        cancelled: of(JobState::Cancelled, None),
        oldest: counts
            .iter()
            .filter(|count| count.lane == lane && count.state == JobState::Pending && count.due)
            .find_map(|count| count.oldest),
    }
}

/// Stops somebody's job.
pub(super) async fn cancel(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    job: JobId,
) -> Outcome<()> {
    let admin = principal.user();
    let caller = caller.clone();
    let outcome = resources
        .store
        .system()
        .write(move |tx| -> Outcome<_> {
            let found = store::jobs::request_cancel_of_anybody(tx, job)?;
            let (owner, outcome) = found.ok_or_else(|| Failure::not_found("job"))?;
            if outcome != CancelOutcome::Over {
                let mut entry =
                    audit::entry_about("admin.job_cancelled", format!("user:{owner}"), "ok", &caller);
                entry.detail = serde_json::json!({ "job": job });
                store::audit::record_system(tx, Some(admin), &entry)?;
            }
            Ok(outcome)
        })
        .await?;
    if outcome != CancelOutcome::Over {
        runner.cancel(job);
    }
    Ok(())
}
