//! What would be sent of tickets, as people agreed to it.

use super::{LeftOut, SprintState};
use crate::{StoreError, Tx, decode::to_json, schema::site_tickets as tickets};
use diesel::prelude::*;
use domain::{failure::Failure, ids::SiteTicketId};

/// What would be sent of a ticket.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// The bytes.
    pub payload: Vec<u8>,
    /// Their SHA-256, hexadecimal.
    pub sha256: String,
    /// What is left out of them, to be done by hand.
    pub left_out: Vec<LeftOut>,
    /// Whether the issue goes into its sprint.
    pub sprint: SprintState,
}

/// Keeps what would be sent of a ticket's version, and of a version of its fields, or why it cannot be. `false` when it was
/// changed since.
pub fn freeze(
    tx: &mut Tx,
    id: SiteTicketId,
    (version, fields_version): (i32, i32),
    frozen: Result<&Frozen, &Failure>,
) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let refused = frozen.err().map(to_json).transpose()?;
    let frozen = frozen.ok();
    let changed = diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .filter(tickets::version.eq(version))
        .filter(tickets::fields_version.eq(fields_version))
        .set((
            tickets::payload.eq(frozen.map(|frozen| frozen.payload.as_slice())),
            tickets::payload_sha256.eq(frozen.map(|frozen| frozen.sha256.as_str())),
            tickets::refused.eq(refused),
            tickets::fixes.eq(to_json(frozen.map_or(&[][..], |frozen| &frozen.left_out))?),
            tickets::sprint_state.eq(frozen.and_then(|frozen| frozen.sprint.as_str())),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Forgets what would be sent of a ticket.
pub fn thaw(tx: &mut Tx, id: SiteTicketId) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set((
            tickets::payload.eq(None::<Vec<u8>>),
            tickets::payload_sha256.eq(None::<String>),
            tickets::refused.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// What would be sent of a ticket.
pub fn payload(tx: &mut Tx, id: SiteTicketId) -> Result<Option<Vec<u8>>, StoreError> {
    let owner = tx.owner();
    let payload: Option<Option<Vec<u8>>> = tickets::table
        .find(id.to_string())
        .filter(tickets::user_id.eq(owner))
        .select(tickets::payload)
        .first(tx.conn())
        .optional()?;
    Ok(payload.flatten())
}

/// Holds a ticket for this transaction, as long as it is ready and what would be sent of it are these bytes. `false` when
/// that is no longer so.
pub fn hold(tx: &mut Tx, id: SiteTicketId, payload_sha256: &str) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let held = diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .filter(tickets::payload_sha256.eq(payload_sha256))
        .filter(tickets::ready.eq(true))
        .set(tickets::updated_at.eq(now))
        .execute(tx.conn())?;
    Ok(held == 1)
}

/// Keeps what was left out of a ticket's issue, with what is sent in its place.
pub fn set_fixes(
    tx: &mut Tx,
    id: SiteTicketId,
    fixes: &[LeftOut],
    payload: &[u8],
    sha256: &str,
) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set((
            tickets::fixes.eq(to_json(fixes)?),
            tickets::payload.eq(payload),
            tickets::payload_sha256.eq(sha256),
        ))
        .execute(tx.conn())?;
    Ok(())
}
