//! A person's stored secrets: sealed for one row, opened for one operation.

use crate::{Resources, failures};
use contract::Outcome;
use domain::{failure::Failure, ids::ConnectionId, limits, principal::Principal};
use secrecy::{ExposeSecret, SecretString};
use secrets::{Aad, WrappedKey};
use std::time::Duration;
use store::{
    StoreError, accounts,
    audit::Entry,
    connections::{self, Connection, ConnectionKind, SaveConnection},
    sign_in_counters::{self, Hit},
};

fn place(id: ConnectionId, principal: &Principal) -> Aad {
    Aad::new("connections", "sealed_secret", id, principal.user())
}

/// A connection with its secret, for people and for jobs; a program's request never opens one. Nothing saved gives
/// `None`.
pub(crate) async fn open(
    resources: &Resources,
    principal: &Principal,
    kind: ConnectionKind,
) -> Outcome<Option<(Connection, SecretString)>> {
    principal.in_person()?;
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

/// A secret to be saved, with where it is good.
pub(super) struct New {
    pub(super) kind: ConnectionKind,
    /// The model's provider.
    pub(super) provider: Option<String>,
    pub(super) url: String,
    /// The Atlassian account's e-mail address, on Cloud.
    pub(super) account: Option<String>,
    pub(super) secret: SecretString,
}

/// Saves a secret in place of the person's earlier one of its kind; it has to be tested again.
pub(super) async fn save(
    resources: &Resources,
    principal: &Principal,
    new: New,
    entry: store::audit::Entry,
) -> Outcome<()> {
    let vault = resources.vault.clone();
    let principal = *principal;
    resources
        .store
        .of(&principal)
        .write_durably(move |tx| -> Outcome<()> {
            let New { kind, provider, url, account, secret } = new;
            let key = accounts::wrapped_key(tx)?.ok_or_else(Failure::unauthenticated)?;
            let id = connections::id_of(tx, kind)?;
            let sealed_secret = vault
                .seal(&WrappedKey::from_stored(key), &secret, &place(id, &principal))
                .map_err(|error| failures::internal("sealing a secret", &error))?;
            let secret_hint = masked(secret.expose_secret());
            let saved = SaveConnection { id, kind, provider, url, account, sealed_secret, secret_hint };
            connections::save(tx, &saved)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Counts a connection test of the person; refuses when there were too many.
pub(super) async fn count_test(resources: &Resources, principal: &Principal) -> Outcome<()> {
    let most = resources.settings.current().limits.connection_tests_per_hour;
    let code = "connections.too_many_tests";
    let words = "You have tested connections very often in the last hour.";
    count(resources, principal, "connection_test", most, Failure::too_many(code, words, 0), None).await
}

/// Counts something the person does; refuses with `too_many` when they did it `most` times within the hour. The first
/// refusal of a window is written down as `refused`.
pub(super) async fn count(
    resources: &Resources,
    principal: &Principal,
    scope: &'static str,
    most: u32,
    too_many: Failure,
    refused: Option<Entry>,
) -> Outcome<()> {
    let (user, key) = (principal.user(), principal.user().to_string());
    let window = Duration::from_hours(1);
    let hit = resources
        .store
        .system()
        .write(move |tx| -> Result<Hit, StoreError> {
            let hit = sign_in_counters::hit(tx, scope, &key, most, window)?;
            if let (Hit::Blocked { first: true, .. }, Some(refused)) = (hit, refused) {
                store::audit::record_system(tx, Some(user), &refused)?;
            }
            Ok(hit)
        })
        .await?;
    match hit {
        Hit::Allowed => Ok(()),
        Hit::Blocked { retry_after, .. } => {
            let seconds = u32::try_from(retry_after.as_secs().max(1)).unwrap_or(u32::MAX);
            Err(Failure { retry_after: Some(seconds), ..too_many })
        }
    }
}

/// A token as people paste it, or what is wrong with it.
pub(crate) fn pasted_token(text: &str, most: u32, product: &str) -> Result<SecretString, String> {
    let token = text.trim();
    let longest = (most as usize).min(limits::TOKEN);
    if token.is_empty() {
        return Err(format!("Paste a {product} token."));
    }
    if token.len() > longest || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "This does not look like a {product} token: up to {longest} characters, no spaces."
        ));
    }
    Ok(SecretString::from(token))
}

/// An Atlassian account's e-mail address as people type it, or what is wrong with it. Atlassian decides whether it
/// exists; here it only has to be fit for a header.
pub(crate) fn typed_account(text: &str) -> Result<String, String> {
    let account = text.trim();
    let plain = account.chars().all(|c| c.is_ascii_graphic() && c != ':');
    if account.is_empty() {
        return Err("Enter the e-mail address of your Atlassian account.".to_owned());
    }
    if !plain || !account.contains('@') || account.len() > limits::LOGIN {
        return Err("This does not look like an e-mail address.".to_owned());
    }
    Ok(account.to_owned())
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
