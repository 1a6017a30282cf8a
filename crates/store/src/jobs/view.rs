//! A job as its page needs it, from one read.

use super::{events, row::Row};
use crate::{
    StoreError, Tx,
    decode::{json, json_opt, parsed, word},
    schema::{background_jobs as rows, job_answers},
};
use contract::{
    events::JobEvent,
    views::{JobState, JobView, QuestionView},
};
use diesel::prelude::*;
use domain::{ids::JobId, time::Timestamp};

/// A job with its text so far, and the cursor from which following it misses and repeats nothing. `None`
/// when there is no such job of the person's.
pub fn view(tx: &mut Tx, job: JobId) -> Result<Option<JobView>, StoreError> {
    let (user, now, id) = (tx.owner(), tx.now(), job.to_string());
    let row: Option<Row> = rows::table
        .find(&id)
        .filter(rows::user_id.eq(&user))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let state = word("job state", JobState::parse(&row.state))?;
    let text = events::text(&events::of_kinds(tx.conn(), &id, &events::TEXT_KINDS)?);
    let cursor = events::cursor(tx.conn(), &id)?;
    let progress = if state == JobState::Running {
        events::of_kinds(tx.conn(), &id, &["progress"])?.pop().and_then(|stored| match stored.event {
            JobEvent::Progress { message, .. } => Some(message),
            _ => None,
        })
    } else {
        None
    };
    let question = match row.question_id.as_deref().filter(|_| state == JobState::Waiting) {
        Some(question) => question_view(tx, &id, question)?,
        None => None,
    };
    let failure = if state == JobState::Failed { json_opt("failure", row.failure.as_deref())? } else { None };
    let started_at = Timestamp::from_millis(row.started_at.unwrap_or(row.created_at));
    let until = row.finished_at.map_or(now, Timestamp::from_millis);
    Ok(Some(JobView {
        id: job,
        kind: row.kind,
        state,
        text,
        cursor,
        progress,
        question,
        failure,
        interrupted: row.code.as_deref() == Some("interrupted"),
        started_at,
        elapsed_ms: u64::try_from(until.since(started_at).as_millis()).unwrap_or(u64::MAX),
    }))
}

fn question_view(tx: &mut Tx, job: &str, question: &str) -> Result<Option<QuestionView>, StoreError> {
    let user = tx.owner();
    let found: Option<(String, String)> = job_answers::table
        .find((job, question))
        .filter(job_answers::user_id.eq(user))
        .select((job_answers::question, job_answers::fields))
        .first(tx.conn())
        .optional()?;
    found
        .map(|(text, fields)| {
            Ok(QuestionView {
                id: parsed("question id", question)?,
                question: text,
                fields: json("question fields", &fields)?,
            })
        })
        .transpose()
}
