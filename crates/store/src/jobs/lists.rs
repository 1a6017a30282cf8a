//! A person's jobs in a list.

use super::events;
use crate::{
    StoreError, Tx,
    connection::AnyConnection,
    decode::{json_opt, moment, parsed, word},
    schema::background_jobs as rows,
};
use contract::{events::JobEvent, views::JobState};
use diesel::prelude::*;
use domain::{failure::Failure, ids::JobId, time::Timestamp};

/// A job as its person sees it in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The job.
    pub id: JobId,
    /// What it does.
    pub kind: String,
    /// What it was given, JSON.
    pub payload: String,
    /// Where it is.
    pub state: JobState,
    /// What a running one says it does: words, steps done, steps in all.
    pub progress: Option<(String, u32, u32)>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// It was cut and can be continued.
    pub interrupted: bool,
    /// Which run this is; zero before the first.
    pub attempts: i32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its first run began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = rows)]
struct Row {
    id: String,
    kind: String,
    payload: String,
    state: String,
    code: Option<String>,
    failure: Option<String>,
    attempts: i32,
    created_at: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
}

/// The person's active jobs and the ones that ended last, at most `limit` of each, the latest first.
pub fn mine(tx: &mut Tx, limit: u32) -> Result<Vec<Listed>, StoreError> {
    let owner = tx.owner();
    let active: Vec<Row> = rows::table
        .filter(rows::user_id.eq(&owner))
        .filter(rows::state.eq_any(["pending", "running", "waiting"]))
        .select(Row::as_select())
        .order((rows::created_at.desc(), rows::id.desc()))
        .limit(i64::from(limit))
        .load(tx.conn())?;
    let ended: Vec<Row> = rows::table
        .filter(rows::user_id.eq(&owner))
        .filter(rows::finished_at.is_not_null())
        .select(Row::as_select())
        .order((rows::finished_at.desc(), rows::id.desc()))
        .limit(i64::from(limit))
        .load(tx.conn())?;
    active.into_iter().chain(ended).map(|row| listed(tx.conn(), row)).collect()
}

fn listed(conn: &mut AnyConnection, row: Row) -> Result<Listed, StoreError> {
    let state = word("job state", JobState::parse(&row.state))?;
    let progress = if state == JobState::Running {
        events::of_kinds(conn, &row.id, &["progress"])?.pop().and_then(|stored| match stored.event {
            JobEvent::Progress { message, done, total } => Some((message, done, total)),
            _ => None,
        })
    } else {
        None
    };
    let failure = if state == JobState::Failed { json_opt("failure", row.failure.as_deref())? } else { None };
    Ok(Listed {
        id: parsed("job id", &row.id)?,
        kind: row.kind,
        payload: row.payload,
        state,
        progress,
        failure,
        interrupted: row.code.as_deref() == Some("interrupted"),
        attempts: row.attempts,
        created_at: Timestamp::from_millis(row.created_at),
        started_at: moment(row.started_at),
        finished_at: moment(row.finished_at),
    })
}
