//! The issues and pages that drafts point to, as they were when the draft was started.

use crate::{StoreError, Tx, decode::without_nul, schema::draft_contexts as rows};
use contract::views::ContextView;
use diesel::prelude::*;
use domain::ids::DraftId;

/// An issue or a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// What it is called: an issue's key, or `Confluence`.
    pub name: String,
    /// Its summary or title.
    pub title: String,
    /// Where people see it.
    pub url: String,
    /// Its text; other people's words.
    pub body: String,
    /// There was more of it.
    pub cut: bool,
}

/// Keeps what a draft points to, in this order. A draft has nothing before.
pub fn put(tx: &mut Tx, draft: DraftId, contexts: &[Context]) -> Result<(), StoreError> {
    let owner = tx.owner();
    for (place, context) in (0_i32..).zip(contexts) {
        diesel::insert_into(rows::table)
            .values((
                rows::draft_id.eq(draft.to_string()),
                rows::user_id.eq(&owner),
                rows::place.eq(place),
                rows::name.eq(without_nul(&context.name)),
                rows::title.eq(without_nul(&context.title)),
                rows::url.eq(without_nul(&context.url)),
                rows::body.eq(without_nul(&context.body)),
                rows::cut.eq(context.cut),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// What a draft points to, in order, as its page shows it.
pub fn shown(tx: &mut Tx, draft: DraftId) -> Result<Vec<ContextView>, StoreError> {
    let owner = tx.owner();
    let found: Vec<(String, String, String, bool)> = rows::table
        .filter(rows::draft_id.eq(draft.to_string()))
        .filter(rows::user_id.eq(owner))
        .order(rows::place.asc())
        .select((rows::name, rows::title, rows::url, rows::cut))
        .load(tx.conn())?;
    Ok(found.into_iter().map(|(name, title, url, cut)| ContextView { name, title, url, cut }).collect())
}

/// What a draft points to, in order, with the texts.
pub fn list(tx: &mut Tx, draft: DraftId) -> Result<Vec<Context>, StoreError> {
    let owner = tx.owner();
    let found: Vec<(String, String, String, String, bool)> = rows::table
        .filter(rows::draft_id.eq(draft.to_string()))
        .filter(rows::user_id.eq(owner))
        .order(rows::place.asc())
        .select((rows::name, rows::title, rows::url, rows::body, rows::cut))
        .load(tx.conn())?;
    let context = |(name, title, url, body, cut)| Context { name, title, url, body, cut };
    Ok(found.into_iter().map(context).collect())
}
