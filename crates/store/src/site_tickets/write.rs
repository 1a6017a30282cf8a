//! Making, changing and removing tickets.

use super::rows::take_newer;
use crate::{StoreError, Tx, decode::without_nul, schema::site_tickets as tickets};
use contract::views::TicketOrigin;
use diesel::prelude::*;
use domain::ids::{SiteBuildId, SiteTicketId};

/// A ticket as it is made from its rows.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// The same for the same rows in another version of the sheets.
    pub plan_key: String,
    /// Its place in lists, from 0.
    pub position: i32,
    /// Part of the plan.
    pub heading: String,
    /// Who does it.
    pub category: String,
    /// One line.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// SHA-256 of its title and rows, hexadecimal.
    pub rows_sha256: String,
    /// Its rows, as JSON; the store does not read it.
    pub rows: String,
    /// An estimate.
    pub minutes: i32,
    /// From 1.
    pub wave: i32,
    /// It takes something away.
    pub removes: bool,
}

/// Adds a ticket to one of the person's builds; the caller has asked whose it is.
pub fn insert(tx: &mut Tx, build: SiteBuildId, new: &NewTicket) -> Result<SiteTicketId, StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<SiteTicketId>());
    diesel::insert_into(tickets::table)
        .values((
            tickets::id.eq(id.to_string()),
            tickets::build_id.eq(build.to_string()),
            tickets::user_id.eq(owner),
            tickets::plan_key.eq(without_nul(&new.plan_key)),
            tickets::position.eq(new.position),
            tickets::heading.eq(&new.heading),
            tickets::category.eq(&new.category),
            tickets::title.eq(without_nul(&new.title)),
            tickets::body.eq(without_nul(&new.body)),
            tickets::rows_sha256.eq(&new.rows_sha256),
            tickets::source_rows.eq(without_nul(&new.rows)),
            tickets::origin.eq(TicketOrigin::Rows.as_str()),
            tickets::minutes.eq(new.minutes),
            tickets::wave.eq(new.wave),
            tickets::removes.eq(new.removes),
            tickets::ready.eq(false),
            tickets::version.eq(1),
            tickets::fixes.eq("[]"),
            tickets::created_at.eq(now),
            tickets::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// What a new version of the sheets makes of a ticket: its place, and what its rows say now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Its rows say what they said.
    Same,
    /// They say something else, and nobody has written by hand: it takes over title and text.
    Replace,
    /// They say something else, and a person has: the text waits beside it.
    Propose,
}

/// Brings a ticket up to date with its rows.
pub fn renew(tx: &mut Tx, id: SiteTicketId, new: &NewTicket, how: Renewal) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let update = diesel::update(tickets::table.find(id.to_string())).filter(tickets::user_id.eq(owner));
    let place = (
        tickets::position.eq(new.position),
        tickets::heading.eq(&new.heading),
        tickets::category.eq(&new.category),
        tickets::minutes.eq(new.minutes),
        tickets::wave.eq(new.wave),
        tickets::removes.eq(new.removes),
        tickets::rows_sha256.eq(&new.rows_sha256),
    );
    let unchecked = (
        tickets::ready.eq(false),
        tickets::version.eq(tickets::version + 1),
        tickets::payload.eq(None::<Vec<u8>>),
        tickets::payload_sha256.eq(None::<String>),
        tickets::refused.eq(None::<String>),
        tickets::updated_at.eq(now),
    );
    match how {
        Renewal::Same => update.set((place, tickets::note.eq(None::<String>))).execute(tx.conn())?,
        Renewal::Replace => {
            let text = (
                tickets::title.eq(without_nul(&new.title)),
                tickets::body.eq(without_nul(&new.body)),
                tickets::proposal.eq(None::<String>),
                tickets::origin.eq(TicketOrigin::Rows.as_str()),
                tickets::note.eq(None::<String>),
            );
            update.set((place, text, unchecked)).execute(tx.conn())?
        }
        Renewal::Propose => update
            .set((
                place,
                tickets::proposal.eq(without_nul(&new.body)),
                tickets::note.eq(None::<String>),
                tickets::ready.eq(false),
                tickets::updated_at.eq(now),
            ))
            .execute(tx.conn())?,
    };
    Ok(())
}

/// Takes a ticket out of its build for good. `false` when there is none.
pub fn remove(tx: &mut Tx, id: SiteTicketId) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let removed = diesel::delete(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .execute(tx.conn())?;
    Ok(removed == 1)
}

/// Says what is to be known about a ticket.
pub fn set_note(tx: &mut Tx, id: SiteTicketId, note: Option<&str>) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set(tickets::note.eq(note.map(without_nul)))
        .execute(tx.conn())?;
    Ok(())
}

/// What a ticket says from now on, and who wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// One line.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
    /// Who wrote it.
    pub origin: TicketOrigin,
    /// What is to be known about it.
    pub note: Option<&'a str>,
    /// The text that waits beside it goes.
    pub settled: bool,
}

/// Changes what a ticket says, as long as it still has the version that was looked at. What would have been sent of it
/// is forgotten. `false` when there is no such ticket, or it was changed since.
pub fn write(tx: &mut Tx, id: SiteTicketId, seen: i32, text: Text<'_>) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(&owner))
        .filter(tickets::version.eq(seen))
        .set((
            tickets::title.eq(without_nul(text.title)),
            tickets::body.eq(without_nul(text.body)),
            tickets::origin.eq(text.origin.as_str()),
            tickets::note.eq(text.note.map(without_nul)),
            tickets::version.eq(tickets::version + 1),
            tickets::payload.eq(None::<Vec<u8>>),
            tickets::payload_sha256.eq(None::<String>),
            tickets::refused.eq(None::<String>),
            tickets::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 && text.settled {
        diesel::update(tickets::table.find(id.to_string()))
            .filter(tickets::user_id.eq(owner))
            .set(tickets::proposal.eq(None::<String>))
            .execute(tx.conn())?;
        take_newer(tx, id)?;
    }
    Ok(changed == 1)
}

/// What became of a ticket whose issue was brought up to date: the text that it has from now on, and what was sent of it.
/// The text that waited beside it goes.
pub fn settle_update(
    tx: &mut Tx,
    id: SiteTicketId,
    body: Option<&str>,
    payload: Option<(&[u8], &str)>,
    note: Option<&str>,
) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let ticket = || tickets::table.find(id.to_string()).filter(tickets::user_id.eq(&owner));
    diesel::update(ticket())
        .set((
            tickets::proposal.eq(None::<String>),
            tickets::note.eq(note.map(without_nul)),
            tickets::version.eq(tickets::version + 1),
            tickets::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if let Some(body) = body {
        diesel::update(ticket()).set(tickets::body.eq(without_nul(body))).execute(tx.conn())?;
    }
    if let Some((payload, sha256)) = payload {
        let sent = (tickets::payload.eq(payload), tickets::payload_sha256.eq(sha256));
        diesel::update(ticket()).set(sent).execute(tx.conn())?;
    }
    take_newer(tx, id)
}

/// Throws away the text that waits beside a ticket's own.
pub fn drop_proposal(tx: &mut Tx, id: SiteTicketId) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set(tickets::proposal.eq(None::<String>))
        .execute(tx.conn())?;
    take_newer(tx, id)
}

/// Throws away the text that waits beside a ticket's own, and the rows that it was made of.
pub fn forget_proposal(tx: &mut Tx, id: SiteTicketId) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set((tickets::proposal.eq(None::<String>), tickets::newer_rows.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// Says that a ticket is ready, or is not.
pub fn set_ready(tx: &mut Tx, id: SiteTicketId, ready: bool) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set(tickets::ready.eq(ready))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Says where a ticket stands in its list.
pub fn set_position(tx: &mut Tx, id: SiteTicketId, position: i32) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set(tickets::position.eq(position))
        .execute(tx.conn())?;
    Ok(())
}
