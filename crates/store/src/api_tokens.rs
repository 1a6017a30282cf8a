//! Tokens with which programs act for a person. Only a hash is stored.

use crate::{
    StoreError, SystemTx, Tx,
    decode::{moment, parsed, without_nul, word},
    schema::{api_tokens, users},
};
use diesel::prelude::*;
use domain::{
    api_tokens::Scopes,
    ids::{ApiTokenId, UserId},
    time::Timestamp,
};

/// A token to be stored.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// What its owner calls it.
    pub name: String,
    /// Hash of the token.
    pub token_hash: String,
    /// Its beginning, by which people tell their tokens apart.
    pub token_hint: String,
    /// What it allows.
    pub scopes: Scopes,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A token in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// The token.
    pub id: ApiTokenId,
    /// What its owner calls it.
    pub name: String,
    /// Its beginning.
    pub token_hint: String,
    /// What it allows.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends or ended.
    pub expires_at: Timestamp,
    /// When a program last came with it, to about a minute.
    pub last_used_at: Option<Timestamp>,
}

/// A token that is good now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveApiToken {
    /// The token.
    pub id: ApiTokenId,
    /// Whose it is.
    pub user: UserId,
    /// What it allows.
    pub scopes: Scopes,
    /// The stored hash.
    pub token_hash: String,
    /// When a program last came with it, as recorded.
    pub last_used_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_tokens)]
struct Row {
    id: String,
    name: String,
    token_hint: String,
    scopes: String,
    created_at: i64,
    expires_at: i64,
    last_used_at: Option<i64>,
}

impl TryFrom<Row> for ApiToken {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("token id", &row.id)?,
            name: row.name,
            token_hint: row.token_hint,
            scopes: word("scopes", Scopes::parse(&row.scopes))?,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            last_used_at: moment(row.last_used_at),
        })
    }
}

/// Stores a token.
pub fn create(tx: &mut Tx, new: &NewApiToken) -> Result<ApiToken, StoreError> {
    let (owner, now, id) = (tx.owner(), tx.now(), tx.new_id::<ApiTokenId>());
    let name = without_nul(&new.name);
    diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::id.eq(id.to_string()),
            api_tokens::user_id.eq(owner),
            api_tokens::name.eq(&name),
            api_tokens::token_hash.eq(&new.token_hash),
            api_tokens::token_hint.eq(&new.token_hint),
            api_tokens::scopes.eq(new.scopes.to_string()),
            api_tokens::created_at.eq(now.as_millis()),
            api_tokens::expires_at.eq(new.expires_at.as_millis()),
        ))
        .execute(tx.conn())?;
    Ok(ApiToken {
        id,
        name,
        token_hint: new.token_hint.clone(),
        scopes: new.scopes,
        created_at: now,
        expires_at: new.expires_at,
        last_used_at: None,
    })
}

/// The person's tokens, newest first; expired ones too, until upkeep takes them away.
pub fn list(tx: &mut Tx) -> Result<Vec<ApiToken>, StoreError> {
    let owner = tx.owner();
    let rows = api_tokens::table
        .filter(api_tokens::user_id.eq(owner))
        .select(Row::as_select())
        .order((api_tokens::created_at.desc(), api_tokens::id.desc()))
        .load(tx.conn())?;
    rows.into_iter().map(ApiToken::try_from).collect()
}

/// Takes one of the person's tokens away. `false` when there is none.
pub fn revoke(tx: &mut Tx, id: ApiTokenId) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let gone = diesel::delete(api_tokens::table.find(id.to_string()))
        .filter(api_tokens::user_id.eq(owner))
        .execute(tx.conn())?;
    Ok(gone == 1)
}

/// Takes away every token of somebody who is not signed in here, such as after a forgotten password.
pub fn revoke_all_of(tx: &mut SystemTx, user: UserId) -> Result<usize, StoreError> {
    Ok(diesel::delete(api_tokens::table)
        .filter(api_tokens::user_id.eq(user.to_string()))
        .execute(tx.conn())?)
}

/// The token with this hash, when it is good now: not expired, the account not switched off.
pub fn by_hash(tx: &mut SystemTx, token_hash: &str) -> Result<Option<LiveApiToken>, StoreError> {
    let now = tx.millis();
    let found: Option<(String, String, String, String, Option<i64>)> = api_tokens::table
        .inner_join(users::table.on(users::id.eq(api_tokens::user_id)))
        .filter(api_tokens::token_hash.eq(token_hash))
        .filter(api_tokens::expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .select((
            api_tokens::id,
            api_tokens::user_id,
            api_tokens::scopes,
            api_tokens::token_hash,
            api_tokens::last_used_at,
        ))
        .first(tx.conn())
        .optional()?;
    found
        .map(|(id, user, scopes, token_hash, last_used_at)| {
            Ok(LiveApiToken {
                id: parsed("token id", &id)?,
                user: parsed("user id", &user)?,
                scopes: word("scopes", Scopes::parse(&scopes))?,
                token_hash,
                last_used_at: moment(last_used_at),
            })
        })
        .transpose()
}

/// Records that a program came with the token.
pub fn touch(tx: &mut SystemTx, id: ApiTokenId) -> Result<(), StoreError> {
    let now = tx.millis();
    diesel::update(api_tokens::table.find(id.to_string()))
        .set(api_tokens::last_used_at.eq(now))
        .execute(tx.conn())?;
    Ok(())
}
