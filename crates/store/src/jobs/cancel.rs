//! Stopping a job.

use super::{calls, endings::end_after_last, leases::Running};
use crate::{
    StoreError, SystemTx, Tx, connection::AnyConnection, decode::parsed, schema::background_jobs as rows,
};
use diesel::prelude::*;
use domain::ids::{JobId, UserId};
use jobs::{Call, Ending};

/// What a wish to stop has led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelOutcome {
    /// It was not running and is cancelled now.
    Cancelled,
    /// It is running; wake it with [`jobs::Runner::cancel`]. Wherever it runs it learns of it within a beat.
    Stopping,
    /// It had ended before.
    Over,
}

/// Asks a job to stop. `None` when there is no such job of the person's. In either of the first two cases
/// call [`jobs::Runner::cancel`] after the transaction, which also tells those who follow.
pub fn request_cancel(tx: &mut Tx, job: JobId) -> Result<Option<CancelOutcome>, StoreError> {
    let (user, now) = (tx.owner(), tx.millis());
    cancel(tx.conn(), &user, job, now)
}

/// The same for an administrator, with whose job it is.
pub fn request_cancel_of_anybody(
    tx: &mut SystemTx,
    job: JobId,
) -> Result<Option<(UserId, CancelOutcome)>, StoreError> {
    let now = tx.millis();
    let owner: Option<String> =
        rows::table.find(job.to_string()).select(rows::user_id).first(tx.conn()).optional()?;
    let Some(owner) = owner else { return Ok(None) };
    let outcome = cancel(tx.conn(), &owner, job, now)?;
    outcome.map(|outcome| Ok((parsed("user id", &owner)?, outcome))).transpose()
}

/// Asks everything that somebody's account does to stop.
pub fn request_cancel_all_of(tx: &mut SystemTx, user: UserId) -> Result<(), StoreError> {
    let (user, now) = (user.to_string(), tx.millis());
    let active: Vec<String> = rows::table
        .filter(rows::user_id.eq(&user))
        .filter(rows::state.eq_any(["pending", "running", "waiting"]))
        .select(rows::id)
        .load(tx.conn())?;
    for job in active {
        cancel(tx.conn(), &user, parsed("job id", &job)?, now)?;
    }
    Ok(())
}

fn cancel(
    conn: &mut AnyConnection,
    user: &str,
    job: JobId,
    now: i64,
) -> Result<Option<CancelOutcome>, StoreError> {
    let id = job.to_string();
    let stopping = diesel::update(rows::table.find(&id))
        .filter(rows::user_id.eq(user))
        .filter(rows::state.eq_any(["pending", "running", "waiting"]))
        .set(rows::cancel_at.eq(now))
        .execute(conn)?;
    let found: Option<(String, i32)> = rows::table
        .find(&id)
        .filter(rows::user_id.eq(user))
        .select((rows::state, rows::fence))
        .first(conn)
        .optional()?;
    let Some((state, fence)) = found else { return Ok(None) };
    if stopping == 0 {
        return Ok(Some(CancelOutcome::Over));
    }
    if state == "running" {
        calls::call(conn, &Call::Stop(job))?;
        return Ok(Some(CancelOutcome::Stopping));
    }
    // The update above has locked the row, so nobody claims it in between.
    let idle = Running { job: id, user: user.to_owned(), fence, stop_requested: true };
    end_after_last(conn, &idle, &Ending::Cancelled, now)?;
    Ok(Some(CancelOutcome::Cancelled))
}
