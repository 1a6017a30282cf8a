//! Taking the next job.

use super::{
    events,
    row::{Row, claimed},
};
use crate::{StoreError, connection::AnyConnection, schema::background_jobs as rows};
use contract::events::{EventId, JobEvent};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};
use jobs::{ClaimedJob, Lane, Owner};

/// How many people's queues are tried before giving up for now; more than one only matters when another
/// instance is claiming at the same moment.
const CANDIDATES: i64 = 8;

#[derive(QueryableByName)]
struct Candidate {
    #[diesel(sql_type = Text)]
    user_id: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    id: String,
}

/// People with a due job of this lane and room for one more, those with the fewest running jobs first.
fn candidates(
    conn: &mut AnyConnection,
    lane: Lane,
    per_user: u32,
    now: i64,
) -> Result<Vec<Candidate>, StoreError> {
    // From one person to the next along the index: however many jobs somebody has waiting, it costs one step.
    Ok(diesel::sql_query(
        "WITH RECURSIVE people (user_id) AS ( \
           SELECT MIN(user_id) FROM background_jobs WHERE state = 'pending' AND lane = $1 \
           UNION ALL \
           SELECT (SELECT MIN(next.user_id) FROM background_jobs next \
             WHERE next.state = 'pending' AND next.lane = $2 AND next.user_id > people.user_id) \
           FROM people WHERE people.user_id IS NOT NULL), \
         turns AS ( \
           SELECT people.user_id AS user_id, \
             (SELECT MIN(due.run_at) FROM background_jobs due \
               WHERE due.state = 'pending' AND due.lane = $3 AND due.user_id = people.user_id) AS first, \
             (SELECT COUNT(*) FROM background_jobs busy \
               WHERE busy.state = 'running' AND busy.user_id = people.user_id) AS busy, \
             (SELECT COUNT(*) FROM background_jobs here \
               WHERE here.state = 'running' AND here.user_id = people.user_id AND here.lane = $4) AS busy_here \
           FROM people WHERE people.user_id IS NOT NULL) \
         SELECT user_id FROM turns WHERE first <= $5 AND busy_here < $6 \
         ORDER BY busy, first, user_id LIMIT $7",
    )
    .bind::<Text, _>(lane.as_str())
    .bind::<Text, _>(lane.as_str())
    .bind::<Text, _>(lane.as_str())
    .bind::<Text, _>(lane.as_str())
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(i64::from(per_user))
    .bind::<BigInt, _>(CANDIDATES)
    .load(conn)?)
}

/// Whether anything of this lane is due. Cheap, and needs no write lock.
pub(super) fn any_due(conn: &mut AnyConnection, lane: Lane, now: i64) -> Result<bool, StoreError> {
    let found: Option<String> = rows::table
        .filter(rows::state.eq("pending"))
        .filter(rows::lane.eq(lane.as_str()))
        .filter(rows::run_at.le(now))
        .select(rows::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The person's job of this lane that is due longest; on PostgreSQL, one that nobody else is taking.
fn next_of(conn: &mut AnyConnection, user: &str, lane: Lane, now: i64) -> Result<Option<String>, StoreError> {
    let lock = match conn {
        AnyConnection::Sqlite(_) => "",
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => " FOR UPDATE SKIP LOCKED",
    };
    let found: Option<Found> = diesel::sql_query(format!(
        "SELECT id FROM background_jobs \
         WHERE state = 'pending' AND user_id = $1 AND lane = $2 AND run_at <= $3 \
         ORDER BY run_at, id LIMIT 1{lock}"
    ))
    .bind::<Text, _>(user)
    .bind::<Text, _>(lane.as_str())
    .bind::<BigInt, _>(now)
    .get_result(conn)
    .optional()?;
    Ok(found.map(|found| found.id))
}

pub(super) fn claim(
    conn: &mut AnyConnection,
    owner: &Owner,
    lane: Lane,
    per_user: u32,
    now: i64,
) -> Result<Option<ClaimedJob>, StoreError> {
    for candidate in candidates(conn, lane, per_user, now)? {
        let Some(id) = next_of(conn, &candidate.user_id, lane, now)? else { continue };
        let taken = diesel::update(rows::table.find(&id))
            .filter(rows::state.eq("pending"))
            .set((
                rows::state.eq("running"),
                rows::fence.eq(rows::fence + 1),
                rows::attempts.eq(rows::attempts + 1),
                rows::beat.eq(rows::beat + 1),
                rows::owner.eq(owner.as_str()),
                rows::code.eq(None::<String>),
                rows::failure.eq(None::<String>),
            ))
            .execute(conn)?;
        if taken == 0 {
            continue;
        }
        let row: Row = rows::table.find(&id).select(Row::as_select()).first(conn)?;
        if row.started_at.is_none() {
            diesel::update(rows::table.find(&id)).set(rows::started_at.eq(now)).execute(conn)?;
        }
        let mut last_n = 0;
        if row.fence > 1 {
            last_n = 1;
            let bytes = u64::try_from(row.checkpoint_bytes).unwrap_or(0);
            let place = EventId { fence: row.fence, n: 1 };
            let rewind = events::single(place, JobEvent::Rewind { bytes });
            events::insert(conn, &id, &row.user_id, rewind, now)?;
        }
        return claimed(conn, row, last_n).map(Some);
    }
    Ok(None)
}
