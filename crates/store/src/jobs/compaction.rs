//! After the end a job's text needs one row, not hundreds.

use super::events;
use crate::{
    StoreError,
    connection::AnyConnection,
    schema::{background_jobs as rows, job_events},
};
use contract::events::JobEvent;
use diesel::prelude::*;
use jobs::StoredEvent;

/// Replaces tokens and rewinds of a finished job by one row at the last one's place, which names the first
/// one's: a reader whose cursor lies between starts the text over, any other is not affected.
pub(super) fn compact(conn: &mut AnyConnection, job: &str, now: i64) -> Result<(), StoreError> {
    let finished: Option<String> = rows::table
        .find(job)
        .filter(rows::finished_at.is_not_null())
        .select(rows::user_id)
        .first(conn)
        .optional()?;
    let Some(user) = finished else { return Ok(()) };
    let stored = events::of_kinds(conn, job, &events::TEXT_KINDS)?;
    let [first, .., last] = stored.as_slice() else { return Ok(()) };
    let (first, id) = (first.first, last.id);
    let text = events::text(&stored);
    diesel::delete(job_events::table)
        .filter(job_events::job_id.eq(job))
        .filter(job_events::kind.eq_any(events::TEXT_KINDS))
        .execute(conn)?;
    let event = if text.is_empty() {
        JobEvent::Rewind { bytes: 0 }
    } else {
        JobEvent::AssistantToken { at: 0, text }
    };
    events::insert(conn, job, &user, StoredEvent { id, first, event, whole: true }, now)
}
