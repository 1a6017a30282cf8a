//! The three steps of a registration. A person who has an account already sets a new password with the same steps.

use super::{
    avatar, common_passwords, limits,
    pending::{self, Pending, VALID},
    policy,
};
use crate::{
    Resources, audit,
    connections::{CONNECTED, masked, pasted_token, typed_account},
    failures,
    upstream::{self, Credentials},
};
use atlassian::jira::{JiraError, Myself, SelfUrl};
use base64::{Engine, engine::general_purpose::STANDARD};
use contract::{
    Outcome,
    commands::{ProveIdentity, SecretText, SetPassword},
    services::{Caller, Proved},
    views::{PendingView, RegistrationOutcome},
};
use domain::{
    accounts::Identity,
    failure::Failure,
    ids::{ConnectionId, RegistrationId, UserId},
    jira::SiteId,
    limits as most, password,
    principal::Role,
    text::one_line,
};
use secrecy::{ExposeSecret, SecretString};
use secrets::{Aad, OpaqueToken, WrappedKey};
use settings::{Site, SiteKind};
use std::time::Duration;
use store::{
    accounts::{self, Creation, NewUser, User},
    api_tokens,
    connections::{self, ConnectionKind, SaveConnection},
    registrations::{self, NewRegistration},
    sessions,
};

/// Step 1. Asks the chosen site, and no other address, whose token this is.
pub(super) async fn prove_identity(
    resources: &Resources,
    caller: &Caller,
    command: ProveIdentity,
) -> Outcome<Proved> {
    let settings = resources.settings.current();
    if command.token.0.trim().is_empty() {
        return Err(Failure::field(
            "registration.token_missing",
            "token",
            "Please provide your Jira personal access token",
        ));
    }
    let token = pasted_token(&command.token.0, settings.limits.token_characters, "Jira")
        .map_err(|words| Failure::field("registration.token_malformed", "token", words))?;
    let site = match command.site.trim() {
        "" if settings.sites.len() == 1 => settings.sites.first(),
        id => settings.sites.iter().find(|site| site.id.as_str() == id),
    }
    .ok_or_else(|| {
        Failure::field("registration.site_unknown", "site", "Choose one of the sites in the list.")
    })?;
    let account = match site.kind {
        SiteKind::Dc => None,
        SiteKind::Cloud => Some(
            typed_account(&command.email)
                .map_err(|words| Failure::field("registration.email_malformed", "email", words))?,
        ),
    };
    let limit = limits::Limit {
        scope: "registration",
        kind: "registration",
        most: settings.limits.registrations_per_hour,
        window: Duration::from_hours(1),
    };
    limits::hit(resources, caller, &limit, &limits::address_key(caller), None).await?;

    let credentials = Credentials { account: account.clone(), token, tls: upstream::tls(site)? };
    let jira = upstream::jira(resources, &settings, site, credentials.clone(), &caller.request_id)?;
    let myself = jira.myself().await.map_err(|error| refused(site, &error))?;
    let base = upstream::jira_base(resources, &settings, site)?;
    let identity = identity(&myself, site, &base)?;
    let avatar = avatar::fetch(resources, site, &identity, &credentials, &caller.request_id).await;

    let token = credentials.token.expose_secret().to_owned();
    let waiting = Pending { site: site.id.to_string(), identity, account, token, avatar };
    let text =
        serde_json::to_string(&waiting).map_err(|error| failures::internal("a registration", &error))?;
    let id: RegistrationId = resources.store.new_id();
    let payload = resources.vault.seal_with_ring(&SecretString::from(text), &pending::place(id));
    let cookie = OpaqueToken::generate(&*resources.randomness);
    let expires_at = resources.clock.now().plus(VALID);
    let new = NewRegistration { id, cookie_hash: cookie.hash(), payload, expires_at };
    resources.store.system().write(move |tx| registrations::insert(tx, &new)).await?;
    Ok(Proved { cookie: SecretText(cookie.expose_secret().to_owned()), valid: VALID })
}

fn refused(site: &Site, error: &JiraError) -> Failure {
    match error {
        JiraError::Unauthorized => Failure::field(
            "registration.token_refused",
            "token",
            match site.kind {
                SiteKind::Dc => "Jira does not accept this token. It may be mistyped, expired or revoked.",
                SiteKind::Cloud => {
                    "Jira does not accept this token with this e-mail address. One of them may be mistyped, or the \
                     token expired or revoked."
                }
            },
        ),
        other => failures::jira(other),
    }
}

/// What the site says about the token's owner, if it may be believed.
fn identity(myself: &Myself, site: &Site, base: &outbound::Target) -> Outcome<Identity> {
    let lives_at = SelfUrl::base_of(&myself.self_url)
        .and_then(|found| found.must_be(base).map(|()| found))
        .map_err(|_| {
        tracing::warn!(site = %site.id, "a Jira claims to live elsewhere; registration refused");
        Failure::user(
            "registration.other_site",
            "This Jira says that it lives somewhere else than the configured site, so it is not trusted.",
        )
        .with_next("Ask whoever runs this installation to check the Jira address in the configuration.")
    })?;
    if myself.deleted {
        return Err(Failure::field(
            "registration.deleted",
            "token",
            "This Jira account has been deleted, so it cannot be used here.",
        ));
    }
    if !myself.active {
        return Err(Failure::field(
            "registration.inactive",
            "token",
            "This Jira account is not active, so it cannot be used here.",
        ));
    }
    let employee_id = one_line(&myself.name);
    if employee_id.is_empty() || employee_id.chars().count() > most::LOGIN {
        return Err(Failure::user("registration.no_name", "Jira did not say who this token belongs to."));
    }
    Ok(Identity {
        employee_id,
        name: one_line(&myself.display_name).chars().take(most::LOGIN).collect(),
        email: myself
            .email
            .as_deref()
            .map(one_line)
            .filter(|email| !email.is_empty() && email.len() <= most::LOGIN),
        avatar_url: myself.avatar_48.clone(),
        jira_url: lives_at.as_str().to_owned(),
    })
}

struct Waiting {
    id: RegistrationId,
    confirmed: bool,
    pending: Pending,
}

fn over() -> Failure {
    Failure::user("registration.over", "This registration has ended, or took longer than ten minutes.")
        .with_next("Begin again with your token.")
}

/// The registration behind a cookie, while it is valid.
async fn waiting(resources: &Resources, cookie: &SecretText) -> Outcome<Waiting> {
    let token = OpaqueToken::parse(&cookie.0).ok_or_else(over)?;
    let hash = token.hash();
    let row = resources
        .store
        .system()
        .read(move |tx| registrations::by_cookie_hash(tx, &hash))
        .await?
        .ok_or_else(over)?;
    let text = resources
        .vault
        .open_with_ring(&row.payload, &pending::place(row.id))
        .map_err(|error| failures::internal("a registration", &error))?;
    let pending = serde_json::from_str(text.expose_secret())
        .map_err(|error| failures::internal("a registration", &error))?;
    Ok(Waiting { id: row.id, confirmed: row.confirmed, pending })
}

/// Step 2: shows who was proved.
pub(super) async fn pending(resources: &Resources, cookie: &SecretText) -> Outcome<PendingView> {
    let Waiting { confirmed, pending, .. } = waiting(resources, cookie).await?;
    let settings = resources.settings.current();
    let site = upstream::site(&settings, &pending.site)?;
    let account = account_of(resources, &pending).await?;
    Ok(PendingView {
        employee_id: pending.identity.employee_id,
        name: pending.identity.name,
        email: pending.identity.email,
        avatar: pending
            .avatar
            .map(|avatar| format!("data:{};base64,{}", avatar.media_type, STANDARD.encode(avatar.bytes))),
        site: site.name.clone(),
        resets_password: account.is_some(),
        confirmed,
    })
}

/// Step 2: the person says that it is them.
pub(super) async fn confirm(resources: &Resources, cookie: &SecretText) -> Outcome<()> {
    let waiting = waiting(resources, cookie).await?;
    let confirmed = resources.store.system().write(move |tx| registrations::confirm(tx, waiting.id)).await?;
    if confirmed { Ok(()) } else { Err(over()) }
}

/// The account of a proved identity, if there is one already.
async fn account_of(resources: &Resources, pending: &Pending) -> Outcome<Option<User>> {
    let site = site_id(&pending.site)?;
    let employee = pending.identity.employee_id.clone();
    Ok(resources.store.system().read(move |tx| accounts::find_identity(tx, &site, &employee)).await?)
}

fn site_id(site: &str) -> Outcome<SiteId> {
    SiteId::parse(site).map_err(|error| failures::internal("a site's name", &error))
}

/// Step 3: creates the account, or gives an existing one its new password and ends its sessions.
pub(super) async fn set_password(
    resources: &Resources,
    caller: &Caller,
    cookie: &SecretText,
    command: SetPassword,
) -> Outcome<RegistrationOutcome> {
    let Waiting { id, confirmed, pending } = waiting(resources, cookie).await?;
    if !confirmed {
        return Err(Failure::user("registration.not_confirmed", "Confirm first that this is you."));
    }
    let settings = resources.settings.current();
    check_password(policy(&settings), &pending.identity, &command)?;
    let hash = resources
        .passwords
        .hash(&SecretString::from(command.password.0))
        .await
        .map_err(|error| super::sign_in::password_failure(&error))?;

    match account_of(resources, &pending).await? {
        Some(account) => reset(resources, caller, id, &account, &pending, hash).await,
        None => create(resources, caller, id, &pending, hash).await,
    }
}

/// A new account. The registration is used up in the same transaction, so that it makes one account only.
async fn create(
    resources: &Resources,
    caller: &Caller,
    id: RegistrationId,
    pending: &Pending,
    password_hash: String,
) -> Outcome<RegistrationOutcome> {
    let user: UserId = resources.store.new_id();
    let key = resources.vault.new_data_key();
    let identity = &pending.identity;
    let new = NewUser {
        id: user,
        site: site_id(&pending.site)?,
        employee_id: identity.employee_id.clone(),
        name: identity.name.clone(),
        email: identity.email.clone(),
        jira_url: identity.jira_url.clone(),
        role: Role::User,
        password_hash,
        wrapped_key: key.as_str().to_owned(),
        avatar: pending.avatar.clone().map(|avatar| (avatar.media_type, avatar.bytes)),
    };
    let connection = jira_connection(resources, user, resources.store.new_id(), &key, pending)?;
    let entry = audit::entry("registration", "ok", caller);
    resources
        .store
        .system()
        .write_durably(move |tx| -> Outcome<()> {
            if !registrations::take(tx, id)? {
                return Err(over());
            }
            match accounts::create(tx, new)? {
                Creation::Created => {}
                Creation::EmployeeIdTaken | Creation::EmailTaken => {
                    return Err(Failure::user(
                        "registration.taken",
                        "There is an account with this employee id or e-mail address already.",
                    )
                    .with_next("Sign in, or begin again with your token to set a new password."));
                }
            }
            connections::save_proved(tx, user, &connection, CONNECTED)?;
            Ok(store::audit::record_system(tx, Some(user), &entry)?)
        })
        .await?;
    Ok(RegistrationOutcome::Created)
}

/// A new password and the fresh token for an existing account; every session of it ends.
async fn reset(
    resources: &Resources,
    caller: &Caller,
    id: RegistrationId,
    account: &User,
    pending: &Pending,
    hash: String,
) -> Outcome<RegistrationOutcome> {
    if account.disabled_at.is_some() {
        return Err(Failure::user(
            "accounts.disabled",
            "This account has been switched off by an administrator.",
        ));
    }
    let user = account.id;
    let (key, connection) = resources
        .store
        .system()
        .read(move |tx| -> Outcome<_> {
            let key = accounts::wrapped_key_of(tx, user)?.ok_or_else(Failure::internal)?;
            Ok((key, connections::id_of_proved(tx, user, ConnectionKind::Jira)?))
        })
        .await?;
    let connection = jira_connection(resources, user, connection, &WrappedKey::from_stored(key), pending)?;
    let entry = audit::entry("password.reset", "ok", caller);
    resources
        .store
        .system()
        .write_durably(move |tx| -> Outcome<()> {
            if !registrations::take(tx, id)? {
                return Err(over());
            }
            accounts::reset_password(tx, user, &hash)?;
            sessions::end_all_of(tx, user)?;
            api_tokens::revoke_all_of(tx, user)?;
            connections::save_proved(tx, user, &connection, CONNECTED)?;
            Ok(store::audit::record_system(tx, Some(user), &entry)?)
        })
        .await?;
    Ok(RegistrationOutcome::PasswordReset)
}

/// The connection that the proved token makes, sealed for its row.
fn jira_connection(
    resources: &Resources,
    user: UserId,
    id: ConnectionId,
    key: &WrappedKey,
    pending: &Pending,
) -> Outcome<SaveConnection> {
    let aad = Aad::new("connections", "sealed_secret", id, user);
    let sealed_secret = resources
        .vault
        .seal(key, &SecretString::from(pending.token.as_str()), &aad)
        .map_err(|error| failures::internal("sealing a token", &error))?;
    Ok(SaveConnection {
        id,
        kind: ConnectionKind::Jira,
        provider: None,
        url: pending.identity.jira_url.clone(),
        account: pending.account.clone(),
        sealed_secret,
        secret_hint: masked(&pending.token),
    })
}

/// Every unmet line of the checklist, and what only the server knows.
pub(super) fn check_password(
    policy: password::PasswordPolicy,
    identity: &Identity,
    command: &SetPassword,
) -> Outcome<()> {
    let password = command.password.0.as_str();
    let personal = [
        identity.name.as_str(),
        identity.email.as_deref().unwrap_or_default(),
        identity.employee_id.as_str(),
    ];
    let unmet: Vec<_> = password::checklist(policy, password, &personal)
        .into_iter()
        .filter(|item| !item.met)
        .map(|item| item.label)
        .collect();
    if !unmet.is_empty() {
        return Err(Failure::field(
            "password.weak",
            "password",
            format!("The password needs: {}.", unmet.join("; ")),
        ));
    }
    if common_passwords::is_common(password) {
        return Err(Failure::field(
            "password.common",
            "password",
            "This password is on the list of the most common ones. Choose another.",
        ));
    }
    if command.password != command.repeated {
        return Err(Failure::field("password.differs", "repeated", "The two passwords are not the same."));
    }
    Ok(())
}
