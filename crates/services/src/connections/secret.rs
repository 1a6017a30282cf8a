//! A person's stored secrets: sealed for one row, opened for one operation.

use crate::{Resources, failures};
use contract::Outcome;
use domain::{failure::Failure, ids::ConnectionId, principal::Principal};
use secrecy::SecretString;
use secrets::{Aad, WrappedKey};
use std::time::Duration;
use store::{
    accounts,
    connections::{self, Connection, ConnectionKind, SaveConnection},
    sign_in_counters::{self, Hit},
};

fn place(id: ConnectionId, principal: &Principal) -> Aad {
    Aad::new("connections", "sealed_secret", id, principal.user())
}

/// A connection with its secret. Nothing saved gives `None`.
pub(crate) async fn open(
    resources: &Resources,
    principal: &Principal,
    kind: ConnectionKind,
) -> Outcome<Option<(Connection, SecretString)>> {
    let (key, connection, sealed) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            Ok((
                accounts::wrapped_key(tx)?,
                connections::get(tx, kind)?,
                connections::sealed_secret(tx, kind)?,
            ))
        })
        .await?;
    let (Some(key), Some(connection), Some((id, sealed))) = (key, connection, sealed) else {
        return Ok(None);
    };
    let secret = resources
        .vault
        .open(&WrappedKey::from_stored(key), &sealed, &place(id, principal))
        .map_err(|error| failures::internal("opening a secret", &error))?;
    Ok(Some((connection, secret)))
}

/// Saves a secret in place of the person's earlier one of its kind; it has to be tested again.
pub(super) async fn save(
    resources: &Resources,
    principal: &Principal,
    kind: ConnectionKind,
    provider: Option<String>,
    url: String,
    secret: SecretString,
    entry: store::audit::Entry,
) -> Outcome<()> {
    use secrecy::ExposeSecret as _;
    let vault = resources.vault.clone();
    let principal = *principal;
    resources
        .store
        .of(&principal)
        .write_durably(move |tx| -> Outcome<()> {
            let key = accounts::wrapped_key(tx)?.ok_or_else(Failure::unauthenticated)?;
            let id = connections::id_of(tx, kind)?;
            let sealed_secret = vault
                .seal(&WrappedKey::from_stored(key), &secret, &place(id, &principal))
                .map_err(|error| failures::internal("sealing a secret", &error))?;
            let secret_hint = masked(secret.expose_secret());
            connections::save(tx, &SaveConnection { id, kind, provider, url, sealed_secret, secret_hint })?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Counts a connection test of the person; refuses when there were too many.
pub(super) async fn count_test(resources: &Resources, principal: &Principal) -> Outcome<()> {
    let most = resources.settings.current().limits.connection_tests_per_hour;
    let key = principal.user().to_string();
    let window = Duration::from_hours(1);
    let hit = resources
        .store
        .system()
        .write(move |tx| sign_in_counters::hit(tx, "connection_test", &key, most, window))
        .await?;
    match hit {
        Hit::Allowed => Ok(()),
        Hit::Blocked { retry_after } => Err(Failure::too_many(
            "connections.too_many_tests",
            "You have tested connections very often in the last hour.",
            u32::try_from(retry_after.as_secs().max(1)).unwrap_or(u32::MAX),
        )),
    }
}

/// What a page shows of a secret: its last four characters when it is long enough to spare them.
pub(crate) fn masked(secret: &str) -> String {
    let length = secret.chars().count();
    let shown: String = if length >= 20 { secret.chars().skip(length - 4).collect() } else { String::new() };
    format!("••••••••{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_secrets_show_nothing() {
        assert_eq!(masked("short-cookie"), "••••••••");
        assert_eq!(masked("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"), "••••••••5MDE");
    }
}
