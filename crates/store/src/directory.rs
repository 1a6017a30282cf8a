//! Everybody's accounts as administrators see them: no password, no key, no secret.

use crate::{
    StoreError, SystemTx,
    accounts::{Row, User},
    decode::{containing, parsed},
    schema::{user_sessions, users},
};
use diesel::{dsl, prelude::*};
use domain::{ids::UserId, principal::Role, text::search_key, time::Timestamp};
use std::collections::HashMap;

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The account.
    pub user: User,
    /// The last activity of any session that is still kept.
    pub last_seen_at: Option<Timestamp>,
    /// Sessions that are good now.
    pub sessions: u32,
}

/// Accounts whose name, employee id and e-mail address contain all words, by name. Ask for one more than a
/// page shows to know whether more follow.
pub fn search(tx: &mut SystemTx, words: &str, limit: u32, offset: u32) -> Result<Vec<Listed>, StoreError> {
    let mut query = users::table
        .select(Row::as_select())
        .order((users::name_key, users::id))
        .limit(i64::from(limit))
        .offset(i64::from(offset))
        .into_boxed();
    for word in search_key(words).split(' ').filter(|word| !word.is_empty()).take(8) {
        let pattern = containing(word);
        query = query.filter(
            users::name_key
                .like(pattern.clone())
                .escape('\\')
                .or(users::employee_key.like(pattern.clone()).escape('\\'))
                .or(users::email_key.assume_not_null().like(pattern).escape('\\')),
        );
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    let found = rows.into_iter().map(User::try_from).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<String> = found.iter().map(|user| user.id.to_string()).collect();
    let mut seen = activity(tx, ids)?;
    Ok(found
        .into_iter()
        .map(|user| {
            let (last_seen_at, sessions) = seen.remove(&user.id.to_string()).unwrap_or_default();
            Listed { user, last_seen_at, sessions }
        })
        .collect())
}

/// Whose, last seen, idle until, ends at, ended at.
type Seen = (String, i64, i64, i64, Option<i64>);
type Activity = HashMap<String, (Option<Timestamp>, u32)>;

fn activity(tx: &mut SystemTx, ids: Vec<String>) -> Result<Activity, StoreError> {
    let now = tx.millis();
    let rows: Vec<Seen> = user_sessions::table
        .filter(user_sessions::user_id.eq_any(ids))
        .select((
            user_sessions::user_id,
            user_sessions::last_seen_at,
            user_sessions::idle_until,
            user_sessions::ends_at,
            user_sessions::ended_at,
        ))
        .load(tx.conn())?;
    let mut seen = Activity::new();
    for (user, last, idle_until, ends_at, ended_at) in rows {
        let (latest, sessions) = seen.entry(user).or_default();
        *latest = (*latest).max(Some(Timestamp::from_millis(last)));
        *sessions += u32::from(ended_at.is_none() && idle_until > now && ends_at > now);
    }
    Ok(seen)
}

/// One account.
pub fn find(tx: &mut SystemTx, user: UserId) -> Result<Option<User>, StoreError> {
    let row = users::table.find(user.to_string()).select(Row::as_select()).first(tx.conn()).optional()?;
    row.map(User::try_from).transpose()
}

/// The accounts with this employee id, on any site.
pub fn by_employee_id(tx: &mut SystemTx, employee_id: &str) -> Result<Vec<UserId>, StoreError> {
    let found: Vec<String> = users::table
        .filter(users::employee_key.eq(search_key(employee_id)))
        .select(users::id)
        .order(users::id)
        .load(tx.conn())?;
    found.iter().map(|id| parsed("user id", id)).collect()
}

/// Name and employee id of several people.
pub fn names(
    tx: &mut SystemTx,
    people: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, (String, String)>, StoreError> {
    let ids: Vec<String> = people.into_iter().map(|id| id.to_string()).collect();
    let rows: Vec<(String, String, String)> = users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::name, users::employee_id))
        .load(tx.conn())?;
    rows.into_iter().map(|(id, name, employee)| Ok((parsed("user id", &id)?, (name, employee)))).collect()
}

/// How many people have registered with each site.
pub fn count_by_site(tx: &mut SystemTx) -> Result<HashMap<String, u32>, StoreError> {
    let rows: Vec<(String, i64)> =
        users::table.group_by(users::site).select((users::site, dsl::count_star())).load(tx.conn())?;
    Ok(rows.into_iter().map(|(site, count)| (site, u32::try_from(count).unwrap_or(u32::MAX))).collect())
}

/// The administrators whose accounts are on. Their rows stay locked until the transaction ends, so that two
/// administrators cannot switch each other off at the same moment.
pub fn lock_admins(tx: &mut SystemTx) -> Result<Vec<UserId>, StoreError> {
    let admin = Role::Admin.as_str();
    diesel::update(users::table.filter(users::role.eq(admin)))
        .set(users::role.eq(admin))
        .execute(tx.conn())?;
    let found: Vec<String> = users::table
        .filter(users::role.eq(admin))
        .filter(users::disabled_at.is_null())
        .select(users::id)
        .load(tx.conn())?;
    found.iter().map(|id| parsed("user id", id)).collect()
}
