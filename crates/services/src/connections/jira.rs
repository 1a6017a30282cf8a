//! The Jira connection: it comes from registration, its token can be replaced.

use super::secret;
use crate::{Resources, audit, failures, upstream};
use atlassian::jira::SelfUrl;
use contract::{Outcome, commands::SecretText, services::Caller};
use domain::{failure::Failure, limits, principal::Principal, text::one_line};
use secrecy::SecretString;
use store::{
    accounts::{self, User},
    connections::{self, ConnectionKind, TestResult},
};

/// What a good test says.
pub(crate) const CONNECTED: &str = "Connected. The token belongs to you.";

async fn me(resources: &Resources, principal: &Principal) -> Outcome<User> {
    resources.store.of(principal).read(accounts::me).await?.ok_or_else(Failure::unauthenticated)
}

/// Asks Jira whose token this is; it has to be the person's own, on their own site.
async fn check_owner(
    resources: &Resources,
    caller: &Caller,
    user: &User,
    token: SecretString,
) -> Outcome<()> {
    let settings = resources.settings.current();
    let site = upstream::site(&settings, user.site.as_str())?;
    let base = upstream::jira_base(resources, &settings, site)?;
    let jira = upstream::jira(resources, &settings, site, token, &caller.request_id)?;
    let myself = jira.myself().await.map_err(|error| failures::jira(&error))?;
    let same_site = SelfUrl::base_of(&myself.self_url).and_then(|found| found.must_be(&base));
    if same_site.is_err() {
        return Err(Failure::user(
            "jira.other_site",
            "This Jira says that it lives somewhere else than the configured site.",
        ));
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
    let result = match check_owner(resources, caller, &user, token).await {
        Ok(()) => TestResult::Success(CONNECTED.to_owned()),
        Err(failure) => TestResult::Failure(failure),
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
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            connections::set_test(tx, id, saved_at, &result)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Replaces the token by another one of the same person on the same site, tested at once.
pub(super) async fn replace_token(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    token: SecretText,
) -> Outcome<()> {
    let token = token.0.trim().to_owned();
    let longest = (resources.settings.current().limits.token_characters as usize).min(limits::TOKEN);
    if token.is_empty() || token.len() > longest || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::field(
            "jira.token_malformed",
            "token",
            format!("This does not look like a Jira token: up to {longest} characters, no spaces."),
        ));
    }
    secret::count_test(resources, principal).await?;
    let user = me(resources, principal).await?;
    let token = SecretString::from(token);
    check_owner(resources, caller, &user, token.clone()).await?;
    let entry = audit::entry("connection.jira.saved", "ok", caller);
    secret::save(resources, principal, ConnectionKind::Jira, None, user.jira_url, token, entry).await?;
    test(resources, caller, principal).await
}
