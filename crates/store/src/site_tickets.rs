//! The tickets of site builds: what they say, what they wait for, and what would be sent of them.

use crate::{
    StoreError, Tx,
    decode::{json, json_opt, parsed, to_json, without_nul, word},
    schema::{site_ticket_needs as needs, site_tickets as tickets},
};
use contract::views::TicketOrigin;
use diesel::prelude::*;
use domain::{
    failure::Failure,
    ids::{SiteBuildId, SiteTicketId},
};
use serde::{Deserialize, Serialize};

/// A ticket without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteTicket {
    /// The ticket.
    pub id: SiteTicketId,
    /// The build.
    pub build: SiteBuildId,
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
    /// SHA-256 of the text that its rows had when it was made, hexadecimal.
    pub rows_sha256: String,
    /// A new text of its rows waits.
    pub has_proposal: bool,
    /// Who wrote its sentences.
    pub origin: TicketOrigin,
    /// What is to be known about it.
    pub note: Option<String>,
    /// An estimate.
    pub minutes: i32,
    /// From 1.
    pub wave: i32,
    /// It takes something away.
    pub removes: bool,
    /// Somebody said that it is ready.
    pub ready: bool,
    /// Counts changes.
    pub version: i32,
    /// SHA-256 of what would be sent of this version, hexadecimal.
    pub payload_sha256: Option<String>,
    /// Why this version cannot be sent.
    pub refused: Option<Failure>,
    /// What was left out of its issue, to be done by hand.
    pub fixes: Vec<LeftOut>,
}

/// A value that Jira would not take, so that the issue went without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The field as people call it.
    pub field: String,
    /// The value that was left out.
    pub value: String,
    /// What Jira said.
    pub why: String,
}

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
    /// SHA-256 of the text, hexadecimal.
    pub rows_sha256: String,
    /// An estimate.
    pub minutes: i32,
    /// From 1.
    pub wave: i32,
    /// It takes something away.
    pub removes: bool,
}

/// A ticket waits for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The one that waits.
    pub ticket: SiteTicketId,
    /// The one that comes first.
    pub need: SiteTicketId,
    /// Why.
    pub because: String,
    /// What became of the link in Jira.
    pub link: LinkState,
    /// Why it could not be made.
    pub failure: Option<Failure>,
}

/// What became of a link in Jira.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// Not made.
    Open,
    /// Sent; nobody knows what became of it.
    Doubtful,
    /// Made.
    Made,
    /// Jira said no.
    Refused,
}

impl LinkState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Doubtful, Self::Made, Self::Refused];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Doubtful => "doubtful",
            Self::Made => "made",
            Self::Refused => "refused",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tickets)]
struct Row {
    id: String,
    build_id: String,
    plan_key: String,
    position: i32,
    heading: String,
    category: String,
    title: String,
    rows_sha256: String,
    #[diesel(select_expression = tickets::proposal.is_not_null())]
    has_proposal: bool,
    origin: String,
    note: Option<String>,
    minutes: i32,
    wave: i32,
    removes: bool,
    ready: bool,
    version: i32,
    payload_sha256: Option<String>,
    refused: Option<String>,
    fixes: String,
}

impl TryFrom<Row> for SiteTicket {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("site ticket id", &row.id)?,
            build: parsed("site build id", &row.build_id)?,
            plan_key: row.plan_key,
            position: row.position,
            heading: row.heading,
            category: row.category,
            title: row.title,
            rows_sha256: row.rows_sha256,
            has_proposal: row.has_proposal,
            origin: word("origin of a ticket", TicketOrigin::parse(&row.origin))?,
            note: row.note,
            minutes: row.minutes,
            wave: row.wave,
            removes: row.removes,
            ready: row.ready,
            version: row.version,
            payload_sha256: row.payload_sha256,
            refused: json_opt("refusal of a ticket", row.refused.as_deref())?,
            fixes: json("fixes of a ticket", &row.fixes)?,
        })
    }
}

/// A build's tickets in the order of its lists.
pub fn list(tx: &mut Tx, build: SiteBuildId) -> Result<Vec<SiteTicket>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<Row> = tickets::table
        .filter(tickets::build_id.eq(build.to_string()))
        .filter(tickets::user_id.eq(owner))
        .select(Row::as_select())
        .order((tickets::position, tickets::id))
        .load(tx.conn())?;
    rows.into_iter().map(SiteTicket::try_from).collect()
}

/// One ticket with its text, and the text that waits.
pub fn get(
    tx: &mut Tx,
    id: SiteTicketId,
) -> Result<Option<(SiteTicket, String, Option<String>)>, StoreError> {
    let owner = tx.owner();
    let found: Option<(Row, String, Option<String>)> = tickets::table
        .find(id.to_string())
        .filter(tickets::user_id.eq(owner))
        .select((Row::as_select(), tickets::body, tickets::proposal))
        .first(tx.conn())
        .optional()?;
    found.map(|(row, body, proposal)| Ok((row.try_into()?, body, proposal))).transpose()
}

/// The texts of a build's tickets, in no particular order.
pub fn bodies(tx: &mut Tx, build: SiteBuildId) -> Result<Vec<(SiteTicketId, String)>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<(String, String)> = tickets::table
        .filter(tickets::build_id.eq(build.to_string()))
        .filter(tickets::user_id.eq(owner))
        .select((tickets::id, tickets::body))
        .load(tx.conn())?;
    rows.into_iter().map(|(id, body)| Ok((parsed("site ticket id", &id)?, body))).collect()
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
    }
    Ok(changed == 1)
}

/// Throws away the text that waits beside a ticket's own.
pub fn drop_proposal(tx: &mut Tx, id: SiteTicketId) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .set(tickets::proposal.eq(None::<String>))
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

/// Keeps what would be sent of a ticket's version, or why it cannot be. `false` when it was changed since.
pub fn freeze(
    tx: &mut Tx,
    id: SiteTicketId,
    version: i32,
    frozen: Result<(&[u8], &str), &Failure>,
) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let (payload, sha256, refused) = match frozen {
        Ok((payload, sha256)) => (Some(payload), Some(sha256), None),
        Err(failure) => (None, None, Some(to_json(failure)?)),
    };
    let changed = diesel::update(tickets::table.find(id.to_string()))
        .filter(tickets::user_id.eq(owner))
        .filter(tickets::version.eq(version))
        .set((tickets::payload.eq(payload), tickets::payload_sha256.eq(sha256), tickets::refused.eq(refused)))
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

type NeedRow = (String, String, String, String, Option<String>);

/// What the tickets of a build wait for.
pub fn needs(tx: &mut Tx, build: SiteBuildId) -> Result<Vec<Need>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<NeedRow> = needs::table
        .inner_join(tickets::table.on(tickets::id.eq(needs::ticket_id)))
        .filter(tickets::build_id.eq(build.to_string()))
        .filter(needs::user_id.eq(owner))
        .select((needs::ticket_id, needs::need_id, needs::because, needs::link, needs::failure))
        .order((needs::ticket_id, needs::need_id))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(ticket, need, because, link, failure)| {
            Ok(Need {
                ticket: parsed("site ticket id", &ticket)?,
                need: parsed("site ticket id", &need)?,
                because,
                link: word("state of a link", LinkState::parse(&link))?,
                failure: json_opt("failure of a link", failure.as_deref())?,
            })
        })
        .collect()
}

/// Says that a ticket waits for another one. Saying it again changes nothing.
pub fn add_need(
    tx: &mut Tx,
    ticket: SiteTicketId,
    need: SiteTicketId,
    because: &str,
) -> Result<(), StoreError> {
    let owner = tx.owner();
    let values = (
        needs::ticket_id.eq(ticket.to_string()),
        needs::need_id.eq(need.to_string()),
        needs::user_id.eq(owner),
        needs::because.eq(without_nul(because)),
        needs::link.eq(LinkState::Open.as_str()),
    );
    on_either!(tx.conn(), conn => {
        diesel::insert_into(needs::table).values(values).on_conflict_do_nothing().execute(conn)?
    });
    Ok(())
}

/// Says that a ticket no longer waits for another one. `false` when it did not.
pub fn remove_need(tx: &mut Tx, ticket: SiteTicketId, need: SiteTicketId) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let removed = diesel::delete(needs::table.find((ticket.to_string(), need.to_string())))
        .filter(needs::user_id.eq(owner))
        .execute(tx.conn())?;
    Ok(removed == 1)
}

/// Says what became of a link in Jira.
pub fn set_link(
    tx: &mut Tx,
    ticket: SiteTicketId,
    need: SiteTicketId,
    state: LinkState,
    failure: Option<&Failure>,
) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(needs::table.find((ticket.to_string(), need.to_string())))
        .filter(needs::user_id.eq(owner))
        .set((needs::link.eq(state.as_str()), needs::failure.eq(failure.map(to_json).transpose()?)))
        .execute(tx.conn())?;
    Ok(())
}
