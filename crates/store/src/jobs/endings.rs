//! Letting go of a job: it ends, waits, or goes back.

use super::{
    calls, events,
    leases::{Running, hold},
};
use crate::{
    StoreError,
    connection::AnyConnection,
    decode::{parsed, to_json},
    drafts::after_job_ended,
    failures,
    schema::{background_jobs as rows, drafts, job_answers},
};
use contract::{
    events::{EventId, JobEvent, NumberedEvent},
    views::DraftStatus,
};
use diesel::prelude::*;
use domain::{
    failure::{Category, Failure},
    ids::QuestionId,
};
use jobs::{Call, Ending, Lease, LeaseSeen, Lost, Waiting, WhenLost};

/// What people are told when a run was cut because its process went away.
const CUT: &str = "The server stopped while this was being written. The text so far is kept.";

/// Ends a job whose row is locked, whatever its state; writes the event and puts its draft right.
pub(super) fn end_held(
    conn: &mut AnyConnection,
    running: &Running,
    at: EventId,
    ending: &Ending,
    now: i64,
) -> Result<NumberedEvent, StoreError> {
    let failure = match ending {
        Ending::Failed(failure) => Some(failure.clone()),
        Ending::Interrupted(message) => {
            Some(Failure::new("job.interrupted", Category::Temporary, message.clone()))
        }
        Ending::Done(_) | Ending::Cancelled => None,
    };
    diesel::update(rows::table.find(&running.job))
        .set((
            rows::state.eq(ending.state().as_str()),
            rows::code.eq(ending.code()),
            rows::failure.eq(failure.as_ref().map(to_json).transpose()?),
            rows::owner.eq(None::<String>),
            rows::question_id.eq(None::<String>),
            rows::checkpoint.eq(None::<String>),
            rows::finished_at.eq(now),
        ))
        .execute(conn)?;
    if let Some(failure) = &failure {
        failures::keep_of_job(conn, &running.user, &running.job, failure, now)?;
    }
    if matches!(ending, Ending::Done(_)) {
        failures::resolve_kind_of(conn, &running.user, &running.job, now)?;
    }
    let event = ending.event();
    events::insert(conn, &running.job, &running.user, events::single(at, event.clone()), now)?;
    changed(conn, &running.job)?;
    if !matches!(ending, Ending::Done(_)) {
        after_job_ended(conn, &running.job, failure.as_ref(), now)?;
    }
    Ok(NumberedEvent { id: at, event })
}

/// Ends a job after the last event that is stored.
pub(super) fn end_after_last(
    conn: &mut AnyConnection,
    running: &Running,
    ending: &Ending,
    now: i64,
) -> Result<NumberedEvent, StoreError> {
    let n = events::last_n(conn, &running.job, running.fence)? + 1;
    end_held(conn, running, EventId { fence: running.fence, n }, ending, now)
}

pub(super) fn end(
    conn: &mut AnyConnection,
    lease: Lease,
    at: EventId,
    ending: &Ending,
    now: i64,
) -> Result<Option<NumberedEvent>, StoreError> {
    let Some(running) = hold(conn, lease)? else { return Ok(None) };
    end_held(conn, &running, at, ending, now).map(Some)
}

pub(super) fn wait(
    conn: &mut AnyConnection,
    lease: Lease,
    at: EventId,
    waiting: &Waiting,
    question: QuestionId,
    now: i64,
) -> Result<Option<NumberedEvent>, StoreError> {
    let Some(running) = hold(conn, lease)? else { return Ok(None) };
    if running.stop_requested {
        return end_held(conn, &running, at, &Ending::Cancelled, now).map(Some);
    }
    diesel::update(rows::table.find(&running.job))
        .set((
            rows::state.eq("waiting"),
            rows::owner.eq(None::<String>),
            rows::question_id.eq(question.to_string()),
            rows::checkpoint.eq(&waiting.checkpoint),
            rows::checkpoint_bytes.eq(i64::try_from(waiting.text_len).unwrap_or(i64::MAX)),
            // A question is progress: what went wrong before it no longer counts.
            rows::attempts.eq(0),
        ))
        .execute(conn)?;
    diesel::insert_into(job_answers::table)
        .values((
            job_answers::job_id.eq(&running.job),
            job_answers::user_id.eq(&running.user),
            job_answers::question_id.eq(question.to_string()),
            job_answers::question.eq(&waiting.question),
            job_answers::fields.eq(to_json(&waiting.fields)?),
            job_answers::asked_at.eq(now),
        ))
        .execute(conn)?;
    let event = JobEvent::Clarify {
        id: question,
        question: waiting.question.clone(),
        fields: waiting.fields.clone(),
    };
    events::insert(conn, &running.job, &running.user, events::single(at, event.clone()), now)?;
    changed(conn, &running.job)?;
    diesel::update(drafts::table)
        .filter(drafts::job_id.eq(&running.job))
        .filter(drafts::status.eq(DraftStatus::Writing.as_str()))
        .set((drafts::status.eq(DraftStatus::Question.as_str()), drafts::updated_at.eq(now)))
        .execute(conn)?;
    Ok(Some(NumberedEvent { id: at, event }))
}

/// Tells those who follow the job in other processes.
fn changed(conn: &mut AnyConnection, job: &str) -> Result<(), StoreError> {
    calls::call(conn, &Call::Changed(vec![parsed("job id", job)?]))
}

fn put_back(conn: &mut AnyConnection, job: &str, run_at: i64) -> Result<(), StoreError> {
    diesel::update(rows::table.find(job))
        .set((rows::state.eq("pending"), rows::owner.eq(None::<String>), rows::run_at.eq(run_at)))
        .execute(conn)?;
    calls::call(conn, &Call::Due)
}

pub(super) fn retry(
    conn: &mut AnyConnection,
    lease: Lease,
    run_at: i64,
    failure: &Failure,
    now: i64,
) -> Result<bool, StoreError> {
    let Some(running) = hold(conn, lease)? else { return Ok(false) };
    if running.stop_requested {
        end_after_last(conn, &running, &Ending::Cancelled, now)?;
        return Ok(true);
    }
    diesel::update(rows::table.find(&running.job))
        .set((rows::code.eq(&failure.code), rows::failure.eq(to_json(failure)?)))
        .execute(conn)?;
    put_back(conn, &running.job, run_at)?;
    Ok(true)
}

pub(super) fn lost(
    conn: &mut AnyConnection,
    seen: &LeaseSeen,
    when: WhenLost,
    now: i64,
) -> Result<bool, StoreError> {
    let Some(running) = hold(conn, seen.lease)? else { return Ok(false) };
    let (beat, attempts): (i64, i32) =
        rows::table.find(&running.job).select((rows::beat, rows::attempts)).first(conn)?;
    if beat != seen.beat {
        return Ok(false);
    }
    let ending = if running.stop_requested {
        Some(Ending::Cancelled)
    } else if when.lost == Lost::Interrupt && events::has_tokens(conn, &running.job, running.fence)? {
        Some(Ending::Interrupted(CUT.to_owned()))
    } else if attempts >= when.max_attempts {
        Some(Ending::Failed(
            Failure::new(
                "job.lost",
                Category::Internal,
                "The server stopped each time it worked on this, so it is not tried again by itself.",
            )
            .with_next("Try again; if it stays, tell whoever runs this site."),
        ))
    } else {
        None
    };
    match ending {
        Some(ending) => {
            end_after_last(conn, &running, &ending, now)?;
        }
        None => put_back(conn, &running.job, now)?,
    }
    Ok(true)
}
