//! Answering a job's question.

use super::calls;
use crate::{
    StoreError, Tx,
    decode::without_nul,
    schema::{background_jobs as rows, drafts, job_answers},
};
use contract::views::DraftStatus;
use diesel::prelude::*;
use domain::ids::{JobId, QuestionId};
use jobs::Call;

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// The job goes on; call [`jobs::Runner::wake`] after the transaction.
    Accepted,
    /// The job does not wait for this (any more): it was answered before, or stopped.
    NotWaiting,
}

/// Answers a question; the first answer counts. `None` when there is no such job of the person's.
pub fn answer(
    tx: &mut Tx,
    job: JobId,
    question: QuestionId,
    text: &str,
) -> Result<Option<AnswerOutcome>, StoreError> {
    let (user, now, id, question) = (tx.owner(), tx.millis(), job.to_string(), question.to_string());
    let accepted = diesel::update(rows::table.find(&id))
        .filter(rows::user_id.eq(&user))
        .filter(rows::state.eq("waiting"))
        .filter(rows::question_id.eq(&question))
        .set((rows::state.eq("pending"), rows::run_at.eq(now), rows::question_id.eq(None::<String>)))
        .execute(tx.conn())?;
    if accepted == 0 {
        let theirs: Option<String> = rows::table
            .find(&id)
            .filter(rows::user_id.eq(&user))
            .select(rows::id)
            .first(tx.conn())
            .optional()?;
        return Ok(theirs.map(|_| AnswerOutcome::NotWaiting));
    }
    diesel::update(job_answers::table.find((&id, &question)))
        .filter(job_answers::user_id.eq(&user))
        .set((job_answers::answer.eq(without_nul(text)), job_answers::answered_at.eq(now)))
        .execute(tx.conn())?;
    diesel::update(drafts::table)
        .filter(drafts::job_id.eq(&id))
        .filter(drafts::user_id.eq(&user))
        .filter(drafts::status.eq(DraftStatus::Question.as_str()))
        .set((drafts::status.eq(DraftStatus::Writing.as_str()), drafts::updated_at.eq(now)))
        .execute(tx.conn())?;
    calls::call(tx.conn(), &Call::Due)?;
    Ok(Some(AnswerOutcome::Accepted))
}
