//! Drafts in parts.

use super::{
    record::{Draft, Row, search_text, title},
    revisions,
};
use crate::{
    StoreError, Tx,
    decode::{json_opt, to_json, without_nul},
    failures,
    schema::drafts,
};
use contract::views::DraftStatus;
use diesel::{prelude::*, sql_types::Bool};
use domain::{
    draft::{Authored, DraftContent},
    ids::DraftId,
    jira::{IssueKey, IssueKind},
    split::Split,
};

/// A part to be made of a draft.
#[derive(Debug, Clone)]
pub struct NewPart {
    /// Which one, counted from 0.
    pub part: usize,
    /// What it is written from.
    pub requirement: String,
    /// Its kind.
    pub kind: IssueKind,
    /// The issue above it, where that is known already.
    pub parent: Option<IssueKey>,
    /// Its fields.
    pub content: DraftContent,
}

/// Stores the parts that a model proposed and makes the draft `ready` again, its fields as they were. Says whether it
/// was being written.
pub fn store_split(tx: &mut Tx, id: DraftId, split: &Split) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let writing = [DraftStatus::Writing.as_str(), DraftStatus::Question.as_str()];
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.eq_any(writing))
        .set((
            drafts::split.eq(to_json(split)?),
            drafts::status.eq(DraftStatus::Ready.as_str()),
            drafts::failure.eq(None::<String>),
            drafts::revise.eq(None::<String>),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 {
        failures::resolve(tx, &failures::of_draft(id))?;
    }
    Ok(changed == 1)
}

/// Keeps a split in place of the one that was seen, as long as the draft can be edited. Says whether that was so.
pub fn save_split(tx: &mut Tx, seen: &Draft, split: &Split) -> Result<bool, StoreError> {
    replace(tx, seen, Some(split))
}

/// Throws a split away, as long as it is the one that was seen and the draft can be edited.
pub fn drop_split(tx: &mut Tx, seen: &Draft) -> Result<bool, StoreError> {
    replace(tx, seen, None)
}

fn replace(tx: &mut Tx, seen: &Draft, split: Option<&Split>) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let Some(before) = stored(tx, seen)? else { return Ok(false) };
    let none = before.is_none();
    let changed = diesel::update(drafts::table.find(seen.id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::status.eq(DraftStatus::Ready.as_str()))
        .filter(drafts::split.eq(before).or(drafts::split.is_null().and(none.into_sql::<Bool>())))
        .set((drafts::split.eq(split.map(to_json).transpose()?), drafts::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// The split as it is written, when it is the one that was seen.
#[expect(clippy::option_option, reason = "not the one that was seen; that one; or there is none")]
fn stored(tx: &mut Tx, seen: &Draft) -> Result<Option<Option<String>>, StoreError> {
    let owner = tx.owner();
    let text: Option<Option<String>> = drafts::table
        .find(seen.id.to_string())
        .filter(drafts::user_id.eq(owner))
        .select(drafts::split)
        .first(tx.conn())
        .optional()?;
    let Some(text) = text else { return Ok(None) };
    let now: Option<Split> = json_opt("split", text.as_deref())?;
    Ok((now == seen.split).then_some(text))
}

/// Makes one part of a draft a draft of its own, ready to be edited and approved.
pub fn make_part(tx: &mut Tx, whole: &Draft, new: &NewPart) -> Result<DraftId, StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<DraftId>());
    let written = Authored { content: new.content.clone(), ..Authored::default() };
    diesel::insert_into(drafts::table)
        .values((
            drafts::id.eq(id.to_string()),
            drafts::user_id.eq(&owner),
            // No form started it.
            drafts::form_id.eq(id.to_string()),
            drafts::requirement.eq(without_nul(&new.requirement)),
            drafts::kind.eq(new.kind.as_str()),
            drafts::format.eq(whole.format.as_str()),
            drafts::template.eq(whole.template.as_deref()),
            drafts::project.eq(whole.project.as_str()),
            drafts::parent.eq(new.parent.as_ref().map(IssueKey::as_str)),
            drafts::status.eq(DraftStatus::Ready.as_str()),
            drafts::content.eq(to_json(&written.content)?),
            drafts::origins.eq("{}"),
            drafts::version.eq(1),
            drafts::title.eq(without_nul(&title(&new.requirement, &written.content))),
            drafts::search_key.eq(search_text(&new.requirement, &written.content)),
            drafts::part_of.eq(whole.id.to_string()),
            drafts::part.eq(i32::try_from(new.part).unwrap_or(i32::MAX)),
            drafts::created_at.eq(now),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    revisions::insert(tx, id, 1, &written, "part", None)?;
    Ok(id)
}

/// The parts that were made of a draft, in order, without those that were deleted.
pub fn parts(tx: &mut Tx, whole: DraftId) -> Result<Vec<Draft>, StoreError> {
    let mut parts = parts_with_deleted(tx, whole)?;
    parts.retain(|part| !part.deleted);
    Ok(parts)
}

/// The same with those that were deleted.
pub fn parts_with_deleted(tx: &mut Tx, whole: DraftId) -> Result<Vec<Draft>, StoreError> {
    let rows = drafts::table
        .filter(drafts::user_id.eq(tx.owner()))
        .filter(drafts::part_of.eq(whole.to_string()))
        .order((drafts::part.asc(), drafts::id.asc()))
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(Draft::try_from).collect()
}

/// Makes a draft what it is beside its parts, or what it was before there were any: its kind, its fields as a new
/// version, where it is, and its split. Says whether it was as it was seen.
pub fn set_whole(
    tx: &mut Tx,
    seen: &Draft,
    kind: IssueKind,
    written: &Authored,
    status: DraftStatus,
    split: &Split,
) -> Result<bool, StoreError> {
    let Some(before) = stored(tx, seen)? else { return Ok(false) };
    let none = before.is_none();
    let (owner, now, version) = (tx.owner(), tx.millis(), seen.version + 1);
    let content = &written.content;
    let changed = diesel::update(drafts::table.find(seen.id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::version.eq(seen.version))
        .filter(drafts::status.eq(seen.status.as_str()))
        .filter(drafts::split.eq(before).or(drafts::split.is_null().and(none.into_sql::<Bool>())))
        .set((
            drafts::kind.eq(kind.as_str()),
            drafts::content.eq(to_json(content)?),
            drafts::status.eq(status.as_str()),
            drafts::split.eq(to_json(split)?),
            drafts::version.eq(version),
            drafts::title.eq(without_nul(&title(&seen.requirement, content))),
            drafts::search_key.eq(search_text(&seen.requirement, content)),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 {
        revisions::insert(tx, seen.id, version, written, "split", None)?;
    }
    Ok(changed == 1)
}
