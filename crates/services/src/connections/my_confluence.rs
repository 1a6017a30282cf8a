//! A person's own Confluence, ready to be read by a use case.

use super::{confluence::site_of, secret};
use crate::{Resources, context, upstream::Credentials};
use atlassian::confluence::{ConfluenceDc, ConfluenceError, Found, Page};
use contract::{Outcome, views::ConnectionStatus};
use domain::{failure::Failure, principal::Principal};
use settings::SiteKind;
use store::connections::ConnectionKind;

/// One person's Confluence for one operation.
pub(crate) struct MyConfluence {
    url: String,
    client: ConfluenceDc,
}

/// Opens the person's token for the Confluence that was tested to be theirs.
pub(crate) async fn my_confluence(
    resources: &Resources,
    principal: &Principal,
    request_id: &str,
) -> Outcome<MyConfluence> {
    let (connection, token) = secret::open(resources, principal, ConnectionKind::Confluence)
        .await?
        .filter(|(connection, _)| connection.status == ConnectionStatus::Tested)
        .ok_or_else(|| {
            Failure::user("confluence.not_tested", "Confluence is not connected.")
                .with_next("Connect and test it under Connections, or leave its pages out.")
        })?;
    let settings = resources.settings.current();
    let (site, base) = site_of(resources, &settings, &connection.url)?;
    if site.kind == SiteKind::Cloud {
        return Err(context::not_on_cloud());
    }
    let credentials = Credentials::of(site, &connection, token)?;
    let client = ConfluenceDc::new(resources.http.clone(), base, credentials.token)
        .tls(credentials.tls)
        .request_id(request_id);
    Ok(MyConfluence { url: connection.url, client })
}

impl MyConfluence {
    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Where people see a page.
    pub(crate) fn address_of(&self, id: &str) -> String {
        format!("{}/pages/viewpage.action?pageId={id}", self.url)
    }

    /// Whether an address leads into it.
    pub(crate) fn covers(&self, address: &str) -> bool {
        address.strip_prefix(&self.url).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Pages with these words, the best first.
    pub(crate) async fn search(&self, words: &str, max: u32) -> Result<Vec<Found>, ConfluenceError> {
        self.client.search(words, max).await
    }

    /// One page with its body.
    pub(crate) async fn page(&self, id: &str) -> Result<Page, ConfluenceError> {
        self.client.page(id).await
    }
}
