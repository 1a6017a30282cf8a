//! What runs for a person, and what ended last.

use crate::Resources;
use contract::{
    Outcome,
    views::{WorkRow, WorkView},
};
use domain::{ids::DraftId, principal::Principal, time::Timestamp};
use serde_json::Value;
use store::jobs::lists::{self, Listed};

/// Active ones, and as many that ended.
const SHOWN: u32 = 20;

/// The person's jobs, from one read.
pub(super) async fn work(resources: &Resources, principal: &Principal) -> Outcome<WorkView> {
    let found = resources.store.of(principal).read(|tx| lists::mine(tx, SHOWN)).await?;
    let now = resources.clock.now();
    Ok(WorkView { jobs: found.into_iter().map(|job| row(job, now)).collect(), now })
}

fn row(job: Listed, now: Timestamp) -> WorkRow {
    let until = job.finished_at.unwrap_or(now);
    let elapsed = job.started_at.map(|began| until.since(began)).unwrap_or_default();
    let (progress, done, total) =
        job.progress.map_or((None, 0, 0), |(words, done, total)| (Some(words), done, total));
    WorkRow {
        id: job.id,
        draft: draft_of(&job.payload),
        kind: job.kind,
        state: job.state,
        progress,
        done,
        total,
        failure: job.failure,
        interrupted: job.interrupted,
        attempts: job.attempts,
        created_at: job.created_at,
        finished_at: job.finished_at,
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
    }
}

/// Every job about a draft names it so.
fn draft_of(payload: &str) -> Option<DraftId> {
    let payload: Value = serde_json::from_str(payload).ok()?;
    payload.get("draft")?.as_str()?.parse().ok()
}
