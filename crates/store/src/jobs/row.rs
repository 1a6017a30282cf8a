//! A job as stored.

use crate::{
    StoreError,
    connection::AnyConnection,
    decode::{parsed, word},
    schema::{background_jobs, job_answers},
};
use diesel::prelude::*;
use jobs::{Answered, ClaimedJob, Lane, Lease};

#[derive(Queryable, Selectable)]
#[diesel(table_name = background_jobs)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) user_id: String,
    pub(super) kind: String,
    pub(super) payload_version: i32,
    pub(super) payload: String,
    pub(super) lane: String,
    pub(super) state: String,
    pub(super) code: Option<String>,
    pub(super) failure: Option<String>,
    pub(super) attempts: i32,
    pub(super) fence: i32,
    pub(super) checkpoint: Option<String>,
    pub(super) checkpoint_bytes: i64,
    pub(super) question_id: Option<String>,
    pub(super) trace: Option<String>,
    pub(super) created_at: i64,
    pub(super) started_at: Option<i64>,
    pub(super) finished_at: Option<i64>,
}

/// What a worker gets of a job it has just claimed.
pub(super) fn claimed(conn: &mut AnyConnection, row: Row, last_n: i32) -> Result<ClaimedJob, StoreError> {
    let answers: Vec<(String, String, Option<String>)> = job_answers::table
        .filter(job_answers::job_id.eq(&row.id))
        .filter(job_answers::answered_at.is_not_null())
        .select((job_answers::question_id, job_answers::question, job_answers::answer))
        .order((job_answers::answered_at, job_answers::question_id))
        .load(conn)?;
    let answers = answers
        .into_iter()
        .map(|(id, question, answer)| {
            Ok(Answered { id: parsed("question id", &id)?, question, answer: answer.unwrap_or_default() })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(ClaimedJob {
        lease: Lease { job: parsed("job id", &row.id)?, fence: row.fence },
        user: parsed("user id", &row.user_id)?,
        kind: row.kind,
        payload_version: row.payload_version,
        payload: row.payload,
        lane: word("lane", Lane::parse(&row.lane))?,
        attempt: row.attempts,
        checkpoint: row.checkpoint,
        answers,
        text_len: u64::try_from(row.checkpoint_bytes).unwrap_or(0),
        last_n,
        trace: row.trace,
    })
}
