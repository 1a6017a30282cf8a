//! Clearing away what is no longer needed.

use crate::{
    StoreError, SystemTx,
    schema::{audit_log, background_jobs, pending_registrations, sign_in_counters, user_sessions},
};
use diesel::prelude::*;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);
/// How long ended sessions stay, so that a person can see that they were ended.
const SESSIONS: Duration = DAY;
/// How long finished jobs and their events stay.
const JOBS: Duration = DAY.saturating_mul(30);
/// How long the audit log goes back.
const AUDIT: Duration = DAY.saturating_mul(90);
/// How many jobs one sweep deletes at most, so that others get their turn; the rest is for the next one.
const JOBS_AT_ONCE: i64 = 500;

/// What a sweep deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Sessions over for a day.
    pub sessions: usize,
    /// Registrations nobody finished.
    pub registrations: usize,
    /// Rate limits whose window is over.
    pub counters: usize,
    /// Jobs finished for 30 days, with their events.
    pub jobs: usize,
    /// Lines of the audit log older than 90 days.
    pub audit: usize,
}

/// Deletes what is no longer needed. Running it twice, or on two instances, does no harm.
pub fn sweep(tx: &mut SystemTx) -> Result<Swept, StoreError> {
    let now = tx.now();
    let (sessions, jobs, audit) =
        (now.minus(SESSIONS).as_millis(), now.minus(JOBS).as_millis(), now.minus(AUDIT).as_millis());
    let now = now.as_millis();
    let old_jobs: Vec<String> = background_jobs::table
        .filter(background_jobs::finished_at.lt(jobs))
        .select(background_jobs::id)
        .limit(JOBS_AT_ONCE)
        .load(tx.conn())?;
    let mut deleted_jobs = 0;
    for job in &old_jobs {
        deleted_jobs += diesel::delete(background_jobs::table.find(job)).execute(tx.conn())?;
    }
    Ok(Swept {
        sessions: diesel::delete(user_sessions::table)
            .filter(
                user_sessions::ends_at
                    .lt(sessions)
                    .or(user_sessions::idle_until.lt(sessions))
                    .or(user_sessions::ended_at.assume_not_null().lt(sessions)),
            )
            .execute(tx.conn())?,
        registrations: diesel::delete(pending_registrations::table)
            .filter(pending_registrations::expires_at.le(now))
            .execute(tx.conn())?,
        counters: diesel::delete(sign_in_counters::table)
            .filter(sign_in_counters::window_end.le(now))
            .execute(tx.conn())?,
        jobs: deleted_jobs,
        audit: diesel::delete(audit_log::table).filter(audit_log::at.lt(audit)).execute(tx.conn())?,
    })
}
