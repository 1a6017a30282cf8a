//! What tickets wait for, and the links that say so in Jira.

use crate::{
    StoreError, Tx,
    decode::{json_opt, parsed, to_json, without_nul, word},
    schema::{site_ticket_needs as needs, site_tickets as tickets},
};
use diesel::prelude::*;
use domain::{
    failure::Failure,
    ids::{SiteBuildId, SiteTicketId},
};

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
