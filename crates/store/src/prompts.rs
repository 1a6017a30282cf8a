//! People's own prompts and templates, and the one each draft was started with.

use crate::{
    StoreError, Tx,
    decode::{parsed, without_nul, word},
    schema::{
        draft_prompts,
        prompts::{self, dsl},
    },
};
use contract::views::PromptKind;
use diesel::prelude::*;
use domain::{
    ids::{DraftId, PromptId},
    time::Timestamp,
};

/// A person's own prompt or template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The prompt.
    pub id: PromptId,
    /// What it is for.
    pub kind: PromptKind,
    /// Its name, unique for the person.
    pub name: String,
    /// Text with `{placeholders}`.
    pub body: String,
    /// When it was saved.
    pub updated_at: Timestamp,
}

/// The prompt a draft was started with, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What it is for.
    pub kind: PromptKind,
    /// It came from the installation, not from the person.
    pub system: bool,
    /// Its name.
    pub name: String,
    /// Its text, not filled yet.
    pub body: String,
}

type Row = (String, String, String, String, i64);

fn read((id, kind, name, body, at): Row) -> Result<Prompt, StoreError> {
    let kind = word("prompt kind", PromptKind::parse(&kind))?;
    Ok(Prompt { id: parsed("prompt id", &id)?, kind, name, body, updated_at: Timestamp::from_millis(at) })
}

const COLUMNS: (dsl::id, dsl::kind, dsl::name, dsl::body, dsl::updated_at) =
    (dsl::id, dsl::kind, dsl::name, dsl::body, dsl::updated_at);

/// The person's prompts, by name.
pub fn list(tx: &mut Tx) -> Result<Vec<Prompt>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<Row> = prompts::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .select(COLUMNS)
        .order(dsl::name)
        .load(tx.conn())?;
    rows.into_iter().map(read).collect()
}

/// One of the person's prompts.
pub fn get(tx: &mut Tx, id: PromptId) -> Result<Option<Prompt>, StoreError> {
    let owner = tx.owner();
    let row: Option<Row> = prompts::table
        .find(id.to_string())
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .select(COLUMNS)
        .first(tx.conn())
        .optional()?;
    row.map(read).transpose()
}

/// One of the person's prompts that was deleted and can still be taken back.
pub fn deleted(tx: &mut Tx, id: PromptId) -> Result<Option<Prompt>, StoreError> {
    let owner = tx.owner();
    let row: Option<Row> = prompts::table
        .find(id.to_string())
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_not_null())
        .select(COLUMNS)
        .first(tx.conn())
        .optional()?;
    row.map(read).transpose()
}

/// Adds a prompt. `None` when the person has one of this name.
pub fn insert(tx: &mut Tx, kind: PromptKind, name: &str, body: &str) -> Result<Option<PromptId>, StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<PromptId>());
    let row = (
        dsl::id.eq(id.to_string()),
        dsl::user_id.eq(owner),
        dsl::kind.eq(kind.as_str()),
        dsl::name.eq(without_nul(name)),
        dsl::body.eq(without_nul(body)),
        dsl::created_at.eq(now),
        dsl::updated_at.eq(now),
    );
    let inserted = on_either!(tx.conn(), conn => {
        diesel::insert_into(prompts::table).values(row).on_conflict_do_nothing().execute(conn)?
    });
    Ok((inserted == 1).then_some(id))
}

/// Whether the person has another prompt of this name.
pub fn is_taken(tx: &mut Tx, name: &str, except: Option<PromptId>) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let others: i64 = prompts::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::name.eq(name))
        .filter(dsl::deleted_at.is_null())
        .filter(dsl::id.ne(except.map(|id| id.to_string()).unwrap_or_default()))
        .count()
        .get_result(tx.conn())?;
    Ok(others > 0)
}

/// Changes a prompt; its name must not be taken, see [`is_taken`]. `false` when there is no such prompt.
pub fn update(
    tx: &mut Tx,
    id: PromptId,
    kind: PromptKind,
    name: &str,
    body: &str,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(prompts::table.find(id.to_string()))
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .set((
            dsl::kind.eq(kind.as_str()),
            dsl::name.eq(without_nul(name)),
            dsl::body.eq(without_nul(body)),
            dsl::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Deletes a prompt, so that it can be taken back, and forgets for good what was deleted before `since`.
pub fn delete(tx: &mut Tx, id: PromptId, since: Timestamp) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    diesel::delete(prompts::table)
        .filter(dsl::user_id.eq(&owner))
        .filter(dsl::deleted_at.lt(since.as_millis()))
        .execute(tx.conn())?;
    let changed = diesel::update(prompts::table.find(id.to_string()))
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .set(dsl::deleted_at.eq(now))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Takes a deletion back under this name, which must not be taken. `false` when there is nothing to take back.
pub fn restore(tx: &mut Tx, id: PromptId, name: &str) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(prompts::table.find(id.to_string()))
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_not_null())
        .set((dsl::deleted_at.eq(None::<i64>), dsl::name.eq(without_nul(name))))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Keeps the prompt that a draft of the person's is written by. Call it once, with the draft's start.
pub fn choose(tx: &mut Tx, draft: DraftId, chosen: &Chosen) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::insert_into(draft_prompts::table)
        .values((
            draft_prompts::draft_id.eq(draft.to_string()),
            draft_prompts::user_id.eq(owner),
            draft_prompts::kind.eq(chosen.kind.as_str()),
            draft_prompts::system.eq(chosen.system),
            draft_prompts::name.eq(without_nul(&chosen.name)),
            draft_prompts::body.eq(without_nul(&chosen.body)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The prompt that a draft of the person's is written by.
pub fn chosen(tx: &mut Tx, draft: DraftId) -> Result<Option<Chosen>, StoreError> {
    let owner = tx.owner();
    let row: Option<(String, bool, String, String)> = draft_prompts::table
        .find(draft.to_string())
        .filter(draft_prompts::user_id.eq(owner))
        .select((draft_prompts::kind, draft_prompts::system, draft_prompts::name, draft_prompts::body))
        .first(tx.conn())
        .optional()?;
    row.map(|(kind, system, name, body)| {
        Ok(Chosen { kind: word("prompt kind", PromptKind::parse(&kind))?, system, name, body })
    })
    .transpose()
}
