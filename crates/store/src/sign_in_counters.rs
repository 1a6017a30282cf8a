//! Rate limits that hold over restarts and instances.

use crate::{StoreError, SystemTx, schema::sign_in_counters};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};
use std::time::Duration;

/// Whether one more try is within the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// It is.
    Allowed,
    /// It is not.
    Blocked {
        /// When the window ends.
        retry_after: Duration,
        /// The first one over the limit in this window: the one to write down.
        first: bool,
    },
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = BigInt)]
    window_end: i64,
}

/// Counts one try in a window that begins with its first one. `scope` says what is limited (`sign_in`),
/// `key` for whom (an account's or address's hash). Counting and deciding are one statement, so tries at
/// the same moment on several instances cannot pass together.
pub fn hit(
    tx: &mut SystemTx,
    scope: &str,
    key: &str,
    limit: u32,
    window: Duration,
) -> Result<Hit, StoreError> {
    let now = tx.millis();
    let end = tx.now().plus(window).as_millis();
    let counted: Counted = diesel::sql_query(
        "INSERT INTO sign_in_counters (scope, key, window_start, window_end, count) \
         VALUES ($1, $2, $3, $4, 1) \
         ON CONFLICT (scope, key) DO UPDATE SET \
           count = CASE WHEN sign_in_counters.window_end <= excluded.window_start \
             THEN 1 ELSE sign_in_counters.count + 1 END, \
           window_start = CASE WHEN sign_in_counters.window_end <= excluded.window_start \
             THEN excluded.window_start ELSE sign_in_counters.window_start END, \
           window_end = CASE WHEN sign_in_counters.window_end <= excluded.window_start \
             THEN excluded.window_end ELSE sign_in_counters.window_end END \
         RETURNING count, window_end",
    )
    .bind::<Text, _>(scope)
    .bind::<Text, _>(key)
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(end)
    .get_result(tx.conn())?;
    if counted.count <= i64::from(limit) {
        return Ok(Hit::Allowed);
    }
    let left = u64::try_from(counted.window_end.saturating_sub(now)).unwrap_or(0);
    let first = counted.count == i64::from(limit) + 1;
    Ok(Hit::Blocked { retry_after: Duration::from_millis(left.max(1000)), first })
}

/// Takes one try back, after a success.
pub fn take_back(tx: &mut SystemTx, scope: &str, key: &str) -> Result<(), StoreError> {
    diesel::update(sign_in_counters::table.find((scope, key)))
        .filter(sign_in_counters::count.gt(0))
        .set(sign_in_counters::count.eq(sign_in_counters::count - 1))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets the tries, after a success.
pub fn clear(tx: &mut SystemTx, scope: &str, key: &str) -> Result<(), StoreError> {
    diesel::delete(sign_in_counters::table.find((scope, key))).execute(tx.conn())?;
    Ok(())
}
