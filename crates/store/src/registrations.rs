//! What was proved in the first step of a registration and waits for the last one.

use crate::{StoreError, SystemTx, decode::parsed, schema::pending_registrations};
use diesel::prelude::*;
use domain::{ids::RegistrationId, time::Timestamp};

/// A registration to be kept.
pub struct NewRegistration {
    /// Its id, from [`crate::Store::new_id`].
    pub id: RegistrationId,
    /// Hash of the cookie that leads to it.
    pub cookie_hash: String,
    /// What was proved, sealed.
    pub payload: String,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

/// A registration between its first and its last step.
pub struct PendingRegistration {
    /// Its id.
    pub id: RegistrationId,
    /// What was proved, sealed.
    pub payload: String,
    /// The person said that it is them.
    pub confirmed: bool,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

/// Keeps a registration.
pub fn insert(tx: &mut SystemTx, new: &NewRegistration) -> Result<(), StoreError> {
    let now = tx.millis();
    diesel::insert_into(pending_registrations::table)
        .values((
            pending_registrations::id.eq(new.id.to_string()),
            pending_registrations::cookie_hash.eq(&new.cookie_hash),
            pending_registrations::payload.eq(&new.payload),
            pending_registrations::confirmed.eq(false),
            pending_registrations::created_at.eq(now),
            pending_registrations::expires_at.eq(new.expires_at.as_millis()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The registration with this cookie, unless it has expired.
pub fn by_cookie_hash(
    tx: &mut SystemTx,
    cookie_hash: &str,
) -> Result<Option<PendingRegistration>, StoreError> {
    let now = tx.millis();
    let found: Option<(String, String, bool, i64)> = pending_registrations::table
        .filter(pending_registrations::cookie_hash.eq(cookie_hash))
        .filter(pending_registrations::expires_at.gt(now))
        .select((
            pending_registrations::id,
            pending_registrations::payload,
            pending_registrations::confirmed,
            pending_registrations::expires_at,
        ))
        .first(tx.conn())
        .optional()?;
    found
        .map(|(id, payload, confirmed, expires_at)| {
            Ok(PendingRegistration {
                id: parsed("registration id", &id)?,
                payload,
                confirmed,
                expires_at: Timestamp::from_millis(expires_at),
            })
        })
        .transpose()
}

/// The person says that it is them. `false` when it has expired or was used.
pub fn confirm(tx: &mut SystemTx, id: RegistrationId) -> Result<bool, StoreError> {
    let now = tx.millis();
    let changed = diesel::update(pending_registrations::table.find(id.to_string()))
        .filter(pending_registrations::expires_at.gt(now))
        .set(pending_registrations::confirmed.eq(true))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Uses a confirmed registration up. `false` when it was used already, has expired or was not confirmed.
pub fn take(tx: &mut SystemTx, id: RegistrationId) -> Result<bool, StoreError> {
    let now = tx.millis();
    let deleted = diesel::delete(pending_registrations::table.find(id.to_string()))
        .filter(pending_registrations::expires_at.gt(now))
        .filter(pending_registrations::confirmed.eq(true))
        .execute(tx.conn())?;
    Ok(deleted == 1)
}
