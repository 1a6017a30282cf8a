//! Everybody's jobs as administrators see them: never what they were given or wrote.

use crate::{
    StoreError, SystemTx,
    decode::{moment, parsed, word},
    schema::background_jobs as rows,
};
use contract::views::JobState;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use domain::{
    ids::{JobId, UserId},
    time::Timestamp,
};
use jobs::Lane;
use std::time::Duration;

/// How far back ended jobs are counted.
const RECENTLY: Duration = Duration::from_hours(24);

/// How many jobs of a lane are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The lane.
    pub lane: Lane,
    /// The state. Ended ones count for a day.
    pub state: JobState,
    /// Due now; only pending ones can be not due yet.
    pub due: bool,
    /// How many.
    pub jobs: u32,
    /// Since when the oldest of them has been due.
    pub oldest: Option<Timestamp>,
}

/// One job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The job.
    pub id: JobId,
    /// Whose it is.
    pub user: UserId,
    /// What it does.
    pub kind: String,
    /// Its lane.
    pub lane: Lane,
    /// Where it is.
    pub state: JobState,
    /// A failure's code.
    pub code: Option<String>,
    /// Which run this is.
    pub attempts: i32,
    /// The process that has it.
    pub owner: Option<String>,
    /// It was asked to stop.
    pub stopping: bool,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its first run began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    due: i64,
    #[diesel(sql_type = BigInt)]
    jobs: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    oldest: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = rows)]
struct Row {
    id: String,
    user_id: String,
    kind: String,
    lane: String,
    state: String,
    code: Option<String>,
    attempts: i32,
    owner: Option<String>,
    cancel_at: Option<i64>,
    created_at: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
}

impl TryFrom<Row> for Queued {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("job id", &row.id)?,
            user: parsed("user id", &row.user_id)?,
            kind: row.kind,
            lane: word("lane", Lane::parse(&row.lane))?,
            state: word("job state", JobState::parse(&row.state))?,
            code: row.code,
            attempts: row.attempts,
            owner: row.owner,
            stopping: row.cancel_at.is_some(),
            created_at: Timestamp::from_millis(row.created_at),
            started_at: moment(row.started_at),
            finished_at: moment(row.finished_at),
        })
    }
}

/// How many jobs of each lane are in each state.
pub fn counts(tx: &mut SystemTx) -> Result<Vec<Count>, StoreError> {
    let (now, since) = (tx.millis(), tx.now().minus(RECENTLY).as_millis());
    let found: Vec<Counted> = diesel::sql_query(
        "SELECT lane, state, due, COUNT(*) AS jobs, MIN(run_at) AS oldest FROM \
           (SELECT lane, state, run_at, CAST(CASE WHEN run_at <= $1 THEN 1 ELSE 0 END AS BIGINT) AS due \
             FROM background_jobs \
             WHERE state IN ('pending', 'running', 'waiting') \
               OR (state IN ('completed', 'failed', 'cancelled') AND finished_at > $2)) seen \
         GROUP BY lane, state, due",
    )
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(since)
    .load(tx.conn())?;
    found
        .into_iter()
        .map(|row| {
            Ok(Count {
                lane: word("lane", Lane::parse(&row.lane))?,
                state: word("job state", JobState::parse(&row.state))?,
                due: row.due == 1,
                jobs: u32::try_from(row.jobs).unwrap_or(u32::MAX),
                oldest: moment(row.oldest),
            })
        })
        .collect()
}

/// Running ones, then waiting ones, then pending ones, each in the order in which they are due.
pub fn active(tx: &mut SystemTx, limit: u32) -> Result<Vec<Queued>, StoreError> {
    let mut found = Vec::new();
    for state in [JobState::Running, JobState::Waiting, JobState::Pending] {
        let left = i64::from(limit) - i64::try_from(found.len()).unwrap_or(i64::MAX);
        let rows: Vec<Row> = rows::table
            .filter(rows::state.eq(state.as_str()))
            .select(Row::as_select())
            .order((rows::run_at, rows::id))
            .limit(left.max(0))
            .load(tx.conn())?;
        found.extend(rows);
    }
    found.into_iter().map(Queued::try_from).collect()
}

/// Failed ones, the latest first.
pub fn failed(tx: &mut SystemTx, limit: u32) -> Result<Vec<Queued>, StoreError> {
    let rows: Vec<Row> = rows::table
        .filter(rows::state.eq(JobState::Failed.as_str()))
        .select(Row::as_select())
        .order((rows::finished_at.desc(), rows::id.desc()))
        .limit(i64::from(limit))
        .load(tx.conn())?;
    rows.into_iter().map(Queued::try_from).collect()
}
