//! Changes of drafts. Each names what it expects, and says when that is not so.

use super::{
    get,
    record::{Draft, Explanation, NewDraft, search_text, title},
    revisions,
};
use crate::{
    StoreError, Tx,
    connection::AnyConnection,
    decode::{to_json, without_nul},
    failures,
    schema::{drafts, export_operations},
};
use contract::views::{DraftStatus, ScreenAnswers};
use diesel::{prelude::*, sql_types::Bool};
use domain::{
    draft::{Authored, DraftContent, Proposals, Revise},
    failure::Failure,
    ids::{DraftId, JobId},
};

/// Whether a change of a draft's fields was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// As this version.
    Saved(i32),
    /// Somebody saved in between.
    Conflict {
        /// The version there is now.
        current: i32,
    },
    /// There is no such draft of this person's, or it can no longer be edited.
    NotFound,
}

/// Starts a draft. The same `form_id` again gives the first one, and `false`.
pub fn insert(tx: &mut Tx, new: &NewDraft) -> Result<(Draft, bool), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let (id, content) = (tx.new_id::<DraftId>(), DraftContent::default());
    let values = (
        drafts::id.eq(id.to_string()),
        drafts::user_id.eq(&owner),
        drafts::form_id.eq(&new.form_id),
        drafts::requirement.eq(without_nul(&new.requirement)),
        drafts::kind.eq(new.kind.as_str()),
        drafts::format.eq(new.format.as_str()),
        drafts::template.eq(new.template.as_deref().map(without_nul)),
        drafts::project.eq(new.project.as_str()),
        drafts::parent.eq(new.parent.as_ref().map(domain::jira::IssueKey::as_str)),
        drafts::status.eq(new.status.as_str()),
        drafts::content.eq(to_json(&content)?),
        drafts::origins.eq("{}"),
        drafts::version.eq(0),
        drafts::title.eq(title(&new.requirement, &content)),
        drafts::search_key.eq(search_text(&new.requirement, &content)),
        drafts::created_at.eq(now),
        drafts::updated_at.eq(now),
    );
    let inserted = on_either!(tx.conn(), conn => {
        diesel::insert_into(drafts::table).values(values).on_conflict_do_nothing().execute(conn)?
    });
    let found: Option<String> = drafts::table
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::form_id.eq(&new.form_id))
        .select(drafts::id)
        .first(tx.conn())
        .optional()?;
    let missing = StoreError::Unreadable { what: "draft just started" };
    let Some(found) = found else { return Err(missing) };
    let id = crate::decode::parsed("draft id", &found)?;
    get(tx, id)?.map(|draft| (draft, inserted == 1)).ok_or(missing)
}

/// Moves a draft on, when it is where one expects it.
pub fn set_status(
    tx: &mut Tx,
    id: DraftId,
    from: &[DraftStatus],
    to: DraftStatus,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let from: Vec<&str> = from.iter().map(|status| status.as_str()).collect();
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.eq_any(from))
        .set((drafts::status.eq(to.as_str()), drafts::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Names the job that works on a draft now; forgets what went wrong before.
pub fn attach_job(tx: &mut Tx, id: DraftId, job: JobId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .set((
            drafts::job_id.eq(job.to_string()),
            drafts::failure.eq(None::<String>),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Saves fields changed by a person and keeps the revision. Only the version they saw can be changed, and
/// only while the draft can be edited (`ready` or `unfinished`).
pub fn save_content(
    tx: &mut Tx,
    id: DraftId,
    expected_version: i32,
    written: &Authored,
    reason: &str,
) -> Result<Saved, StoreError> {
    let Some(draft) = get(tx, id)? else { return Ok(Saved::NotFound) };
    if !matches!(draft.status, DraftStatus::Ready | DraftStatus::Unfinished) {
        return Ok(Saved::NotFound);
    }
    if draft.version != expected_version || !write_fields(tx, &draft, written)? {
        let current = get(tx, id)?.map_or(draft.version, |draft| draft.version);
        return Ok(Saved::Conflict { current });
    }
    let version = draft.version + 1;
    revisions::insert(tx, id, version, written, reason, None)?;
    Ok(Saved::Saved(version))
}

/// Asks a model to change a draft that is ready, as the person saw it. Says whether it still is like that.
pub fn begin_revision(
    tx: &mut Tx,
    id: DraftId,
    expected_version: i32,
    revise: &Revise,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.eq(DraftStatus::Ready.as_str()))
        .filter(drafts::version.eq(expected_version))
        .set((
            drafts::status.eq(DraftStatus::Writing.as_str()),
            drafts::revise.eq(to_json(revise)?),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Keeps these proposals in place of those that were seen, as long as the draft can be edited and is the one that was
/// seen. The fields stay as they are, and so does the version.
pub fn set_proposals(
    tx: &mut Tx,
    id: DraftId,
    expected_version: i32,
    seen: &Proposals,
    proposals: &Proposals,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let (before, none) = (stored(seen)?, seen.is_empty());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.eq(DraftStatus::Ready.as_str()))
        .filter(drafts::version.eq(expected_version))
        .filter(drafts::proposals.eq(before).or(drafts::proposals.is_null().and(none.into_sql::<Bool>())))
        .set((drafts::proposals.eq(stored(proposals)?), drafts::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Keeps what was answered to what Jira asks for, as long as the draft can be edited.
pub fn set_answers(tx: &mut Tx, id: DraftId, answers: &ScreenAnswers) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.eq_any([DraftStatus::Ready.as_str(), DraftStatus::Unfinished.as_str()]))
        .set((drafts::answers.eq(to_json(answers)?), drafts::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Keeps what a model is asked to say of what went wrong, or what it said. Says whether there is such a draft.
pub fn set_explanation(tx: &mut Tx, id: DraftId, explanation: &Explanation) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .set(drafts::explanation.eq(without_nul(&to_json(explanation)?)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

fn stored(proposals: &Proposals) -> Result<Option<String>, StoreError> {
    if proposals.is_empty() { Ok(None) } else { to_json(proposals).map(Some) }
}

/// Stores what a model wrote, keeps the revision with what it was asked for, and makes the draft `ready`. `None` when
/// the draft is gone or no longer being written.
pub fn store_result(
    tx: &mut Tx,
    id: DraftId,
    written: &Authored,
    reason: &str,
    instructions: Option<&str>,
) -> Result<Option<i32>, StoreError> {
    let Some(draft) = get(tx, id)? else { return Ok(None) };
    if !matches!(draft.status, DraftStatus::Writing | DraftStatus::Question)
        || !write_fields(tx, &draft, written)?
    {
        return Ok(None);
    }
    let version = draft.version + 1;
    revisions::insert(tx, id, version, written, reason, instructions)?;
    let owner = tx.owner();
    diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .set((
            drafts::status.eq(DraftStatus::Ready.as_str()),
            drafts::failure.eq(None::<String>),
            drafts::revise.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    failures::resolve(tx, &failures::of_draft(id))?;
    Ok(Some(version))
}

fn write_fields(tx: &mut Tx, draft: &Draft, written: &Authored) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let content = &written.content;
    let changed = diesel::update(drafts::table.find(draft.id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::version.eq(draft.version))
        .filter(drafts::status.eq(draft.status.as_str()))
        .set((
            drafts::content.eq(to_json(content)?),
            drafts::origins.eq(to_json(&written.origins)?),
            drafts::proposals.eq(stored(&written.proposals)?),
            drafts::version.eq(draft.version + 1),
            drafts::title.eq(without_nul(&title(&draft.requirement, content))),
            drafts::search_key.eq(search_text(&draft.requirement, content)),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Says what went wrong last, and where that leaves the draft.
pub fn set_failure(
    tx: &mut Tx,
    id: DraftId,
    from: &[DraftStatus],
    to: DraftStatus,
    failure: Option<&Failure>,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let from: Vec<&str> = from.iter().map(|status| status.as_str()).collect();
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.eq_any(from))
        .set((
            drafts::status.eq(to.as_str()),
            drafts::failure.eq(failure.map(to_json).transpose()?),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Deletes a draft, unless it is on its way to Jira right now. It can be brought back until it is swept away.
pub fn delete(tx: &mut Tx, id: DraftId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.ne(DraftStatus::Creating.as_str()))
        .filter(drafts::status.ne(DraftStatus::Uncertain.as_str()))
        // Its form may start another one.
        .set((drafts::deleted_at.eq(now), drafts::form_id.eq(drafts::id)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Brings a deleted draft back, as it was.
pub fn restore(tx: &mut Tx, id: DraftId) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_not_null())
        .set(drafts::deleted_at.eq(None::<i64>))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// A job ended without having said what that means for its draft: it was cancelled, cut, lost or broke. In
/// the same transaction, so that no draft is left `writing` with nobody writing. A draft that was being
/// created goes by what the ledger knows.
pub(crate) fn after_job_ended(
    conn: &mut AnyConnection,
    job: &str,
    failure: Option<&Failure>,
    now: i64,
) -> Result<(), StoreError> {
    let failure = failure.map(to_json).transpose()?;
    let writing = [DraftStatus::Writing.as_str(), DraftStatus::Question.as_str()];
    // A draft that was to be changed is there again, with what it should have become.
    diesel::update(drafts::table)
        .filter(drafts::job_id.eq(job))
        .filter(drafts::status.eq_any(writing))
        .filter(drafts::revise.is_not_null())
        .set((
            drafts::status.eq(DraftStatus::Ready.as_str()),
            drafts::failure.eq(&failure),
            drafts::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::update(drafts::table)
        .filter(drafts::job_id.eq(job))
        .filter(drafts::status.eq_any(writing))
        .set((
            drafts::status.eq(DraftStatus::Unfinished.as_str()),
            drafts::failure.eq(&failure),
            drafts::updated_at.eq(now),
        ))
        .execute(conn)?;
    let creating: Option<(String, String)> = drafts::table
        .filter(drafts::job_id.eq(job))
        .filter(drafts::status.eq_any([DraftStatus::Creating.as_str(), DraftStatus::Uncertain.as_str()]))
        .select((drafts::id, drafts::user_id))
        .first(conn)
        .optional()?;
    let Some((draft, user)) = creating else { return Ok(()) };
    let known: Vec<String> = export_operations::table
        .filter(export_operations::user_id.eq(&user))
        .filter(export_operations::subject.eq(format!("draft:{draft}")))
        .select(export_operations::state)
        .load(conn)?;
    let open =
        known.iter().any(|state| matches!(state.as_str(), "sending" | "doubtful" | "unknown" | "created"));
    let status = if open { DraftStatus::Uncertain } else { DraftStatus::Approved };
    diesel::update(drafts::table.find(draft))
        .set((drafts::status.eq(status.as_str()), drafts::failure.eq(&failure), drafts::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}
