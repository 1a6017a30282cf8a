//! The tools each of a person's connections offers, as last fetched.

use crate::{
    StoreError, SystemTx, Tx,
    decode::parsed,
    schema::{connections, tool_cache, users},
};
use diesel::prelude::*;
use domain::{ids::UserId, time::Timestamp};

/// A fetched list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedTools {
    /// JSON.
    pub tools: String,
    /// When it was fetched.
    pub refreshed_at: Timestamp,
    /// The last try to refresh it failed.
    pub stale: bool,
}

/// Stores a fresh list.
pub fn store(tx: &mut Tx, source: &str, tools: &str) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    on_either!(tx.conn(), conn => {
        diesel::insert_into(tool_cache::table)
            .values((
                tool_cache::user_id.eq(&owner),
                tool_cache::source.eq(source),
                tool_cache::tools.eq(tools),
                tool_cache::refreshed_at.eq(now),
                tool_cache::stale.eq(false),
            ))
            .on_conflict((tool_cache::user_id, tool_cache::source))
            .do_update()
            .set((
                tool_cache::tools.eq(tools),
                tool_cache::refreshed_at.eq(now),
                tool_cache::stale.eq(false),
            ))
            .execute(conn)?;
    });
    Ok(())
}

/// The last list of a source.
pub fn get(tx: &mut Tx, source: &str) -> Result<Option<CachedTools>, StoreError> {
    let owner = tx.owner();
    let found: Option<(String, i64, bool)> = tool_cache::table
        .find((owner, source))
        .select((tool_cache::tools, tool_cache::refreshed_at, tool_cache::stale))
        .first(tx.conn())
        .optional()?;
    Ok(found.map(|(tools, at, stale)| CachedTools { tools, refreshed_at: Timestamp::from_millis(at), stale }))
}

/// A try to refresh it failed; the last good list stays.
pub fn mark_stale(tx: &mut Tx, source: &str) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(tool_cache::table.find((owner, source)))
        .set(tool_cache::stale.eq(true))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Everybody whose tool lists are kept current: accounts that are not disabled, with a tested connection to Jira or
/// Confluence.
pub fn people(tx: &mut SystemTx) -> Result<Vec<UserId>, StoreError> {
    let ids: Vec<String> = users::table
        .inner_join(connections::table.on(connections::user_id.eq(users::id)))
        .filter(users::disabled_at.is_null())
        .filter(connections::kind.eq_any(["jira", "confluence"]))
        .filter(connections::status.eq("tested"))
        .select(users::id)
        .distinct()
        .order(users::id)
        .load(tx.conn())?;
    ids.iter().map(|id| parsed("user id", id)).collect()
}
