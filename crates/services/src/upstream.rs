//! The way to a site: which addresses may be asked, and one person's Jira.

use crate::{Resources, failures};
use atlassian::jira::{Jira, JiraAuth, JiraKind, JiraSite};
use contract::Outcome;
use domain::failure::{Category, Failure};
use outbound::{OriginPolicy, Reach, Target, Tls};
use secrecy::SecretString;
use settings::{Settings, Site, SiteKind};
use std::sync::Arc;
use store::connections::Connection;

/// The addresses this configuration lets the product contact.
pub(crate) fn policy(resources: &Resources, settings: &Settings) -> Outcome<Arc<OriginPolicy>> {
    let mut policy = OriginPolicy::new(resources.mode);
    let sites =
        settings.sites.iter().flat_map(|site| std::iter::once(&site.jira_url).chain(&site.confluence_url));
    let providers = settings.providers.iter().flat_map(|provider| {
        std::iter::once(&provider.integration.url).chain(provider.test.as_ref().map(|test| &test.url))
    });
    for url in sites.chain(providers) {
        policy
            .allow(url.as_str(), Reach::Internal)
            .map_err(|refused| failures::internal("a configured address", &refused))?;
    }
    Ok(Arc::new(policy))
}

/// Which certificates a site is trusted with, by everybody.
pub(crate) fn tls(site: &Site) -> Outcome<Tls> {
    trust(site, None)
}

/// Which certificates a site is trusted with over one person's connection: what the operator says, and what that
/// person brought for it.
pub(crate) fn trust(site: &Site, connection: Option<&Connection>) -> Outcome<Tls> {
    let skipped = site.users_may_skip_tls && connection.is_some_and(|connection| !connection.verify_tls);
    if skipped || !site.verify_tls {
        return Ok(Tls::Unverified);
    }
    let own = connection.and_then(|connection| connection.ca_pem.as_deref());
    let pem = site.ca_pem.as_deref().into_iter().chain(own).collect::<Vec<_>>().join("\n");
    if pem.is_empty() {
        return Ok(Tls::System);
    }
    Tls::with_ca(&pem).map_err(|refused| failures::internal("a site's certificate", &refused))
}

/// The site of an account, as long as the operator still lists it.
pub(crate) fn site<'a>(settings: &'a Settings, id: &str) -> Outcome<&'a Site> {
    settings.sites.iter().find(|site| site.id.as_str() == id).ok_or_else(|| {
        Failure::new("site.unknown", Category::AdminRequired, "This Jira site is no longer configured here.")
            .with_next("Ask whoever runs this installation.")
    })
}

/// Where a site's Jira begins.
pub(crate) fn jira_base(resources: &Resources, settings: &Settings, site: &Site) -> Outcome<Target> {
    policy(resources, settings)?
        .check(site.jira_url.as_str())
        .map_err(|refused| failures::internal("a site's address", &refused))
}

/// What proves to a site who is asking, and whom to trust on the way.
#[derive(Clone)]
pub(crate) struct Credentials {
    /// The Atlassian account's e-mail address; a Cloud site needs it.
    pub(crate) account: Option<String>,
    pub(crate) token: SecretString,
    pub(crate) tls: Tls,
}

impl Credentials {
    /// Those of a saved connection to a site.
    pub(crate) fn of(site: &Site, connection: &Connection, token: SecretString) -> Outcome<Self> {
        Ok(Self { account: connection.account.clone(), token, tls: trust(site, Some(connection))? })
    }

    /// The account, where a site needs one.
    pub(crate) fn account(&self) -> Outcome<String> {
        self.account.clone().ok_or_else(|| {
            Failure::user(
                "connections.account_missing",
                "The e-mail address of your Atlassian account is missing.",
            )
            .with_next("Save it with your API token under Connections.")
        })
    }
}

/// How a site's Jira is asked.
pub(crate) const fn jira_kind(site: &Site) -> JiraKind {
    match site.kind {
        SiteKind::Dc => JiraKind::DataCenter,
        SiteKind::Cloud => JiraKind::Cloud,
    }
}

/// A person's Jira.
pub(crate) fn jira(
    resources: &Resources,
    settings: &Settings,
    site: &Site,
    credentials: Credentials,
    request_id: &str,
) -> Outcome<Jira> {
    let base = jira_base(resources, settings, site)?;
    let auth = match site.kind {
        SiteKind::Dc => JiraAuth::Pat(credentials.token),
        SiteKind::Cloud => JiraAuth::ApiToken { email: credentials.account()?, token: credentials.token },
    };
    Ok(Jira::new(resources.http.clone(), JiraSite::new(base, jira_kind(site)), auth)
        .tls(credentials.tls)
        .request_id(request_id))
}

/// Fetches a small file from a site with a person's token; `None` when it lies elsewhere or cannot be had.
pub(crate) async fn fetch_from_site(
    resources: &Resources,
    site: &Site,
    url: &str,
    credentials: &Credentials,
    cap: usize,
    request_id: &str,
) -> Option<Vec<u8>> {
    let mut policy = OriginPolicy::new(resources.mode);
    policy.allow(site.jira_url.as_str(), Reach::Internal).ok()?;
    let target = policy.check(url).ok()?;
    let request = resources.http.get(target);
    let request = match site.kind {
        SiteKind::Dc => request.bearer(&credentials.token),
        SiteKind::Cloud => request.basic(credentials.account.as_deref()?, &credentials.token),
    };
    let answer = request.tls(credentials.tls.clone()).request_id(request_id).cap(cap).send().await.ok()?;
    let answer = answer.ok().ok()?;
    Some(answer.body().to_vec())
}
