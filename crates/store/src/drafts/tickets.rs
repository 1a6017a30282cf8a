//! Drafts that are the texts of a site build's tickets.

use super::record::OfTicket;
use crate::{StoreError, Tx, schema::drafts};
use diesel::prelude::*;
use domain::ids::DraftId;

/// Says whose text a draft is, and which versions of both say the same. Says whether there is such a draft.
pub fn set_ticket(tx: &mut Tx, id: DraftId, of: OfTicket) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .set((
            drafts::site_ticket.eq(of.ticket.to_string()),
            drafts::ticket_version.eq(of.version),
            drafts::ticket_draft.eq(of.draft),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
