//! Whom a person's connection trusts, and who may see its secret in the clear for a moment.

use crate::{
    StoreError, Tx,
    connections::{ConnectionKind, UNTESTED},
    decode::word,
    schema::connections,
};
use diesel::prelude::*;
use domain::time::Timestamp;

/// Trusts these certificate authorities (PEM) besides the usual ones, or none. The connection is untested
/// afterwards. `false` when there is no such connection.
pub fn set_ca(tx: &mut Tx, kind: ConnectionKind, ca_pem: Option<&str>) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(connections::table)
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(kind.as_str()))
        .set((connections::ca_pem.eq(ca_pem), untested(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Checks certificates, or does not. The connection is untested afterwards. `false` when there is no such
/// connection.
pub fn set_verify_tls(tx: &mut Tx, kind: ConnectionKind, verify: bool) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(connections::table)
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(kind.as_str()))
        .set((connections::verify_tls.eq(verify), untested(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

#[derive(AsChangeset)]
#[diesel(table_name = connections, treat_none_as_null = true)]
struct Untested {
    status: &'static str,
    tested_at: Option<i64>,
    success: Option<String>,
    failure: Option<String>,
    updated_at: i64,
}

const fn untested(now: i64) -> Untested {
    Untested { status: UNTESTED, tested_at: None, success: None, failure: None, updated_at: now }
}

/// Lets the session of this transaction, and no other, see the secret until then. `false` when there is no such
/// connection, or no session.
pub fn reveal(tx: &mut Tx, kind: ConnectionKind, until: Timestamp) -> Result<bool, StoreError> {
    let Some(session) = tx.principal().session() else { return Ok(false) };
    let owner = tx.owner();
    let changed = diesel::update(connections::table)
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(kind.as_str()))
        .set((
            connections::revealed_session.eq(session.to_string()),
            connections::revealed_until.eq(until.as_millis()),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Takes every permission to see a secret back.
pub fn hide(tx: &mut Tx) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(connections::table)
        .filter(connections::user_id.eq(owner))
        .set((connections::revealed_session.eq(None::<String>), connections::revealed_until.eq(None::<i64>)))
        .execute(tx.conn())?;
    Ok(())
}

/// The secrets that the session of this transaction may see now, and until when.
pub fn revealed(tx: &mut Tx) -> Result<Vec<(ConnectionKind, Timestamp)>, StoreError> {
    let Some(session) = tx.principal().session() else { return Ok(Vec::new()) };
    let (owner, now) = (tx.owner(), tx.millis());
    let rows: Vec<(String, Option<i64>)> = connections::table
        .filter(connections::user_id.eq(owner))
        .filter(connections::revealed_session.eq(session.to_string()))
        .filter(connections::revealed_until.gt(now))
        .select((connections::kind, connections::revealed_until))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(kind, until)| {
            let kind = word("connection kind", ConnectionKind::parse(&kind))?;
            Ok((kind, Timestamp::from_millis(until.unwrap_or(now))))
        })
        .collect()
}
