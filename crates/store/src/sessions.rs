//! Sign-ins. Only a hash of a session's token is stored.

use crate::{
    StoreError, SystemTx, Tx,
    decode::{moment, parsed, without_nul, word},
    schema::{user_sessions, users},
};
use diesel::prelude::*;
use domain::{
    ids::{SessionId, UserId},
    principal::Role,
    time::Timestamp,
};

/// A session to be stored.
pub struct NewSession {
    /// Its id, from [`crate::Store::new_id`].
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Hash of its token.
    pub token_hash: String,
    /// When it ends without activity.
    pub idle_until: Timestamp,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
    /// Where it came from.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

/// A session that is good now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveSession {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// When it ends without activity.
    pub idle_until: Timestamp,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
    /// The last activity that was recorded.
    pub last_seen_at: Timestamp,
}

/// A session in a person's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// When they signed in.
    pub created_at: Timestamp,
    /// The last activity.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
    /// Where it came from.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
    /// When it was ended by hand.
    pub ended_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_sessions)]
struct Row {
    id: String,
    created_at: i64,
    last_seen_at: i64,
    ends_at: i64,
    address: String,
    user_agent: Option<String>,
    ended_at: Option<i64>,
}

impl TryFrom<Row> for Session {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("session id", &row.id)?,
            created_at: Timestamp::from_millis(row.created_at),
            last_seen_at: Timestamp::from_millis(row.last_seen_at),
            ends_at: Timestamp::from_millis(row.ends_at),
            address: row.address,
            user_agent: row.user_agent,
            ended_at: moment(row.ended_at),
        })
    }
}

/// Stores a session.
pub fn create(tx: &mut SystemTx, new: &NewSession) -> Result<(), StoreError> {
    let now = tx.millis();
    diesel::insert_into(user_sessions::table)
        .values((
            user_sessions::id.eq(new.id.to_string()),
            user_sessions::user_id.eq(new.user.to_string()),
            user_sessions::token_hash.eq(&new.token_hash),
            user_sessions::created_at.eq(now),
            user_sessions::idle_until.eq(new.idle_until.as_millis()),
            user_sessions::ends_at.eq(new.ends_at.as_millis()),
            user_sessions::last_seen_at.eq(now),
            user_sessions::address.eq(&new.address),
            user_sessions::user_agent.eq(new.user_agent.as_deref().map(without_nul)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The session with this token, when it is good now: not ended, not expired, the account not switched off.
pub fn by_token_hash(tx: &mut SystemTx, token_hash: &str) -> Result<Option<LiveSession>, StoreError> {
    let now = tx.millis();
    let found: Option<(String, String, String, i64, i64, i64)> = user_sessions::table
        .inner_join(users::table.on(users::id.eq(user_sessions::user_id)))
        .filter(user_sessions::token_hash.eq(token_hash))
        .filter(user_sessions::ended_at.is_null())
        .filter(user_sessions::idle_until.gt(now))
        .filter(user_sessions::ends_at.gt(now))
        .filter(users::disabled_at.is_null())
        .select((
            user_sessions::id,
            user_sessions::user_id,
            users::role,
            user_sessions::idle_until,
            user_sessions::ends_at,
            user_sessions::last_seen_at,
        ))
        .first(tx.conn())
        .optional()?;
    found
        .map(|(id, user, role, idle_until, ends_at, last_seen_at)| {
            Ok(LiveSession {
                id: parsed("session id", &id)?,
                user: parsed("user id", &user)?,
                role: word("role", Role::parse(&role))?,
                idle_until: Timestamp::from_millis(idle_until),
                ends_at: Timestamp::from_millis(ends_at),
                last_seen_at: Timestamp::from_millis(last_seen_at),
            })
        })
        .transpose()
}

/// Records activity. `false` when the session has ended meanwhile.
pub fn touch(tx: &mut SystemTx, session: SessionId, idle_until: Timestamp) -> Result<bool, StoreError> {
    let now = tx.millis();
    let changed = diesel::update(user_sessions::table.find(session.to_string()))
        .filter(user_sessions::ended_at.is_null())
        .filter(user_sessions::idle_until.gt(now))
        .set((user_sessions::idle_until.eq(idle_until.as_millis()), user_sessions::last_seen_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Ends every session of somebody who is not signed in here.
pub fn end_all_of(tx: &mut SystemTx, user: UserId) -> Result<usize, StoreError> {
    let now = tx.millis();
    Ok(diesel::update(user_sessions::table)
        .filter(user_sessions::user_id.eq(user.to_string()))
        .filter(user_sessions::ended_at.is_null())
        .set(user_sessions::ended_at.eq(now))
        .execute(tx.conn())?)
}

/// Ends one session of the person. `false` when there is none, or it has ended.
pub fn end(tx: &mut Tx, session: SessionId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(user_sessions::table.find(session.to_string()))
        .filter(user_sessions::user_id.eq(owner))
        .filter(user_sessions::ended_at.is_null())
        .set(user_sessions::ended_at.eq(now))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Ends every session of the person, but for one.
pub fn end_all(tx: &mut Tx, except: Option<SessionId>) -> Result<usize, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let except = except.map(|id| id.to_string()).unwrap_or_default();
    Ok(diesel::update(user_sessions::table)
        .filter(user_sessions::user_id.eq(owner))
        .filter(user_sessions::id.ne(except))
        .filter(user_sessions::ended_at.is_null())
        .set(user_sessions::ended_at.eq(now))
        .execute(tx.conn())?)
}

/// The person's sessions that are good now, newest first.
pub fn list(tx: &mut Tx) -> Result<Vec<Session>, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let rows: Vec<Row> = user_sessions::table
        .filter(user_sessions::user_id.eq(owner))
        .filter(user_sessions::ended_at.is_null())
        .filter(user_sessions::idle_until.gt(now))
        .filter(user_sessions::ends_at.gt(now))
        .select(Row::as_select())
        .order((user_sessions::created_at.desc(), user_sessions::id.desc()))
        .load(tx.conn())?;
    rows.into_iter().map(Session::try_from).collect()
}
