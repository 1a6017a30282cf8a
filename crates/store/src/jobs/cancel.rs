//! Stopping a job.

use super::{endings::end_after_last, leases::Running};
use crate::{StoreError, Tx, schema::background_jobs as rows};
use diesel::prelude::*;
use domain::ids::JobId;
use jobs::Ending;

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
    let (user, now, id) = (tx.owner(), tx.millis(), job.to_string());
    let stopping = diesel::update(rows::table.find(&id))
        .filter(rows::user_id.eq(&user))
        .filter(rows::state.eq_any(["pending", "running", "waiting"]))
        .set(rows::cancel_at.eq(now))
        .execute(tx.conn())?;
    let found: Option<(String, i32)> = rows::table
        .find(&id)
        .filter(rows::user_id.eq(&user))
        .select((rows::state, rows::fence))
        .first(tx.conn())
        .optional()?;
    let Some((state, fence)) = found else { return Ok(None) };
    if stopping == 0 {
        return Ok(Some(CancelOutcome::Over));
    }
    if state == "running" {
        return Ok(Some(CancelOutcome::Stopping));
    }
    // The update above has locked the row, so nobody claims it in between.
    let idle = Running { job: id, user, fence, stop_requested: true };
    end_after_last(tx.conn(), &idle, &Ending::Cancelled, now)?;
    Ok(Some(CancelOutcome::Cancelled))
}
