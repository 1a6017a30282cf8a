//! The Jira connection: it comes from registration, its token can be replaced.

use super::{secret, trust};
use crate::{
    Resources, audit, failures, tools,
    upstream::{self, Credentials},
};
use atlassian::jira::SelfUrl;
use contract::{Outcome, commands::ReplaceJiraToken, services::Caller};
use domain::{failure::Failure, principal::Principal, text::one_line};
use settings::{Site, SiteKind};
use store::{
    accounts::{self, User},
    connections::{self, Connection, ConnectionKind, TestResult},
};

/// What a good test says.
pub(crate) const CONNECTED: &str = "Connected. The token belongs to you.";

pub(super) async fn me(resources: &Resources, principal: &Principal) -> Outcome<User> {
    resources.store.of(principal).read(accounts::me).await?.ok_or_else(Failure::unauthenticated)
}

/// Asks Jira whose token this is; it has to be the person's own, on their own site.
async fn check_owner(
    resources: &Resources,
    caller: &Caller,
    user: &User,
    credentials: Credentials,
) -> Outcome<()> {
    let settings = resources.settings.current();
    let site = upstream::site(&settings, user.site.as_str())?;
    let base = upstream::jira_base(resources, &settings, site)?;
    let jira = upstream::jira(resources, &settings, site, credentials, &caller.request_id)?;
    let myself = jira.myself().await.map_err(|error| failures::jira(&error))?;
    let same_site = SelfUrl::base_of(&myself.self_url).and_then(|found| found.must_be(&base));
    if same_site.is_err() {
        return Err(Failure::user(
            "jira.other_site",
            "This Jira says that it lives somewhere else than the configured site.",
        )
        .with_next("Ask whoever runs this installation to check the Jira address in the configuration."));
    }
    if myself.deleted || !myself.active {
        return Err(Failure::user("jira.inactive", "This Jira account is not active any more."));
    }
    let found = one_line(&myself.name);
    if found != user.employee_id {
        return Err(Failure::user(
            "jira.other_person",
            format!("This token belongs to {found}, but you are registered as {}.", user.employee_id),
        )
        .with_next("Use a token of your own account."));
    }
    Ok(())
}

/// Tests the saved token and keeps what came out.
pub(super) async fn test(resources: &Resources, caller: &Caller, principal: &Principal) -> Outcome<()> {
    secret::count_test(resources, principal).await?;
    let user = me(resources, principal).await?;
    let (connection, token) =
        secret::open(resources, principal, ConnectionKind::Jira).await?.ok_or_else(|| {
            Failure::user("jira.not_connected", "No Jira token is saved.")
                .with_next("Paste a token and save it.")
        })?;
    let settings = resources.settings.current();
    let credentials = upstream::site(&settings, user.site.as_str())
        .and_then(|site| Credentials::of(site, &connection, token));
    let checked = match credentials {
        Ok(credentials) => check_owner(resources, caller, &user, credentials).await,
        Err(failure) => Err(failure),
    };
    let result = match checked {
        Ok(()) => TestResult::Success(CONNECTED.to_owned()),
        Err(failure) => TestResult::Failure(trust::explained(failure, &connection)),
    };
    keep(resources, caller, principal, &connection, result, "connection.jira.test").await
}

/// Keeps a test's result, unless the secret was replaced while it ran.
pub(super) async fn keep(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    connection: &connections::Connection,
    result: TestResult,
    kind: &'static str,
) -> Outcome<()> {
    let (id, saved_at) = (connection.id, connection.updated_at);
    let outcome = match &result {
        TestResult::Success(_) => "ok".to_owned(),
        TestResult::Failure(failure) => failure.code.clone(),
    };
    let entry = audit::entry(kind, &outcome, caller);
    let refresh = tools::after_test(resources, connection.kind, &result, &caller.request_id);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            connections::set_test(tx, id, saved_at, &result)?;
            if let Some(job) = refresh {
                store::jobs::enqueue(tx, job)?;
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Replaces the token by another one of the same person on the same site, tested at once.
pub(super) async fn replace_token(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: ReplaceJiraToken,
) -> Outcome<()> {
    let settings = resources.settings.current();
    let token = secret::pasted_token(&command.token.0, settings.limits.token_characters, "Jira")
        .map_err(|words| Failure::field("jira.token_malformed", "token", words))?;
    secret::count_test(resources, principal).await?;
    let user = me(resources, principal).await?;
    let earlier = resources.store.of(principal).read(|tx| connections::get(tx, ConnectionKind::Jira)).await?;
    let site = upstream::site(&settings, user.site.as_str())?;
    let account = account(site, &command.email, earlier.as_ref())?;
    let tls = upstream::trust(site, earlier.as_ref())?;
    let credentials = Credentials { account: account.clone(), token: token.clone(), tls };
    if let Err(failure) = check_owner(resources, caller, &user, credentials).await {
        let entry = audit::entry("connection.jira.saved", &failure.code, caller);
        audit::record(resources, Some(principal.user()), entry).await;
        return Err(failure);
    }
    let entry = audit::entry("connection.jira.saved", "ok", caller);
    let new = secret::New {
        kind: ConnectionKind::Jira,
        provider: None,
        url: user.jira_url,
        account,
        secret: token,
    };
    secret::save(resources, principal, new, entry).await?;
    test(resources, caller, principal).await
}

/// The Atlassian account's e-mail address that goes with a token: the one that was typed, or the one before.
pub(super) fn account(site: &Site, typed: &str, earlier: Option<&Connection>) -> Outcome<Option<String>> {
    if site.kind == SiteKind::Dc {
        return Ok(None);
    }
    let before = earlier.and_then(|connection| connection.account.as_deref()).unwrap_or_default();
    let text = if typed.trim().is_empty() { before } else { typed };
    secret::typed_account(text)
        .map(Some)
        .map_err(|words| Failure::field("connections.email_malformed", "email", words))
}
