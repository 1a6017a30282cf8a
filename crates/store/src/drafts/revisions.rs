//! Every saved state of a draft.

use crate::{
    StoreError, Tx,
    decode::{json, parsed, to_json, without_nul},
    schema::draft_revisions,
};
use diesel::prelude::*;
use domain::{
    draft::{Authored, Proposals},
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
    /// The fields, and who wrote them; without proposals.
    pub written: Authored,
    /// Why it was saved, such as `written` or `edited:summary`.
    pub reason: String,
    /// What the model was asked to change.
    pub instructions: Option<String>,
    /// When it was saved.
    pub created_at: Timestamp,
}

pub(super) fn insert(
    tx: &mut Tx,
    draft: DraftId,
    version: i32,
    written: &Authored,
    reason: &str,
    instructions: Option<&str>,
) -> Result<(), StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<RevisionId>());
    diesel::insert_into(draft_revisions::table)
        .values((
            draft_revisions::id.eq(id.to_string()),
            draft_revisions::draft_id.eq(draft.to_string()),
            draft_revisions::user_id.eq(owner),
            draft_revisions::version.eq(version),
            draft_revisions::content.eq(to_json(&written.content)?),
            draft_revisions::origins.eq(to_json(&written.origins)?),
            draft_revisions::reason.eq(reason),
            draft_revisions::created_at.eq(now),
            draft_revisions::instructions.eq(instructions.map(without_nul)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The last saved states of the person's draft, newest first.
pub fn revisions(tx: &mut Tx, draft: DraftId, limit: u32) -> Result<Vec<Revision>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<Row> = draft_revisions::table
        .filter(draft_revisions::draft_id.eq(draft.to_string()))
        .filter(draft_revisions::user_id.eq(owner))
        .select(Row::as_select())
        .order(draft_revisions::version.desc())
        .limit(i64::from(limit))
        .load(tx.conn())?;
    rows.into_iter().map(Revision::try_from).collect()
}

/// Versions that are looked at for what was asked for.
const LOOKED_AT: i64 = 200;

/// What a model was asked to change in the person's draft and did, the last ones, oldest first. What was undone by going
/// back to an earlier version does not count any more.
pub fn instructions(tx: &mut Tx, draft: DraftId, limit: usize) -> Result<Vec<String>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<(i32, String, Option<String>)> = draft_revisions::table
        .filter(draft_revisions::draft_id.eq(draft.to_string()))
        .filter(draft_revisions::user_id.eq(owner))
        .select((draft_revisions::version, draft_revisions::reason, draft_revisions::instructions))
        .order(draft_revisions::version.desc())
        .limit(LOOKED_AT)
        .load(tx.conn())?;
    let (mut found, mut up_to) = (Vec::new(), i32::MAX);
    for (version, reason, instructions) in rows {
        if version > up_to {
            continue;
        }
        if let Some(earlier) = reason.strip_prefix("restored:").and_then(|version| version.parse().ok()) {
            up_to = earlier;
        }
        found.extend(instructions);
    }
    found.truncate(limit);
    found.reverse();
    Ok(found)
}

/// One saved state of the person's draft.
pub fn revision(tx: &mut Tx, draft: DraftId, version: i32) -> Result<Option<Revision>, StoreError> {
    let owner = tx.owner();
    let row: Option<Row> = draft_revisions::table
        .filter(draft_revisions::draft_id.eq(draft.to_string()))
        .filter(draft_revisions::user_id.eq(owner))
        .filter(draft_revisions::version.eq(version))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Revision::try_from).transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = draft_revisions)]
struct Row {
    id: String,
    version: i32,
    content: String,
    origins: String,
    reason: String,
    created_at: i64,
    instructions: Option<String>,
}

impl TryFrom<Row> for Revision {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("revision id", &row.id)?,
            version: row.version,
            written: Authored {
                content: json("draft", &row.content)?,
                origins: json("origins", &row.origins)?,
                proposals: Proposals::default(),
            },
            reason: row.reason,
            instructions: row.instructions,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}
