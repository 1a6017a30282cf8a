//! The Confluence connection: an address on the operator's list, and the person's own token for it.

use super::{
    jira::{account, keep, me},
    secret, trust,
};
use crate::{Resources, audit, failures, upstream::Credentials};
use atlassian::confluence::{ConfluenceCloud, ConfluenceDc, ConfluenceError, ConfluenceUser};
use contract::{Outcome, commands::SaveConfluence, services::Caller};
use domain::{
    failure::{Category, Failure},
    limits,
    principal::Principal,
    text::one_line,
};
use outbound::{OriginPolicy, Reach, Target};
use settings::{Settings, Site, SiteKind};
use store::connections::{self, ConnectionKind, TestResult};

/// What a good test says.
const SAME_PERSON: &str = "Test successful - Employee ID matches Jira configuration";

/// The addresses that are allowed, that of the person's own site first.
pub(super) fn allowed_urls(settings: &Settings, own: &str) -> Vec<String> {
    let mut sites: Vec<_> = settings.sites.iter().collect();
    sites.sort_by_key(|site| site.id.as_str() != own);
    sites.into_iter().filter_map(configured_url).collect()
}

/// A site's Confluence as it is saved and shown: without a slash at the end.
fn configured_url(site: &Site) -> Option<String> {
    Some(site.confluence_url.as_ref()?.as_str().trim_end_matches('/').to_owned())
}

/// The checked address of a site's Confluence, when `url` is it or lies below it.
fn covers(resources: &Resources, site: &Site, url: &str) -> Option<Target> {
    let base = configured_url(site)?;
    let mut policy = OriginPolicy::new(resources.mode);
    policy.allow(&base, Reach::Internal).ok()?;
    policy.check(url).ok()?;
    policy.check(&base).ok()
}

/// Saves address and token. An address of any page in an allowed Confluence stands for that Confluence.
pub(super) async fn save(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SaveConfluence,
) -> Outcome<()> {
    let settings = resources.settings.current();
    let user = me(resources, principal).await?;
    let allowed = allowed_urls(&settings, user.site.as_str());
    let mut failure = Failure::user("confluence.form_invalid", "Some fields need another look.");
    let typed = command.url.trim();
    let mut sites: Vec<_> = settings.sites.iter().collect();
    sites.sort_by_key(|site| site.id.as_str() != user.site.as_str());
    let site = sites.into_iter().find(|site| covers(resources, site, typed).is_some());
    if typed.chars().count() > limits::CONFLUENCE_URL {
        let words = format!("An address can have up to {} characters.", limits::CONFLUENCE_URL);
        failure = failure.with_field("url", words);
    } else if site.is_none() && allowed.is_empty() {
        failure = failure.with_field("url", "No Confluence is configured on this server.");
    } else if site.is_none() {
        let words = format!("This Confluence is not on the list of allowed sites: {}.", allowed.join(", "));
        failure = failure.with_field("url", words);
    }
    let jira = resources.store.of(principal).read(|tx| connections::get(tx, ConnectionKind::Jira)).await?;
    let account = match site.map(|site| account(site, &command.email, jira.as_ref())) {
        Some(Ok(account)) => account,
        Some(Err(problem)) => {
            failure = failure.with_field("email", problem.message);
            None
        }
        None => None,
    };
    let token = match secret::pasted_token(&command.token.0, settings.limits.token_characters, "Confluence") {
        Ok(token) => Some(token),
        Err(words) => {
            failure = failure.with_field("token", words);
            None
        }
    };
    let (true, Some(token), Some(url)) = (failure.fields.is_empty(), token, site.and_then(configured_url))
    else {
        return Err(failure);
    };
    let kind = ConnectionKind::Confluence;
    let new = secret::New { kind, provider: None, url, account, secret: token };
    secret::save(resources, principal, new, audit::entry("connection.confluence.saved", "ok", caller)).await
}

/// Asks Confluence whose token this is and keeps what came out.
pub(super) async fn test(resources: &Resources, caller: &Caller, principal: &Principal) -> Outcome<()> {
    secret::count_test(resources, principal).await?;
    let user = me(resources, principal).await?;
    let (connection, token) =
        secret::open(resources, principal, ConnectionKind::Confluence).await?.ok_or_else(|| {
            Failure::user("confluence.not_connected", "No Confluence token is saved.")
                .with_next("Paste a token and save it.")
        })?;
    let asked = async {
        let settings = resources.settings.current();
        let (site, base) = site_of(resources, &settings, &connection.url)?;
        let credentials = Credentials::of(site, &connection, token)?;
        let found = whose(resources, site, base, credentials, &caller.request_id).await?;
        compare(&one_line(&found.username), &user.employee_id)
    };
    let result = match asked.await {
        Ok(()) => TestResult::Success(SAME_PERSON.to_owned()),
        Err(failure) => TestResult::Failure(trust::explained(failure, &connection)),
    };
    keep(resources, caller, principal, &connection, result, "connection.confluence.test").await
}

fn compare(found: &str, employee_id: &str) -> Outcome<()> {
    if found == employee_id {
        return Ok(());
    }
    Err(Failure::user(
        "confluence.other_person",
        format!(
            "This token belongs to “{found}” in Confluence, but your employee ID in Jira is “{employee_id}”."
        ),
    )
    .with_next("Use a token of your own account. Until then nothing is read from Confluence."))
}

/// The site whose Confluence a saved connection leads to, as long as the operator still lists it.
pub(super) fn site_of<'a>(
    resources: &Resources,
    settings: &'a Settings,
    url: &str,
) -> Outcome<(&'a Site, Target)> {
    settings
        .sites
        .iter()
        .filter(|site| configured_url(site).as_deref() == Some(url))
        .find_map(|site| Some((site, covers(resources, site, url)?)))
        .ok_or_else(|| {
            Failure::new(
                "confluence.site_unknown",
                Category::AdminRequired,
                "This Confluence is no longer configured here.",
            )
            .with_next("Save another address, or ask whoever runs this installation.")
        })
}

async fn whose(
    resources: &Resources,
    site: &Site,
    base: Target,
    credentials: Credentials,
    request_id: &str,
) -> Outcome<ConfluenceUser> {
    let http = resources.http.clone();
    let answer: Result<_, ConfluenceError> = match site.kind {
        SiteKind::Dc => {
            let dc = ConfluenceDc::new(http, base, credentials.token);
            dc.tls(credentials.tls).request_id(request_id).current_user().await
        }
        SiteKind::Cloud => {
            let account = credentials.account()?;
            let cloud = ConfluenceCloud::new(http, base, account, credentials.token);
            cloud.tls(credentials.tls).request_id(request_id).current_user().await
        }
    };
    answer.map_err(|error| failures::confluence(&error))
}
