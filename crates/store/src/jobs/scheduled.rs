//! Jobs that a clock asks for, and finding the last one of a kind.

use crate::{
    StoreError, SystemTx, Tx,
    decode::{parsed, without_nul},
    schema::background_jobs as rows,
};
use contract::views::JobState;
use diesel::prelude::*;
use domain::{
    ids::{JobId, UserId},
    time::Timestamp,
};
use jobs::NewJob;

/// Stores a job for a person unless one with its `dedupe_key` was ever stored for them: the key names the tick, so
/// that several instances which meet the same tick store one job, also when it has ended already. `true` when it
/// was stored.
pub fn schedule(tx: &mut SystemTx, user: UserId, new: &NewJob) -> Result<bool, StoreError> {
    let (now, id, user) = (tx.millis(), tx.new_id::<JobId>(), user.to_string());
    let before: i64 = rows::table
        .filter(rows::user_id.eq(&user))
        .filter(rows::dedupe_key.eq(&new.dedupe_key))
        .count()
        .get_result(tx.conn())?;
    if before > 0 {
        return Ok(false);
    }
    let values = (
        rows::id.eq(id.to_string()),
        rows::user_id.eq(user),
        rows::kind.eq(&new.kind),
        rows::payload_version.eq(new.payload_version),
        rows::payload.eq(without_nul(&new.payload)),
        rows::lane.eq(new.lane.as_str()),
        rows::state.eq(JobState::Pending.as_str()),
        rows::dedupe_key.eq(&new.dedupe_key),
        rows::run_at.eq(new.run_at.map_or(now, Timestamp::as_millis)),
        rows::attempts.eq(0),
        rows::fence.eq(0),
        rows::beat.eq(0_i64),
        rows::checkpoint_bytes.eq(0_i64),
        rows::trace.eq(&new.trace),
        rows::created_at.eq(now),
    );
    let inserted = on_either!(tx.conn(), conn => {
        diesel::insert_into(rows::table).values(values).on_conflict_do_nothing().execute(conn)?
    });
    Ok(inserted == 1)
}

/// The person's last job of a kind that has begun or is due: what a page shows of it. Jobs planned for later are not
/// worth showing.
pub fn latest_of_kind(tx: &mut Tx, kind: &str) -> Result<Option<JobId>, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let found: Option<String> = rows::table
        .filter(rows::user_id.eq(owner))
        .filter(rows::kind.eq(kind))
        .filter(rows::attempts.gt(0).or(rows::run_at.le(now)))
        .select(rows::id)
        .order((rows::created_at.desc(), rows::id.desc()))
        .first(tx.conn())
        .optional()?;
    found.map(|id| parsed("job id", &id)).transpose()
}
