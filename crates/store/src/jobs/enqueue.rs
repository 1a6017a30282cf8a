//! Storing a new job.

use super::{
    calls,
    row::{Row, claimed},
};
use crate::{StoreError, Tx, decode::without_nul, schema::background_jobs};
use contract::views::JobState;
use diesel::prelude::*;
use domain::ids::JobId;
use jobs::{Call, EnqueuedJob, NewJob};

/// How often a job is stored anew when the one it was a duplicate of ends at the same moment.
const TRIES: usize = 5;

/// Stores a job for the person, or gives the pending, running or waiting one with the same `dedupe_key`.
pub fn enqueue(tx: &mut Tx, new: NewJob) -> Result<EnqueuedJob, StoreError> {
    let id = tx.new_id::<JobId>();
    let claim = new.claimed_by.is_some() && has_room(tx, &new)?;
    for _ in 0..TRIES {
        if insert(tx, &new, id, claim)? {
            return stored(tx, id, claim);
        }
        // On PostgreSQL the other one may have ended since, in another process or transaction.
        if let Some(existing) = existing(tx, &new)? {
            return Ok(existing);
        }
    }
    Err(StoreError::Unreadable { what: "job that a new one is a duplicate of" })
}

/// Whether it was new.
fn insert(tx: &mut Tx, new: &NewJob, id: JobId, claim: bool) -> Result<bool, StoreError> {
    let (user, now, first) = (tx.owner(), tx.millis(), i32::from(claim));
    let state = if claim { JobState::Running } else { JobState::Pending };
    let values = (
        background_jobs::id.eq(id.to_string()),
        background_jobs::user_id.eq(user),
        background_jobs::kind.eq(&new.kind),
        background_jobs::payload_version.eq(new.payload_version),
        background_jobs::payload.eq(without_nul(&new.payload)),
        background_jobs::lane.eq(new.lane.as_str()),
        background_jobs::state.eq(state.as_str()),
        background_jobs::dedupe_key.eq(&new.dedupe_key),
        background_jobs::run_at.eq(new.run_at.map_or(now, domain::time::Timestamp::as_millis)),
        background_jobs::attempts.eq(first),
        background_jobs::fence.eq(first),
        background_jobs::owner.eq(new
            .claimed_by
            .as_ref()
            .filter(|_| claim)
            .map(|owner| owner.as_str().to_owned())),
        background_jobs::beat.eq(i64::from(first)),
        background_jobs::checkpoint_bytes.eq(0),
        background_jobs::trace.eq(&new.trace),
        background_jobs::created_at.eq(now),
        background_jobs::started_at.eq(claim.then_some(now)),
    );
    let inserted = on_either!(tx.conn(), conn => {
        diesel::insert_into(background_jobs::table).values(values).on_conflict_do_nothing().execute(conn)?
    });
    Ok(inserted == 1)
}

/// A job that was just stored.
fn stored(tx: &mut Tx, id: JobId, claim: bool) -> Result<EnqueuedJob, StoreError> {
    let claimed = if claim {
        let row: Row =
            background_jobs::table.find(id.to_string()).select(Row::as_select()).first(tx.conn())?;
        Some(Box::new(claimed(tx.conn(), row, 0)?))
    } else {
        calls::call(tx.conn(), &Call::Due)?;
        None
    };
    Ok(EnqueuedJob { id, fence: i32::from(claim), existing: false, claimed })
}

/// The unfinished job with the same key. Asked for again, it does not wait any longer than the new one would have.
fn existing(tx: &mut Tx, new: &NewJob) -> Result<Option<EnqueuedJob>, StoreError> {
    let (user, due) = (tx.owner(), new.run_at.map_or(tx.millis(), domain::time::Timestamp::as_millis));
    let sooner = diesel::update(background_jobs::table)
        .filter(background_jobs::user_id.eq(&user))
        .filter(background_jobs::dedupe_key.eq(&new.dedupe_key))
        .filter(background_jobs::state.eq("pending"))
        .filter(background_jobs::run_at.gt(due))
        .set(background_jobs::run_at.eq(due))
        .execute(tx.conn())?;
    if sooner > 0 {
        calls::call(tx.conn(), &Call::Due)?;
    }
    let found: Option<(String, i32)> = background_jobs::table
        .filter(background_jobs::user_id.eq(user))
        .filter(background_jobs::dedupe_key.eq(&new.dedupe_key))
        .filter(background_jobs::state.eq_any(["pending", "running", "waiting"]))
        .select((background_jobs::id, background_jobs::fence))
        .first(tx.conn())
        .optional()?;
    found
        .map(|(id, fence)| {
            let id = crate::decode::parsed("job id", &id)?;
            Ok(EnqueuedJob { id, fence, existing: true, claimed: None })
        })
        .transpose()
}

/// Whether one more job of the person may run on this lane.
fn has_room(tx: &mut Tx, new: &NewJob) -> Result<bool, StoreError> {
    let Some(most) = new.at_most else { return Ok(true) };
    let running: i64 = background_jobs::table
        .filter(background_jobs::user_id.eq(tx.owner()))
        .filter(background_jobs::lane.eq(new.lane.as_str()))
        .filter(background_jobs::state.eq("running"))
        .count()
        .get_result(tx.conn())?;
    Ok(running < i64::from(most))
}
