//! Who may write for a job.

use super::{calls, events};
use crate::{StoreError, connection::AnyConnection, decode::parsed, schema::background_jobs as rows};
use diesel::prelude::*;
use jobs::{Batch, Call, Held, Lease, LeaseSeen, Owner, call};

/// A running job whose lease holds until the transaction ends.
pub(super) struct Running {
    pub(super) job: String,
    pub(super) user: String,
    pub(super) fence: i32,
    pub(super) stop_requested: bool,
}

/// Locks the job's row when the lease holds.
pub(super) fn hold(conn: &mut AnyConnection, lease: Lease) -> Result<Option<Running>, StoreError> {
    let job = lease.job.to_string();
    let held = diesel::update(rows::table.find(&job))
        .filter(rows::fence.eq(lease.fence))
        .filter(rows::state.eq("running"))
        .set(rows::fence.eq(lease.fence))
        .execute(conn)?;
    if held == 0 {
        return Ok(None);
    }
    let (user, cancel_at): (String, Option<i64>) =
        rows::table.find(&job).select((rows::user_id, rows::cancel_at)).first(conn)?;
    Ok(Some(Running { job, user, fence: lease.fence, stop_requested: cancel_at.is_some() }))
}

const fn answer(running: &Running) -> Held {
    if running.stop_requested { Held::StopRequested } else { Held::Yes }
}

/// Stores events of several runs. Jobs are locked in the order of their ids, so that two instances storing
/// at once cannot wait for each other.
pub(super) fn append(
    conn: &mut AnyConnection,
    batches: Vec<Batch>,
    now: i64,
) -> Result<Vec<Held>, StoreError> {
    let mut answers = vec![Held::No; batches.len()];
    let mut changed = Vec::new();
    let mut ordered: Vec<(usize, Batch)> = batches.into_iter().enumerate().collect();
    ordered.sort_by_key(|(_, batch)| batch.lease.job);
    for (place, batch) in ordered {
        let Some(running) = hold(conn, batch.lease)? else { continue };
        changed.push(batch.lease.job);
        for row in events::joined(batch.events) {
            events::insert(conn, &running.job, &running.user, row, now)?;
        }
        answers[place] = answer(&running);
    }
    for jobs in changed.chunks(call::MOST) {
        calls::call(conn, &Call::Changed(jobs.to_vec()))?;
    }
    Ok(answers)
}

/// Gives a sign of life for each lease.
pub(super) fn beat(conn: &mut AnyConnection, leases: Vec<Lease>) -> Result<Vec<Held>, StoreError> {
    let mut answers = vec![Held::No; leases.len()];
    let mut ordered: Vec<(usize, Lease)> = leases.into_iter().enumerate().collect();
    ordered.sort_by_key(|(_, lease)| lease.job);
    for (place, lease) in ordered {
        let Some(running) = hold(conn, lease)? else { continue };
        diesel::update(rows::table.find(&running.job)).set(rows::beat.eq(rows::beat + 1)).execute(conn)?;
        answers[place] = answer(&running);
    }
    Ok(answers)
}

/// Every running job.
pub(super) fn all(conn: &mut AnyConnection) -> Result<Vec<LeaseSeen>, StoreError> {
    let found: Vec<(String, i32, String, Option<String>, i64)> = rows::table
        .filter(rows::state.eq("running"))
        .select((rows::id, rows::fence, rows::kind, rows::owner, rows::beat))
        .load(conn)?;
    found
        .into_iter()
        .map(|(id, fence, kind, owner, beat)| {
            Ok(LeaseSeen {
                lease: Lease { job: parsed("job id", &id)?, fence },
                kind,
                owner: Owner::new(owner.unwrap_or_default()),
                beat,
            })
        })
        .collect()
}
