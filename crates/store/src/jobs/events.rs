//! Rows of the event log.

use crate::{
    StoreError,
    connection::AnyConnection,
    decode::{json, to_json},
    schema::job_events,
};
use contract::events::{EventId, JobEvent, NumberedEvent};
use diesel::prelude::*;
use jobs::StoredEvent;
use serde::{Deserialize, Serialize};

/// What a row's payload holds. Several neighbouring tokens share a row, which then carries the last one's
/// place and names the first one's.
#[derive(Serialize, Deserialize)]
struct Payload {
    #[serde(flatten)]
    event: JobEvent,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<EventId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    whole: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = job_events)]
struct Row {
    fence: i32,
    n: i32,
    payload: String,
}

impl TryFrom<Row> for StoredEvent {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let id = EventId { fence: row.fence, n: row.n };
        let payload: Payload = json("job event", &row.payload)?;
        Ok(Self { id, first: payload.first.unwrap_or(id), event: payload.event, whole: payload.whole })
    }
}

/// Stores one event, or several tokens as one.
pub(super) fn insert(
    conn: &mut AnyConnection,
    job: &str,
    user: &str,
    stored: StoredEvent,
    now: i64,
) -> Result<(), StoreError> {
    let first = (stored.first != stored.id).then_some(stored.first);
    let kind = stored.event.name();
    let payload = to_json(&Payload { event: stored.event, first, whole: stored.whole })?;
    let values = (
        job_events::job_id.eq(job),
        job_events::user_id.eq(user),
        job_events::fence.eq(stored.id.fence),
        job_events::n.eq(stored.id.n),
        job_events::kind.eq(kind),
        job_events::payload.eq(payload),
        job_events::at.eq(now),
    );
    // A commit whose answer got lost is tried again; ids are never reused, so the row is the same.
    on_either!(conn, conn => {
        diesel::insert_into(job_events::table).values(values).on_conflict_do_nothing().execute(conn)?;
    });
    Ok(())
}

/// An event alone in its row.
pub(super) fn single(id: EventId, event: JobEvent) -> StoredEvent {
    StoredEvent { id, first: id, event, whole: false }
}

/// Neighbouring tokens become one row each.
pub(super) fn joined(events: Vec<NumberedEvent>) -> Vec<StoredEvent> {
    let mut rows: Vec<StoredEvent> = Vec::with_capacity(events.len().min(8));
    for NumberedEvent { id, event } in events {
        if let JobEvent::AssistantToken { at, text } = &event
            && let Some(last) = rows.last_mut()
            && let JobEvent::AssistantToken { at: begin, text: earlier } = &mut last.event
            && *begin + earlier.len() as u64 == *at
            && last.id.fence == id.fence
            && last.id.n + 1 == id.n
        {
            earlier.push_str(text);
            last.id = id;
            continue;
        }
        rows.push(single(id, event));
    }
    rows
}

/// The number of the last event a run has stored.
pub(super) fn last_n(conn: &mut AnyConnection, job: &str, fence: i32) -> Result<i32, StoreError> {
    let last: Option<i32> = job_events::table
        .filter(job_events::job_id.eq(job))
        .filter(job_events::fence.eq(fence))
        .select(job_events::n)
        .order(job_events::n.desc())
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// The place of the last stored event of a job.
pub(super) fn cursor(conn: &mut AnyConnection, job: &str) -> Result<EventId, StoreError> {
    let last: Option<(i32, i32)> = job_events::table
        .filter(job_events::job_id.eq(job))
        .select((job_events::fence, job_events::n))
        .order((job_events::fence.desc(), job_events::n.desc()))
        .first(conn)
        .optional()?;
    Ok(last.map_or_else(EventId::default, |(fence, n)| EventId { fence, n }))
}

/// At most `limit` events after a place, in order.
pub(super) fn after(
    conn: &mut AnyConnection,
    job: &str,
    after: EventId,
    limit: i64,
) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = job_events::table
        .filter(job_events::job_id.eq(job))
        .filter(
            job_events::fence
                .gt(after.fence)
                .or(job_events::fence.eq(after.fence).and(job_events::n.gt(after.n))),
        )
        .select(Row::as_select())
        .order((job_events::fence, job_events::n))
        .limit(limit)
        .load(conn)?;
    rows.into_iter().map(StoredEvent::try_from).collect()
}

/// Every event of the given kinds, in order.
pub(super) fn of_kinds(
    conn: &mut AnyConnection,
    job: &str,
    kinds: &[&str],
) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = job_events::table
        .filter(job_events::job_id.eq(job))
        .filter(job_events::kind.eq_any(kinds.to_vec()))
        .select(Row::as_select())
        .order((job_events::fence, job_events::n))
        .load(conn)?;
    rows.into_iter().map(StoredEvent::try_from).collect()
}

/// Whether a run has stored part of an answer.
pub(super) fn has_tokens(conn: &mut AnyConnection, job: &str, fence: i32) -> Result<bool, StoreError> {
    let any: Option<i32> = job_events::table
        .filter(job_events::job_id.eq(job))
        .filter(job_events::fence.eq(fence))
        .filter(job_events::kind.eq("assistant_token"))
        .select(job_events::n)
        .first(conn)
        .optional()?;
    Ok(any.is_some())
}

/// The kinds of events that make up the text.
pub(super) const TEXT_KINDS: [&str; 2] = ["assistant_token", "rewind"];

/// The text after these events.
pub(super) fn text(events: &[StoredEvent]) -> String {
    let mut text = String::new();
    for stored in events {
        match &stored.event {
            JobEvent::AssistantToken { at, text: more } => {
                keep(&mut text, *at);
                text.push_str(more);
            }
            JobEvent::Rewind { bytes } => keep(&mut text, *bytes),
            _ => {}
        }
    }
    text
}

fn keep(text: &mut String, bytes: u64) {
    let mut bytes = usize::try_from(bytes).unwrap_or(usize::MAX).min(text.len());
    while !text.is_char_boundary(bytes) {
        bytes -= 1;
    }
    text.truncate(bytes);
}
