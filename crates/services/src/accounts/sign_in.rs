//! Signing in: the same answer and the same time, whether or not the account exists.

use super::limits;
use crate::{Resources, audit, failures, tools};
use contract::{
    Outcome,
    commands::{SecretText, SignIn},
    services::{Caller, SignedIn},
};
use domain::{
    failure::Failure,
    ids::SessionId,
    jira::SiteId,
    limits as most,
    principal::{Principal, Role},
    text::search_key,
};
use secrecy::{ExposeSecret, SecretString};
use secrets::PasswordError;
use std::time::Duration;
use store::{
    StoreError, accounts,
    sessions::{self, NewSession},
};

/// A session's longest life, whatever happens.
pub(super) const LONGEST: Duration = Duration::from_hours(12);

/// What the audit log calls it.
const KIND: &str = "session.sign_in";

fn wrong() -> Failure {
    Failure::user("sign_in.wrong", "These sign-in details are not right. Check the name and the password.")
}

/// Checks name and password and makes a session.
pub(super) async fn sign_in(resources: &Resources, caller: &Caller, command: SignIn) -> Outcome<SignedIn> {
    let login = search_key(&command.login);
    if login.is_empty() || command.password.0.is_empty() {
        return Err(Failure::user(
            "sign_in.empty",
            "Enter your employee id, e-mail address or name, and your password.",
        ));
    }
    if login.chars().count() > most::LOGIN || command.password.0.len() > most::PASSWORD_BYTES {
        return Err(wrong());
    }
    let settings = resources.settings.current();
    let site = match command.site.trim() {
        "" if settings.sites.len() == 1 => settings.sites[0].id.to_string(),
        "" => return Err(Failure::field("sign_in.site_missing", "site", "Choose your site.")),
        id => id.to_owned(),
    };
    let tries = &settings.limits.sign_in;
    let window = Duration::from_secs(u64::from(tries.window_minutes) * 60);
    let address = limits::address_key(caller);
    // An attacker elsewhere can only use up their own address's tries at an account, never lock its owner out.
    let per_account = limits::Limit { scope: "sign_in.account", kind: KIND, most: tries.per_account, window };
    let per_address = limits::Limit { scope: "sign_in.address", kind: KIND, most: tries.per_address, window };
    let account_key = secrets::token::hash(&format!("{site}\n{login}\n{address}"));
    limits::hit(resources, caller, &per_address, &address, None).await?;
    let (typed, at_site) = (login.clone(), SiteId::parse(&site).map_err(|_| wrong())?);
    let mut found = resources
        .store
        .system()
        .read(move |tx| accounts::sign_in_candidates(tx, &typed, Some(&at_site)))
        .await?;
    // A name that several people share is refused like a wrong password, and is nobody's try in particular.
    let meant = found.first().map(|account| account.user).filter(|_| found.len() == 1);
    limits::hit(resources, caller, &per_account, &account_key, meant).await?;
    let password = SecretString::from(command.password.0);
    let account = if let (Some(account), true) = (found.pop(), found.is_empty()) {
        let right = resources.passwords.verify(&password, &account.password_hash).await;
        right.map_err(|error| password_failure(&error))?.then_some(account)
    } else {
        resources.passwords.verify_dummy(&password).await.map_err(|error| password_failure(&error))?;
        None
    };
    let Some(account) = account.filter(|account| !account.disabled) else {
        audit::record(resources, meant, audit::entry(KIND, "sign_in.wrong", caller)).await;
        return Err(wrong());
    };
    limits::forget(resources, &per_account, &account_key).await?;
    limits::take_back(resources, &per_address, &address).await?;
    let now = resources.clock.now();
    let session: SessionId = resources.store.new_id();
    let token = resources
        .session_tokens
        .issue(&session.to_string(), now.as_secs(), LONGEST)
        .map_err(|error| failures::internal("a session token", &error))?;
    let ends_at = now.plus(LONGEST);
    let new = NewSession {
        id: session,
        user: account.user,
        token_hash: secrets::token::hash(token.expose_secret()),
        idle_until: now.plus(super::sessions::idle(&settings)),
        ends_at,
        address: caller.address.to_string(),
        user_agent: caller.user_agent.clone(),
    };
    let entry = audit::entry(KIND, "ok", caller);
    let user = account.user;
    resources
        .store
        .system()
        .write(move |tx| -> Result<(), StoreError> {
            sessions::create(tx, &new)?;
            store::audit::record_system(tx, Some(user), &entry)
        })
        .await?;
    #[expect(clippy::disallowed_methods, reason = "this is the session layer: the password was right")]
    let principal = Principal::of_session(user, Role::User, session);
    tools::after_sign_in(resources, &principal, &caller.request_id).await;
    Ok(SignedIn { token: SecretText(token.expose_secret().to_owned()), ends_at })
}

/// What to say when a password could not be hashed or checked.
pub(crate) fn password_failure(error: &PasswordError) -> Failure {
    match error {
        PasswordError::Busy => {
            let mut failure = Failure::temporary("sign_in.busy", "Many people are signing in right now.")
                .with_next("Try again in a few seconds.");
            failure.retry_after = Some(3);
            failure
        }
        other => failures::internal("a password", other),
    }
}
