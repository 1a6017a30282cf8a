//! What issues get beside their texts.

use super::{LeftOut, SprintState};
use crate::{StoreError, Tx, decode::to_json, schema::site_tickets as tickets};
use contract::views::TicketFields;
use diesel::prelude::*;
use domain::ids::SiteTicketId;

/// Changes what a ticket's issue gets, as long as nobody else has since. What would have been sent of it is forgotten.
/// `false` when there is no such ticket, or its fields were changed since.
pub fn set_fields(
    tx: &mut Tx,
    id: SiteTicketId,
    seen: i32,
    fields: &TicketFields,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .filter(tickets::fields_version.eq(seen))
        .set((
            tickets::fields.eq(to_json(fields)?),
            tickets::fields_version.eq(tickets::fields_version + 1),
            tickets::payload.eq(None::<Vec<u8>>),
            tickets::payload_sha256.eq(None::<String>),
            tickets::refused.eq(None::<String>),
            tickets::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Says what became of putting a ticket's issue into its sprint, and what is left to be done by hand for it.
pub fn set_sprint(
    tx: &mut Tx,
    id: SiteTicketId,
    state: SprintState,
    fixes: &[LeftOut],
) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set((tickets::sprint_state.eq(state.as_str()), tickets::fixes.eq(to_json(fixes)?)))
        .execute(tx.conn())?;
    Ok(())
}
