//! People's own prompts.

use crate::{StoreError, Tx, decode::without_nul, schema::prompts};
use diesel::prelude::*;
use domain::{ids::AuditId, time::Timestamp};

/// A person's own prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Its name, unique for the person.
    pub name: String,
    /// Text with `{placeholders}`.
    pub body: String,
    /// When it was saved.
    pub updated_at: Timestamp,
}

/// Saves a prompt in place of the person's earlier one of that name.
pub fn save(tx: &mut Tx, name: &str, body: &str) -> Result<(), StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<AuditId>().to_string());
    let (name, body) = (without_nul(name), without_nul(body));
    on_either!(tx.conn(), conn => {
        diesel::insert_into(prompts::table)
            .values((
                prompts::id.eq(&id),
                prompts::user_id.eq(&owner),
                prompts::name.eq(&name),
                prompts::body.eq(&body),
                prompts::created_at.eq(now),
                prompts::updated_at.eq(now),
            ))
            .on_conflict((prompts::user_id, prompts::name))
            .do_update()
            .set((prompts::body.eq(&body), prompts::updated_at.eq(now)))
            .execute(conn)?;
    });
    Ok(())
}

/// The person's prompts, by name.
pub fn list(tx: &mut Tx) -> Result<Vec<Prompt>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<(String, String, i64)> = prompts::table
        .filter(prompts::user_id.eq(owner))
        .select((prompts::name, prompts::body, prompts::updated_at))
        .order(prompts::name)
        .load(tx.conn())?;
    Ok(rows
        .into_iter()
        .map(|(name, body, at)| Prompt { name, body, updated_at: Timestamp::from_millis(at) })
        .collect())
}

/// Deletes a prompt.
pub fn remove(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let deleted = diesel::delete(prompts::table)
        .filter(prompts::user_id.eq(owner))
        .filter(prompts::name.eq(name))
        .execute(tx.conn())?;
    Ok(deleted == 1)
}
