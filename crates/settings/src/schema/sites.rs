//! `sites` and `oauth_clients`.

use super::names::SiteId;
use serde::{Deserialize, Serialize};

/// What runs behind the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteKind {
    /// Jira and Confluence Data Center or Server: REST v2, personal access tokens.
    Dc,
    /// Atlassian Cloud: REST v3, e-mail and API token or OAuth.
    Cloud,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSite {
    pub(crate) id: SiteId,
    pub(crate) name: String,
    pub(crate) kind: SiteKind,
    pub(crate) jira_url: String,
    pub(crate) confluence_url: Option<String>,
    #[serde(default = "yes")]
    pub(crate) verify_tls: bool,
    #[serde(default)]
    pub(crate) users_may_skip_tls: bool,
    pub(crate) ca: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawOAuthClient {
    pub(crate) site: SiteId,
    pub(crate) client_id: String,
    pub(crate) client_secret_file: String,
    #[serde(default = "authorize")]
    pub(crate) authorize_url: String,
    #[serde(default = "token")]
    pub(crate) token_url: String,
    #[serde(default = "resources")]
    pub(crate) resources_url: String,
    #[serde(default = "api")]
    pub(crate) api_url: String,
    #[serde(default = "scopes")]
    pub(crate) scopes: Vec<String>,
}

const fn yes() -> bool {
    true
}

// Addresses and scopes: Atlassian, "OAuth 2.0 (3LO) apps".
fn authorize() -> String {
    "https://auth.atlassian.com/authorize".into()
}
fn token() -> String {
    "https://auth.atlassian.com/oauth/token".into()
}
fn resources() -> String {
    "https://api.atlassian.com/oauth/token/accessible-resources".into()
}
fn api() -> String {
    "https://api.atlassian.com".into()
}
fn scopes() -> Vec<String> {
    ["read:jira-user", "read:jira-work", "write:jira-work", "offline_access"].map(String::from).to_vec()
}
