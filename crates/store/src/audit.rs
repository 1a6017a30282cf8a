//! Who did what, when. No secrets and nothing personal beyond ids.

use crate::{
    StoreError, SystemTx, Tx,
    connection::AnyConnection,
    decode::{json, parsed, to_json},
    schema::audit_log,
};
use diesel::prelude::*;
use domain::{
    audit::GOOD,
    ids::{AuditId, UserId},
    time::Timestamp,
};
use serde_json::Value;

/// Something to be recorded.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Stable, `area.what`, such as `session.sign_in`.
    pub kind: String,
    /// What it was about, such as `draft:<id>`.
    pub subject: Option<String>,
    /// `ok`, or a failure's code.
    pub outcome: String,
    /// The request it happened in.
    pub request_id: Option<String>,
    /// Where the request came from.
    pub address: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// What else helps to understand it.
    pub detail: Value,
}

/// A recorded line.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The line.
    pub id: AuditId,
    /// Who it was; nobody when it was somebody unknown.
    pub user: Option<UserId>,
    /// When it was.
    pub at: Timestamp,
    /// Stable, `area.what`.
    pub kind: String,
    /// What it was about.
    pub subject: Option<String>,
    /// `ok`, or a failure's code.
    pub outcome: String,
    /// The request it happened in.
    pub request_id: Option<String>,
    /// Where the request came from.
    pub address: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// What else helps to understand it.
    pub detail: Value,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_log)]
struct Row {
    id: String,
    user_id: Option<String>,
    at: i64,
    kind: String,
    subject: Option<String>,
    outcome: String,
    request_id: Option<String>,
    address: Option<String>,
    duration_ms: Option<i64>,
    detail: String,
}

impl TryFrom<Row> for Recorded {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("audit id", &row.id)?,
            user: row.user_id.as_deref().map(|id| parsed("user id", id)).transpose()?,
            at: Timestamp::from_millis(row.at),
            kind: row.kind,
            subject: row.subject,
            outcome: row.outcome,
            request_id: row.request_id,
            address: row.address,
            duration_ms: row.duration_ms,
            detail: json("audit detail", &row.detail)?,
        })
    }
}

fn insert(
    conn: &mut AnyConnection,
    id: AuditId,
    at: i64,
    user: Option<String>,
    entry: &Entry,
) -> Result<(), StoreError> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::id.eq(id.to_string()),
            audit_log::user_id.eq(user),
            audit_log::at.eq(at),
            audit_log::kind.eq(&entry.kind),
            audit_log::subject.eq(&entry.subject),
            audit_log::outcome.eq(&entry.outcome),
            audit_log::request_id.eq(&entry.request_id),
            audit_log::address.eq(&entry.address),
            audit_log::duration_ms.eq(entry.duration_ms),
            audit_log::detail.eq(to_json(&entry.detail)?),
        ))
        .execute(conn)?;
    Ok(())
}

/// Records what the person did.
pub fn record(tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
    let (id, at, owner) = (tx.new_id(), tx.millis(), tx.owner());
    insert(tx.conn(), id, at, Some(owner), entry)
}

/// Records what somebody did who is not signed in (yet), or what the system did.
pub fn record_system(tx: &mut SystemTx, user: Option<UserId>, entry: &Entry) -> Result<(), StoreError> {
    let (id, at) = (tx.new_id(), tx.millis());
    insert(tx.conn(), id, at, user.map(|id| id.to_string()), entry)
}

/// Which lines to read, newest first.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Kinds that begin so; empty for all.
    pub prefixes: &'static [&'static str],
    /// Only what went well, or only what did not.
    pub good: Option<bool>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// At most so many.
    pub limit: u32,
    /// So many left out at the beginning.
    pub offset: u32,
}

/// What the person did, newest first.
pub fn mine(tx: &mut Tx, search: &Search) -> Result<Vec<Recorded>, StoreError> {
    let owner = tx.owner();
    select(tx.conn(), search, Some(vec![owner]))
}

/// What everybody did, or these people, newest first.
pub fn everybody(
    tx: &mut SystemTx,
    search: &Search,
    people: Option<&[UserId]>,
) -> Result<Vec<Recorded>, StoreError> {
    let people = people.map(|people| people.iter().map(ToString::to_string).collect());
    select(tx.conn(), search, people)
}

fn select(
    conn: &mut AnyConnection,
    search: &Search,
    people: Option<Vec<String>>,
) -> Result<Vec<Recorded>, StoreError> {
    let mut query = audit_log::table
        .select(Row::as_select())
        .order((audit_log::at.desc(), audit_log::id.desc()))
        .limit(i64::from(search.limit))
        .offset(i64::from(search.offset))
        .into_boxed();
    // First, because an alternative is one to everything before it.
    for prefix in search.prefixes {
        query = query.or_filter(audit_log::kind.like(format!("{prefix}%")));
    }
    if let Some(people) = people {
        query = query.filter(audit_log::user_id.assume_not_null().eq_any(people));
    }
    match search.good {
        Some(true) => query = query.filter(audit_log::outcome.eq_any(GOOD)),
        Some(false) => query = query.filter(audit_log::outcome.ne_all(GOOD)),
        None => {}
    }
    if let Some(from) = search.from {
        query = query.filter(audit_log::at.ge(from.as_millis()));
    }
    if let Some(until) = search.until {
        query = query.filter(audit_log::at.lt(until.as_millis()));
    }
    let rows: Vec<Row> = query.load(conn)?;
    rows.into_iter().map(Recorded::try_from).collect()
}

/// What the person did with one thing, oldest first.
pub fn timeline(tx: &mut Tx, subject: &str) -> Result<Vec<Recorded>, StoreError> {
    let owner = tx.owner();
    let rows = audit_log::table
        .filter(audit_log::user_id.eq(owner))
        .filter(audit_log::subject.eq(subject))
        .select(Row::as_select())
        .order((audit_log::at, audit_log::id))
        .load(tx.conn())?;
    rows.into_iter().map(Recorded::try_from).collect()
}
