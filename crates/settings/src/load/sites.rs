//! Sites and their OAuth clients.

use super::Loader;
use crate::{
    OAuthClient, Site, SiteKind,
    document::Document,
    schema::sites::{RawOAuthClient, RawSite},
};
use secrecy::SecretString;
use std::sync::Arc;

impl Loader<'_> {
    pub(super) fn sites(
        &mut self,
        document: &Document,
        raw: Vec<(String, RawSite)>,
        wrong_before: bool,
    ) -> Vec<Site> {
        if raw.is_empty() && !wrong_before {
            self.errors.push(document.error("sites", "at least one site", "none"));
        }
        let mut sites: Vec<Site> = Vec::new();
        for (path, site) in raw {
            self.text(document, &format!("{path}.name"), &site.name);
            let jira_url = self.trusted_base(document, &format!("{path}.jira_url"), &site.jira_url);
            let confluence_url = site
                .confluence_url
                .as_ref()
                .map(|url| self.trusted_base(document, &format!("{path}.confluence_url"), url));
            if sites.iter().any(|other| other.id == site.id) {
                self.errors.push(document.error(
                    &format!("{path}.id"),
                    "every id once",
                    format!("{} again", site.id),
                ));
            }
            // Accounts are recognised by the address that Jira gives itself, so one address is one site.
            if let Some(url) =
                jira_url.as_ref().filter(|url| sites.iter().any(|other| other.jira_url == **url))
            {
                let found = format!("{url} again");
                self.errors.push(document.error(&format!("{path}.jira_url"), "every Jira once", found));
            }
            let ca_pem = site.ca.as_ref().and_then(|file| self.ca(document, &format!("{path}.ca"), file));
            let (Some(jira_url), Some(confluence_url)) =
                (jira_url, confluence_url.map_or(Some(None), |url| url.map(Some)))
            else {
                continue;
            };
            sites.push(Site {
                id: site.id,
                name: site.name,
                kind: site.kind,
                jira_url,
                confluence_url,
                verify_tls: site.verify_tls,
                users_may_skip_tls: site.users_may_skip_tls,
                ca_pem,
            });
        }
        sites
    }

    pub(super) fn ca(&mut self, document: &Document, path: &str, file: &str) -> Option<Arc<str>> {
        let text = self.beside(document, path, file)?;
        if text.contains("PRIVATE KEY") || !text.contains("-----BEGIN CERTIFICATE-----") {
            self.errors.push(document.error(
                path,
                "a PEM file with certificates and no private key",
                "something else",
            ));
            return None;
        }
        Some(text.into())
    }

    pub(super) fn oauth_clients(
        &mut self,
        document: &Document,
        raw: Vec<(String, RawOAuthClient)>,
        sites: &[Site],
    ) -> Vec<OAuthClient> {
        let mut clients = Vec::new();
        for (path, client) in raw {
            let cloud = sites.iter().any(|site| site.id == client.site && site.kind == SiteKind::Cloud);
            if !cloud {
                let found = client.site.to_string();
                self.errors.push(document.error(
                    &format!("{path}.site"),
                    "the id of a configured Cloud site",
                    found,
                ));
            }
            self.text(document, &format!("{path}.client_id"), &client.client_id);
            let secret =
                self.beside(document, &format!("{path}.client_secret_file"), &client.client_secret_file);
            let mut url = |key: &str, text: &str| self.trusted_base(document, &format!("{path}.{key}"), text);
            let urls = (
                url("authorize_url", &client.authorize_url),
                url("token_url", &client.token_url),
                url("resources_url", &client.resources_url),
                url("api_url", &client.api_url),
            );
            let (Some(authorize_url), Some(token_url), Some(resources_url), Some(api_url)) = urls else {
                continue;
            };
            let Some(secret) = secret else { continue };
            clients.push(OAuthClient {
                site: client.site,
                client_id: client.client_id,
                client_secret: SecretString::from(secret.trim()),
                authorize_url,
                token_url,
                resources_url,
                api_url,
                scopes: client.scopes,
            });
        }
        clients
    }
}
