//! Seeing a stored secret again: against the password, for one session, for half a minute.

use super::{secret, trust};
use crate::{Resources, audit};
use contract::{
    Outcome,
    commands::{RevealSecret, SecretText},
    services::Caller,
    views::RevealedView,
};
use domain::{failure::Failure, limits, principal::Principal};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use store::{accounts, connection_trust, connections::ConnectionKind};

/// Checks the password and lets this session see the secret. Tries count as reveals, so the password cannot be
/// guessed here.
pub(super) async fn reveal(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: RevealSecret,
) -> Outcome<()> {
    let kind = trust::kind(&command.connection)?;
    let what = format!("connection.{}.revealed", kind.as_str());
    let most = resources.settings.current().limits.reveals_per_hour;
    let too_many = Failure::too_many(
        "reveal.too_many",
        format!("Secrets can be shown {most} times an hour, and were."),
        0,
    );
    let refused = audit::entry(&what, "reveal.too_many", caller);
    secret::count(resources, principal, "reveal", most, too_many, Some(refused)).await?;
    let stored = resources
        .store
        .of(principal)
        .read(accounts::password_hash)
        .await?
        .ok_or_else(Failure::unauthenticated)?;
    let password = SecretString::from(command.password.0);
    let long = password.expose_secret().len() > limits::PASSWORD_BYTES;
    let right = !long
        && resources
            .passwords
            .verify(&password, &stored)
            .await
            .map_err(|error| crate::accounts::password_failure(&error))?;
    if !right {
        let entry = audit::entry(&what, "reveal.wrong_password", caller);
        audit::record(resources, Some(principal.user()), entry).await;
        return Err(Failure::field("reveal.wrong_password", "password", "This is not your password."));
    }
    let until = resources.clock.now().plus(Duration::from_secs(limits::REVEAL_SECONDS));
    let entry = audit::entry(&what, "ok", caller);
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<()> {
            if !connection_trust::reveal(tx, kind, until)? {
                return Err(Failure::user("reveal.nothing", "No secret is saved for this connection."));
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Ends it before its time.
pub(super) async fn hide(resources: &Resources, principal: &Principal) -> Outcome<()> {
    Ok(resources.store.of(principal).write(connection_trust::hide).await?)
}

/// The secrets that this session may see right now.
pub(super) async fn revealed(
    resources: &Resources,
    principal: &Principal,
) -> Outcome<Vec<(ConnectionKind, RevealedView)>> {
    let allowed = resources.store.of(principal).read(connection_trust::revealed).await?;
    let now = resources.clock.now();
    let mut shown = Vec::new();
    for (kind, until) in allowed {
        let Some((_, secret)) = secret::open(resources, principal, kind).await? else { continue };
        let seconds = u32::try_from(until.since(now).as_millis().div_ceil(1_000)).unwrap_or(0);
        shown.push((kind, RevealedView { secret: SecretText(secret.expose_secret().to_owned()), seconds }));
    }
    Ok(shown)
}
