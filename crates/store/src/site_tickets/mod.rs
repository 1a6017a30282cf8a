//! The tickets of site builds: what they say, what they wait for, and what would be sent of them.

mod fields;
mod frozen;
mod needs;
mod rows;
mod updates;
mod write;

pub use fields::{set_fields, set_sprint};
pub use frozen::{Frozen, freeze, hold, payload, set_fixes, thaw};
pub use needs::{LinkState, Need, add_need, needs, remove_need, set_link};
pub use rows::{TicketRows, rows, set_rows};
pub use updates::{Update, choose_way, drop_update, mark_update, put_update, update_payload, updates};
pub use write::{
    NewTicket, Renewal, Text, drop_proposal, forget_proposal, insert, remove, renew, set_note, set_position,
    set_ready, settle_update, write,
};

use crate::{
    StoreError, Tx,
    decode::{json, json_opt, parsed, word},
    schema::site_tickets as tickets,
};
use contract::views::{TicketFields, TicketOrigin};
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
    /// SHA-256 of its title and its rows when it was made, or brought up to date, hexadecimal.
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
    /// What its issue gets beside the text.
    pub fields: TicketFields,
    /// Counts changes of those.
    pub fields_version: i32,
    /// What became of putting its issue into the sprint.
    pub sprint: SprintState,
}

/// What became of putting an issue into its sprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SprintState {
    /// Not done.
    Open,
    /// It is there.
    Made,
    /// Jira said no.
    Refused,
}

impl SprintState {
    const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Made => Some("made"),
            Self::Refused => Some("refused"),
        }
    }
    fn parse(text: Option<&str>) -> Option<Self> {
        match text {
            None => Some(Self::Open),
            Some("made") => Some(Self::Made),
            Some("refused") => Some(Self::Refused),
            Some(_) => None,
        }
    }
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
    fields: String,
    fields_version: i32,
    sprint_state: Option<String>,
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
            fields: json("fields of a ticket", &row.fields)?,
            fields_version: row.fields_version,
            sprint: word("state of a sprint", SprintState::parse(row.sprint_state.as_deref()))?,
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
