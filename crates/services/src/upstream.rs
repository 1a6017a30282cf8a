//! The way to a site: which addresses may be asked, and one person's Jira.

use crate::{Resources, failures};
use atlassian::jira::{Jira, JiraAuth, JiraKind, JiraSite};
use contract::Outcome;
use domain::failure::{Category, Failure};
use outbound::{OriginPolicy, Reach, Target, Tls};
use secrecy::SecretString;
use settings::{Settings, Site};
use std::sync::Arc;

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

/// Which certificates a site is trusted with.
pub(crate) fn tls(site: &Site) -> Outcome<Tls> {
    match (&site.ca_pem, site.verify_tls) {
        (_, false) => Ok(Tls::Unverified),
        (Some(pem), true) => {
            Tls::with_ca(pem).map_err(|refused| failures::internal("a site's certificate", &refused))
        }
        (None, true) => Ok(Tls::System),
    }
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

/// A person's Jira.
pub(crate) fn jira(
    resources: &Resources,
    settings: &Settings,
    site: &Site,
    token: SecretString,
    request_id: &str,
) -> Outcome<Jira> {
    let base = jira_base(resources, settings, site)?;
    let site_access = JiraSite::new(base, JiraKind::DataCenter);
    Ok(Jira::new(resources.http.clone(), site_access, JiraAuth::Pat(token))
        .tls(tls(site)?)
        .request_id(request_id))
}

/// Fetches a small file from a site with a person's token; `None` when it lies elsewhere or cannot be had.
pub(crate) async fn fetch_from_site(
    resources: &Resources,
    site: &Site,
    url: &str,
    token: &SecretString,
    cap: usize,
    request_id: &str,
) -> Option<Vec<u8>> {
    let mut policy = OriginPolicy::new(resources.mode);
    policy.allow(site.jira_url.as_str(), Reach::Internal).ok()?;
    let target = policy.check(url).ok()?;
    let answer = resources
        .http
        .get(target)
        .tls(tls(site).ok()?)
        .bearer(token)
        .request_id(request_id)
        .cap(cap)
        .send()
        .await
        .ok()?;
    let answer = answer.ok().ok()?;
    Some(answer.body().to_vec())
}
