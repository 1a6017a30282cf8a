//! Every saved state of a draft.

use crate::{
    StoreError, Tx,
    decode::{json, parsed, to_json},
    schema::draft_revisions,
};
use diesel::prelude::*;
use domain::{
    draft::{DraftContent, Origins},
    ids::{DraftId, RevisionId},
    time::Timestamp,
};

/// One saved state.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The revision.
    pub id: RevisionId,
    /// The draft's version it is.
    pub version: i32,
    /// The fields.
    pub content: DraftContent,
    /// Who wrote which field.
    pub origins: Origins,
    /// Why it was saved, such as `written` or `edited:summary`.
    pub reason: String,
    /// When it was saved.
    pub created_at: Timestamp,
}

pub(super) fn insert(
    tx: &mut Tx,
    draft: DraftId,
    version: i32,
    content: &DraftContent,
    origins: &Origins,
    reason: &str,
) -> Result<(), StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<RevisionId>());
    diesel::insert_into(draft_revisions::table)
        .values((
            draft_revisions::id.eq(id.to_string()),
            draft_revisions::draft_id.eq(draft.to_string()),
            draft_revisions::user_id.eq(owner),
            draft_revisions::version.eq(version),
            draft_revisions::content.eq(to_json(content)?),
            draft_revisions::origins.eq(to_json(origins)?),
            draft_revisions::reason.eq(reason),
            draft_revisions::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Every saved state of the person's draft, newest first.
pub fn revisions(tx: &mut Tx, draft: DraftId) -> Result<Vec<Revision>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<(String, i32, String, String, String, i64)> = draft_revisions::table
        .filter(draft_revisions::draft_id.eq(draft.to_string()))
        .filter(draft_revisions::user_id.eq(owner))
        .select((
            draft_revisions::id,
            draft_revisions::version,
            draft_revisions::content,
            draft_revisions::origins,
            draft_revisions::reason,
            draft_revisions::created_at,
        ))
        .order(draft_revisions::version.desc())
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(id, version, content, origins, reason, at)| {
            Ok(Revision {
                id: parsed("revision id", &id)?,
                version,
                content: json("draft", &content)?,
                origins: json("origins", &origins)?,
                reason,
                created_at: Timestamp::from_millis(at),
            })
        })
        .collect()
}
