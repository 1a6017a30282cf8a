//! A person's links to Jira, Confluence and a model. Secrets come sealed and leave sealed, and only through
//! the person's own transaction.

use crate::{
    StoreError, SystemTx, Tx,
    connection::AnyConnection,
    decode::{json_opt, moment, parsed, to_json, word},
    schema::connections,
};
use contract::views::ConnectionStatus;
use diesel::prelude::*;
use domain::{
    failure::Failure,
    ids::{ConnectionId, UserId},
    time::Timestamp,
};

/// What a connection leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionKind {
    /// Jira.
    Jira,
    /// Confluence.
    Confluence,
    /// A model.
    Llm,
}

impl ConnectionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Jira, Self::Confluence, Self::Llm];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jira => "jira",
            Self::Confluence => "confluence",
            Self::Llm => "llm",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A connection without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The connection.
    pub id: ConnectionId,
    /// What it leads to.
    pub kind: ConnectionKind,
    /// The model's provider.
    pub provider: Option<String>,
    /// Where it goes.
    pub url: String,
    /// Whose token it is, where the token alone does not say it: an Atlassian account's e-mail address.
    pub account: Option<String>,
    /// The secret, masked.
    pub secret_hint: String,
    /// Certificate authorities that this connection trusts besides the usual ones, PEM.
    pub ca_pem: Option<String>,
    /// Whether the person wants certificates to be checked.
    pub verify_tls: bool,
    /// How far it is.
    pub status: ConnectionStatus,
    /// The last test.
    pub tested_at: Option<Timestamp>,
    /// What the last test said when it succeeded.
    pub success: Option<String>,
    /// What the last test said when it failed.
    pub failure: Option<Failure>,
    /// When it was saved.
    pub updated_at: Timestamp,
}

/// A connection to be saved.
pub struct SaveConnection {
    /// From [`id_of`] or new; the sealed secret is bound to it.
    pub id: ConnectionId,
    /// What it leads to.
    pub kind: ConnectionKind,
    /// The model's provider.
    pub provider: Option<String>,
    /// Where it goes. Another address than before takes the trust of the earlier one away.
    pub url: String,
    /// Whose token it is, where the token alone does not say it.
    pub account: Option<String>,
    /// The secret, sealed.
    pub sealed_secret: String,
    /// The secret, masked.
    pub secret_hint: String,
}

/// What a test said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestResult {
    /// It works; in words.
    Success(String),
    /// It does not.
    Failure(Failure),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = connections)]
struct Row {
    id: String,
    kind: String,
    provider: Option<String>,
    url: String,
    account: Option<String>,
    secret_hint: String,
    ca_pem: Option<String>,
    verify_tls: bool,
    status: String,
    tested_at: Option<i64>,
    success: Option<String>,
    failure: Option<String>,
    updated_at: i64,
}

pub(crate) const UNTESTED: &str = "untested";
const TESTED: &str = "tested";
const FAILED: &str = "failed";

impl TryFrom<Row> for Connection {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let status = match row.status.as_str() {
            UNTESTED => Some(ConnectionStatus::Untested),
            TESTED => Some(ConnectionStatus::Tested),
            FAILED => Some(ConnectionStatus::Failed),
            _ => None,
        };
        Ok(Self {
            id: parsed("connection id", &row.id)?,
            kind: word("connection kind", ConnectionKind::parse(&row.kind))?,
            provider: row.provider,
            url: row.url,
            account: row.account,
            secret_hint: row.secret_hint,
            ca_pem: row.ca_pem,
            verify_tls: row.verify_tls,
            status: word("connection status", status)?,
            tested_at: moment(row.tested_at),
            success: row.success,
            failure: json_opt("failure", row.failure.as_deref())?,
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

/// The id a connection of this kind has or will have. Seal the secret for it, then [`save`].
pub fn id_of(tx: &mut Tx, kind: ConnectionKind) -> Result<ConnectionId, StoreError> {
    let owner = tx.owner();
    Ok(find_id(tx.conn(), &owner, kind)?.unwrap_or_else(|| tx.new_id()))
}

/// The same for somebody who has proved their identity and is not signed in.
pub fn id_of_proved(
    tx: &mut SystemTx,
    user: UserId,
    kind: ConnectionKind,
) -> Result<ConnectionId, StoreError> {
    Ok(find_id(tx.conn(), &user.to_string(), kind)?.unwrap_or_else(|| tx.new_id()))
}

fn find_id(
    conn: &mut AnyConnection,
    owner: &str,
    kind: ConnectionKind,
) -> Result<Option<ConnectionId>, StoreError> {
    let found: Option<String> = connections::table
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(kind.as_str()))
        .select(connections::id)
        .first(conn)
        .optional()?;
    found.map(|id| parsed("connection id", &id)).transpose()
}

/// Saves a connection in place of the person's earlier one of its kind. It is untested afterwards.
pub fn save(tx: &mut Tx, new: &SaveConnection) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    replace(tx.conn(), &owner, now, new, None)
}

/// Saves the connection with which somebody has just proved their identity: it counts as tested, with these
/// words.
pub fn save_proved(
    tx: &mut SystemTx,
    user: UserId,
    new: &SaveConnection,
    words: &str,
) -> Result<(), StoreError> {
    let now = tx.millis();
    replace(tx.conn(), &user.to_string(), now, new, Some(words))
}

fn replace(
    conn: &mut AnyConnection,
    owner: &str,
    now: i64,
    new: &SaveConnection,
    tested: Option<&str>,
) -> Result<(), StoreError> {
    let earlier: Option<Earlier> = connections::table
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(new.kind.as_str()))
        .select(Earlier::as_select())
        .first(conn)
        .optional()?;
    diesel::delete(connections::table)
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(new.kind.as_str()))
        .execute(conn)?;
    let created_at = earlier.as_ref().map_or(now, |earlier| earlier.created_at);
    // Trust was given to one server, and does not follow the connection to another.
    let trusted = earlier.filter(|earlier| earlier.url == new.url && earlier.provider == new.provider);
    diesel::insert_into(connections::table)
        .values((
            connections::id.eq(new.id.to_string()),
            connections::user_id.eq(owner),
            connections::kind.eq(new.kind.as_str()),
            connections::provider.eq(&new.provider),
            connections::url.eq(&new.url),
            connections::account.eq(&new.account),
            connections::sealed_secret.eq(&new.sealed_secret),
            connections::secret_hint.eq(&new.secret_hint),
            connections::ca_pem.eq(trusted.as_ref().and_then(|trusted| trusted.ca_pem.as_deref())),
            connections::verify_tls.eq(trusted.as_ref().is_none_or(|trusted| trusted.verify_tls)),
            connections::status.eq(if tested.is_some() { TESTED } else { UNTESTED }),
            connections::tested_at.eq(tested.map(|_| now)),
            connections::success.eq(tested),
            connections::created_at.eq(created_at),
            connections::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// What outlives a change of the secret.
#[derive(Queryable, Selectable)]
#[diesel(table_name = connections)]
struct Earlier {
    provider: Option<String>,
    url: String,
    ca_pem: Option<String>,
    verify_tls: bool,
    created_at: i64,
}

/// The person's connections.
pub fn list(tx: &mut Tx) -> Result<Vec<Connection>, StoreError> {
    let owner = tx.owner();
    let rows = connections::table
        .filter(connections::user_id.eq(owner))
        .select(Row::as_select())
        .order(connections::kind)
        .load(tx.conn())?;
    rows.into_iter().map(Connection::try_from).collect()
}

/// The person's connection of one kind.
pub fn get(tx: &mut Tx, kind: ConnectionKind) -> Result<Option<Connection>, StoreError> {
    let owner = tx.owner();
    let row = connections::table
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(kind.as_str()))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Connection::try_from).transpose()
}

/// The person's sealed secret of one kind, with the id it is bound to.
pub fn sealed_secret(
    tx: &mut Tx,
    kind: ConnectionKind,
) -> Result<Option<(ConnectionId, String)>, StoreError> {
    let owner = tx.owner();
    let found: Option<(String, String)> = connections::table
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(kind.as_str()))
        .select((connections::id, connections::sealed_secret))
        .first(tx.conn())
        .optional()?;
    found.map(|(id, secret)| Ok((parsed("connection id", &id)?, secret))).transpose()
}

/// Records a test, unless the connection was saved again since it was read: `saved_at` is the
/// [`Connection::updated_at`] that was tested.
pub fn set_test(
    tx: &mut Tx,
    id: ConnectionId,
    saved_at: Timestamp,
    result: &TestResult,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let (status, success, failure) = match result {
        TestResult::Success(words) => (TESTED, Some(words.clone()), None),
        TestResult::Failure(failure) => (FAILED, None, Some(to_json(failure)?)),
    };
    let changed = diesel::update(connections::table.find(id.to_string()))
        .filter(connections::user_id.eq(owner))
        .filter(connections::updated_at.eq(saved_at.as_millis()))
        .set((
            connections::status.eq(status),
            connections::tested_at.eq(now),
            connections::success.eq(success),
            connections::failure.eq(failure),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Removes a connection.
pub fn remove(tx: &mut Tx, kind: ConnectionKind) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let deleted = diesel::delete(connections::table)
        .filter(connections::user_id.eq(owner))
        .filter(connections::kind.eq(kind.as_str()))
        .execute(tx.conn())?;
    Ok(deleted == 1)
}
