//! What becomes of issues whose tickets' rows changed after they were created.

use crate::{
    StoreError, Tx,
    decode::{json_opt, parsed, to_json, without_nul, word},
    schema::{site_ticket_updates as updates, site_tickets as tickets},
};
use contract::views::{UpdateState, UpdateWay};
use diesel::prelude::*;
use domain::{
    failure::Failure,
    ids::{OperationId, SiteBuildId, SiteTicketId},
    time::Timestamp,
};

/// A change of an issue, as it was looked at. Its bytes are read by [`update_payload`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// Names the change in Jira.
    pub operation: OperationId,
    /// What becomes of the issue.
    pub way: UpdateWay,
    /// Where that is.
    pub state: UpdateState,
    /// SHA-256 of the description that the issue had, hexadecimal.
    pub seen_sha256: String,
    /// That description, where it is not what was sent.
    pub theirs: Option<String>,
    /// The ticket's text once it is done, Markdown.
    pub body: String,
    /// SHA-256 of what could be written, hexadecimal.
    pub payload_sha256: String,
    /// What went wrong.
    pub failure: Option<Failure>,
    /// When Jira was looked at; the store fills this in.
    pub looked_at: Timestamp,
}

type Row = (String, String, String, String, String, Option<String>, String, String, Option<String>, i64);

fn read(row: Row) -> Result<Update, StoreError> {
    let (ticket, operation, way, state, seen_sha256, theirs, body, payload_sha256, failure, looked_at) = row;
    Ok(Update {
        ticket: parsed("site ticket id", &ticket)?,
        operation: parsed("operation id", &operation)?,
        way: word("way of an update", UpdateWay::parse(&way))?,
        state: word("state of an update", UpdateState::parse(&state))?,
        seen_sha256,
        theirs,
        body,
        payload_sha256,
        failure: json_opt("failure of an update", failure.as_deref())?,
        looked_at: Timestamp::from_millis(looked_at),
    })
}

/// The changes of a build's issues in the order of their tickets.
pub fn updates(tx: &mut Tx, build: SiteBuildId) -> Result<Vec<Update>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<Row> = updates::table
        .inner_join(tickets::table.on(tickets::id.eq(updates::ticket_id)))
        .filter(tickets::build_id.eq(build.to_string()))
        .filter(updates::user_id.eq(owner))
        .select((
            updates::ticket_id,
            updates::operation_id,
            updates::way,
            updates::state,
            updates::seen_sha256,
            updates::theirs,
            updates::body,
            updates::payload_sha256,
            updates::failure,
            updates::looked_at,
        ))
        .order((tickets::position, tickets::id))
        .load(tx.conn())?;
    rows.into_iter().map(read).collect()
}

/// What could be written to a ticket's issue.
pub fn update_payload(tx: &mut Tx, ticket: SiteTicketId) -> Result<Option<Vec<u8>>, StoreError> {
    let owner = tx.owner();
    Ok(updates::table
        .find(ticket.to_string())
        .filter(updates::user_id.eq(owner))
        .select(updates::payload)
        .first(tx.conn())
        .optional()?)
}

/// Keeps a change in place of the one there was, unless that one may be on its way. Says whether it is kept.
pub fn put_update(tx: &mut Tx, new: &Update, payload: &[u8]) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    diesel::delete(updates::table.find(new.ticket.to_string()))
        .filter(updates::user_id.eq(&owner))
        .filter(updates::state.ne(UpdateState::Doubtful.as_str()))
        .execute(tx.conn())?;
    let values = (
        updates::ticket_id.eq(new.ticket.to_string()),
        updates::user_id.eq(&owner),
        updates::operation_id.eq(new.operation.to_string()),
        updates::way.eq(new.way.as_str()),
        updates::state.eq(new.state.as_str()),
        updates::seen_sha256.eq(&new.seen_sha256),
        updates::theirs.eq(new.theirs.as_deref().map(without_nul)),
        updates::body.eq(without_nul(&new.body)),
        updates::payload.eq(payload),
        updates::payload_sha256.eq(&new.payload_sha256),
        updates::failure.eq(new.failure.as_ref().map(to_json).transpose()?),
        updates::looked_at.eq(now),
    );
    let kept = on_either!(tx.conn(), conn => {
        diesel::insert_into(updates::table).values(values).on_conflict_do_nothing().execute(conn)?
    });
    Ok(kept == 1)
}

/// Forgets the change of a ticket's issue, unless it may be on its way.
pub fn drop_update(tx: &mut Tx, ticket: SiteTicketId) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::delete(updates::table.find(ticket.to_string()))
        .filter(updates::user_id.eq(owner))
        .filter(updates::state.ne(UpdateState::Doubtful.as_str()))
        .execute(tx.conn())?;
    Ok(())
}

/// Says what becomes of an issue, as long as nothing has been written; what may have been can only be left. Says whether that
/// was so.
pub fn choose_way(tx: &mut Tx, ticket: SiteTicketId, way: UpdateWay) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let (open, doubtful) = (UpdateState::Open.as_str(), UpdateState::Doubtful.as_str());
    let states = if way == UpdateWay::Leave { vec![open, doubtful] } else { vec![open] };
    let changed = diesel::update(updates::table.find(ticket.to_string()))
        .filter(updates::user_id.eq(owner))
        .filter(updates::state.eq_any(states))
        .set(updates::way.eq(way.as_str()))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Says where a change is, as long as it is the one that was looked at. Says whether it was.
pub fn mark_update(
    tx: &mut Tx,
    ticket: SiteTicketId,
    operation: OperationId,
    state: UpdateState,
    failure: Option<&Failure>,
) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(updates::table.find(ticket.to_string()))
        .filter(updates::user_id.eq(owner))
        .filter(updates::operation_id.eq(operation.to_string()))
        .set((updates::state.eq(state.as_str()), updates::failure.eq(failure.map(to_json).transpose()?)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
