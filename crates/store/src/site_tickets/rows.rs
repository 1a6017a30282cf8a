//! The rows that texts of tickets are made of.

use crate::{
    StoreError, Tx,
    decode::{parsed, without_nul},
    schema::site_tickets as tickets,
};
use diesel::prelude::*;
use domain::ids::{SiteBuildId, SiteTicketId};
use std::collections::BTreeMap;

/// Rows of a ticket, as JSON; the store does not read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketRows {
    /// Those that its text was made of.
    pub source: String,
    /// Those that the text beside it is made of.
    pub newer: Option<String>,
}

/// The rows of a build's tickets.
pub fn rows(tx: &mut Tx, build: SiteBuildId) -> Result<BTreeMap<SiteTicketId, TicketRows>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<(String, String, Option<String>)> = tickets::table
        .filter(tickets::build_id.eq(build.to_string()))
        .filter(tickets::user_id.eq(owner))
        .select((tickets::id, tickets::source_rows, tickets::newer_rows))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(id, source, newer)| Ok((parsed("site ticket id", &id)?, TicketRows { source, newer })))
        .collect()
}

/// Keeps the rows of a ticket.
pub fn set_rows(tx: &mut Tx, id: SiteTicketId, rows: &TicketRows) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set((
            tickets::source_rows.eq(without_nul(&rows.source)),
            tickets::newer_rows.eq(rows.newer.as_deref().map(without_nul)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The newer rows of a ticket, if there are any, are the ones that it knows.
pub(super) fn take_newer(tx: &mut Tx, id: SiteTicketId) -> Result<(), StoreError> {
    let owner = tx.owner();
    let newer: Option<Option<String>> = tickets::table
        .find(id.to_string())
        .filter(tickets::user_id.eq(owner))
        .select(tickets::newer_rows)
        .first(tx.conn())
        .optional()?;
    match newer.flatten() {
        None => Ok(()),
        Some(source) => set_rows(tx, id, &TicketRows { source, newer: None }),
    }
}
