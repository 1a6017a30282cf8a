//! People's accounts.

use crate::{
    StoreError, SystemTx, Tx,
    decode::{moment, parsed, without_nul, word},
    schema::users,
};
use diesel::prelude::*;
use domain::{ids::UserId, jira::SiteId, principal::Role, text::search_key, time::Timestamp};

/// A person's account, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The site its identity was proved on.
    pub site: SiteId,
    /// Jira's `name` or `accountId`.
    pub employee_id: String,
    /// Display name.
    pub name: String,
    /// Hidden on some sites.
    pub email: Option<String>,
    /// Base address of the site.
    pub jira_url: String,
    /// What they may do.
    pub role: Role,
    /// Whether [`avatar`] has a picture.
    pub has_avatar: bool,
    /// Since when the account is switched off.
    pub disabled_at: Option<Timestamp>,
    /// When they registered.
    pub created_at: Timestamp,
}

/// An account to be created. The id comes from [`crate::Store::new_id`], because the wrapped key is bound to it.
pub struct NewUser {
    /// The account's id.
    pub id: UserId,
    /// The site the identity was proved on.
    pub site: SiteId,
    /// Jira's `name` or `accountId`.
    pub employee_id: String,
    /// Display name.
    pub name: String,
    /// Hidden on some sites.
    pub email: Option<String>,
    /// Base address of the site.
    pub jira_url: String,
    /// What they may do.
    pub role: Role,
    /// Hash of the password.
    pub password_hash: String,
    /// The person's data key, wrapped by the key ring.
    pub wrapped_key: String,
    /// Media type and bytes of the picture.
    pub avatar: Option<(String, Vec<u8>)>,
}

/// Whether an account could be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creation {
    /// It was.
    Created,
    /// The site has an account with this employee id.
    EmployeeIdTaken,
    /// The site has an account with this e-mail address.
    EmailTaken,
}

/// An account that may be meant by what somebody typed to sign in.
pub struct SignInCandidate {
    /// The account.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// Hash of the password.
    pub password_hash: String,
    /// Switched off: must not sign in.
    pub disabled: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct Row {
    id: String,
    site: String,
    employee_id: String,
    name: String,
    email: Option<String>,
    jira_url: String,
    role: String,
    avatar_type: Option<String>,
    disabled_at: Option<i64>,
    created_at: i64,
}

impl TryFrom<Row> for User {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("user id", &row.id)?,
            site: word("site", SiteId::parse(&row.site).ok())?,
            employee_id: row.employee_id,
            name: row.name,
            email: row.email,
            jira_url: row.jira_url,
            role: word("role", Role::parse(&row.role))?,
            has_avatar: row.avatar_type.is_some(),
            disabled_at: moment(row.disabled_at),
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}

/// The person's own account.
pub fn me(tx: &mut Tx) -> Result<Option<User>, StoreError> {
    let owner = tx.owner();
    let row = users::table.find(owner).select(Row::as_select()).first(tx.conn()).optional()?;
    row.map(User::try_from).transpose()
}

/// The person's data key, wrapped by the key ring.
pub fn wrapped_key(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    let owner = tx.owner();
    Ok(users::table.find(owner).select(users::wrapped_key).first(tx.conn()).optional()?)
}

/// The hash of the person's password, to ask for it again.
pub fn password_hash(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    let owner = tx.owner();
    Ok(users::table.find(owner).select(users::password_hash).first(tx.conn()).optional()?)
}

/// Media type and bytes of the person's picture.
pub fn avatar(tx: &mut Tx) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let owner = tx.owner();
    let found: Option<(Option<String>, Option<Vec<u8>>)> =
        users::table.find(owner).select((users::avatar_type, users::avatar)).first(tx.conn()).optional()?;
    Ok(found.and_then(|(kind, bytes)| kind.zip(bytes)))
}

/// A new password for the person.
pub fn set_password(tx: &mut Tx, hash: &str) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(users::table.find(owner))
        .set((users::password_hash.eq(hash), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Creates an account, unless its employee id or e-mail address is taken on the site.
pub fn create(tx: &mut SystemTx, new: NewUser) -> Result<Creation, StoreError> {
    let now = tx.millis();
    let site = new.site.as_str().to_owned();
    let employee_key = search_key(&new.employee_id);
    let email_key = new.email.as_deref().map(search_key);
    let (avatar_type, avatar) = new.avatar.unzip();
    let values = (
        users::id.eq(new.id.to_string()),
        users::site.eq(&site),
        users::employee_id.eq(without_nul(&new.employee_id)),
        users::employee_key.eq(&employee_key),
        users::name.eq(without_nul(&new.name)),
        users::name_key.eq(search_key(&new.name)),
        users::email.eq(new.email.as_deref().map(without_nul)),
        users::email_key.eq(&email_key),
        users::jira_url.eq(&new.jira_url),
        users::role.eq(new.role.as_str()),
        users::password_hash.eq(&new.password_hash),
        users::wrapped_key.eq(&new.wrapped_key),
        users::avatar_type.eq(avatar_type),
        users::avatar.eq(avatar),
        users::created_at.eq(now),
        users::updated_at.eq(now),
    );
    // A violated constraint would kill the transaction on PostgreSQL, so this asks for none.
    let inserted = on_either!(tx.conn(), conn => {
        diesel::insert_into(users::table).values(values).on_conflict_do_nothing().execute(conn)?
    });
    if inserted == 1 {
        return Ok(Creation::Created);
    }
    let same_employee: Option<String> = users::table
        .filter(users::site.eq(&site).and(users::employee_key.eq(&employee_key)))
        .select(users::id)
        .first(tx.conn())
        .optional()?;
    Ok(if same_employee.is_some() { Creation::EmployeeIdTaken } else { Creation::EmailTaken })
}

/// The account of an identity that a token has proved.
pub fn find_identity(
    tx: &mut SystemTx,
    site: &SiteId,
    employee_id: &str,
) -> Result<Option<User>, StoreError> {
    let row = users::table
        .filter(users::site.eq(site.as_str()).and(users::employee_key.eq(search_key(employee_id))))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(User::try_from).transpose()
}

/// Every account (at most three) that may be meant by an employee id, an e-mail address or a name, exact
/// ones only: those who match by employee id or e-mail address come alone. More than one means that the
/// login is ambiguous and has to be refused like a wrong password.
pub fn sign_in_candidates(
    tx: &mut SystemTx,
    login: &str,
    site: Option<&SiteId>,
) -> Result<Vec<SignInCandidate>, StoreError> {
    let key = search_key(login);
    let columns = (users::id, users::role, users::password_hash, users::disabled_at, users::site);
    let mut found: Vec<(String, String, String, Option<i64>, String)> = users::table
        .filter(users::employee_key.eq(&key).or(users::email_key.eq(&key)))
        .select(columns)
        .order(users::id)
        .load(tx.conn())?;
    if let Some(site) = site {
        found.retain(|row| row.4 == site.as_str());
    }
    if found.is_empty() {
        found =
            users::table.filter(users::name_key.eq(&key)).select(columns).order(users::id).load(tx.conn())?;
        if let Some(site) = site {
            found.retain(|row| row.4 == site.as_str());
        }
    }
    found
        .into_iter()
        .take(3)
        .map(|(id, role, password_hash, disabled_at, _)| {
            Ok(SignInCandidate {
                user: parsed("user id", &id)?,
                role: word("role", Role::parse(&role))?,
                password_hash,
                disabled: disabled_at.is_some(),
            })
        })
        .collect()
}

/// A new password for somebody who proved their identity again.
pub fn reset_password(tx: &mut SystemTx, user: UserId, hash: &str) -> Result<bool, StoreError> {
    let now = tx.millis();
    let changed = diesel::update(users::table.find(user.to_string()))
        .set((users::password_hash.eq(hash), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// The wrapped data key of somebody who proved their identity again and is not signed in.
pub fn wrapped_key_of(tx: &mut SystemTx, user: UserId) -> Result<Option<String>, StoreError> {
    Ok(users::table.find(user.to_string()).select(users::wrapped_key).first(tx.conn()).optional()?)
}

/// Another role.
pub fn set_role(tx: &mut SystemTx, user: UserId, role: Role) -> Result<bool, StoreError> {
    let now = tx.millis();
    let changed = diesel::update(users::table.find(user.to_string()))
        .set((users::role.eq(role.as_str()), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Switches an account off or on. Sessions of a disabled account are dead at once.
pub fn set_disabled(tx: &mut SystemTx, user: UserId, disabled: bool) -> Result<bool, StoreError> {
    let now = tx.millis();
    let changed = diesel::update(users::table.find(user.to_string()))
        .set((users::disabled_at.eq(disabled.then_some(now)), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Everybody, by name.
pub fn list(tx: &mut SystemTx) -> Result<Vec<User>, StoreError> {
    let rows = users::table.select(Row::as_select()).order((users::name_key, users::id)).load(tx.conn())?;
    rows.into_iter().map(User::try_from).collect()
}
