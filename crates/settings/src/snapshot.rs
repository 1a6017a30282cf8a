//! One consistent state of the configuration.

use crate::{
    Headers, Payloads, Prompts,
    schema::{
        names::{ProviderId, SiteId},
        operation::{Accounts, Application, BackgroundJobs, Caches, Export, Limits, Validation},
        providers::{Compat, IdentityMatch, Parameters, Prices},
        sites::SiteKind,
    },
};
use secrecy::SecretString;
use std::{collections::BTreeSet, path::PathBuf, sync::Arc, time::Duration};
use url::Url;

/// Everything the four files say, checked. Take one `Arc<Settings>` per operation and keep it to the end.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How the product presents itself.
    pub application: Application,
    /// Accounts and sessions; `session_idle_minutes` already follows the environment.
    pub accounts: Accounts,
    /// The Jira and Confluence installations people may use; at least one.
    pub sites: Vec<Site>,
    /// Model providers; may be empty.
    pub providers: Vec<Provider>,
    /// The provider that is offered first.
    pub default_provider: Option<ProviderId>,
    /// OAuth clients by site.
    pub oauth_clients: Vec<OAuthClient>,
    /// The MCP server.
    pub mcp: Mcp,
    /// What one person may do and send.
    pub limits: Limits,
    /// The rules a draft starts with.
    pub validation: Validation,
    /// Upkeep.
    pub background_jobs: BackgroundJobs,
    /// How long answers of other systems are used again.
    pub caches: Caches,
    /// How issues are sent to Jira.
    pub export: Export,
    /// Whether a model explains errors to people.
    pub error_explanations: bool,
    /// The prompts of `prompts.json`.
    pub prompts: Arc<Prompts>,
    /// SHA-256 over all files that were read; tells whether a reload changed anything.
    pub fingerprint: String,
    /// Every file that was read, in the order of reading.
    pub files: Vec<ReadFile>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// Its name in the configuration directory.
    pub name: String,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
}

impl Settings {
    /// The site with this id, if it is (still) configured.
    pub fn site(&self, id: &SiteId) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == *id)
    }

    /// The provider with this id, if it is (still) configured.
    pub fn provider(&self, id: &ProviderId) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == *id)
    }

    /// The OAuth client of a site.
    pub fn oauth_client(&self, site: &SiteId) -> Option<&OAuthClient> {
        self.oauth_clients.iter().find(|client| client.site == *site)
    }

    /// The origins (`https://host:port`) the product may contact, and no others.
    pub fn allowed_origins(&self) -> BTreeSet<String> {
        let sites =
            self.sites.iter().flat_map(|site| std::iter::once(&site.jira_url).chain(&site.confluence_url));
        let providers = self.providers.iter().flat_map(|provider| {
            std::iter::once(&provider.integration.url).chain(provider.test.as_ref().map(|test| &test.url))
        });
        let oauth = self
            .oauth_clients
            .iter()
            .flat_map(|client| [&client.token_url, &client.resources_url, &client.api_url]);
        let mcp = match &self.mcp.mode {
            McpMode::Http { url } => Some(url),
            McpMode::Process { .. } | McpMode::Off => None,
        };
        sites.chain(providers).chain(oauth).chain(mcp).map(|url| url.origin().ascii_serialization()).collect()
    }
}

/// One Jira, and the Confluence beside it.
#[derive(Debug, Clone)]
pub struct Site {
    /// The short name that accounts remember.
    pub id: SiteId,
    /// What people see.
    pub name: String,
    /// Data Center or Cloud.
    pub kind: SiteKind,
    /// Base address with its context path, no slash at the end of a path.
    pub jira_url: Url,
    /// Base address with its context path (`/wiki` on Cloud).
    pub confluence_url: Option<Url>,
    /// Whether certificates are checked.
    pub verify_tls: bool,
    /// Whether people may switch the check off for themselves.
    pub users_may_skip_tls: bool,
    /// Certificate authorities to trust besides the usual ones, PEM.
    pub ca_pem: Option<Arc<str>>,
}

/// One model provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// The short name that connections remember.
    pub id: ProviderId,
    /// What people see.
    pub label: String,
    /// Which adapter speaks to it, with what only that one needs.
    pub kind: ProviderKind,
    /// Where a connection is tested; always there for a company's service.
    pub test: Option<Endpoint>,
    /// Where prompts go.
    pub integration: Endpoint,
    /// What is asked of the model.
    pub parameters: Parameters,
    /// Where the answer's text stands, as `choices[0].message.content`.
    pub response_path: String,
    /// Where the text of one streamed piece stands.
    pub stream_path: String,
    /// How the body differs from the usual names.
    pub compat: Compat,
    /// How its user is matched with the Jira account.
    pub identity_match: IdentityMatch,
    /// Whether requests are logged in detail (never the secret).
    pub debug_logging: bool,
    /// Calls at the same time.
    pub max_parallel: u32,
    /// What its tokens cost, where the operator says so.
    pub prices: Option<Prices>,
    /// The prompts for this provider.
    pub prompts: Arc<Prompts>,
}

/// Which adapter speaks to a provider.
#[derive(Debug, Clone)]
pub enum ProviderKind {
    /// A company's own service, described by a header and a payload file.
    Company {
        /// From the provider's header file.
        headers: Arc<Headers>,
        /// From the provider's payload file.
        payloads: Arc<Payloads>,
    },
    /// An OpenAI-compatible API.
    OpenAi,
    /// Anthropic's Messages API.
    Anthropic,
}

/// An address with its patience.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The full address.
    pub url: Url,
    /// For connecting, and between two pieces of an answer.
    pub timeout: Duration,
    /// What happens after a failure that may pass.
    pub retry: Retry,
}

/// Waiting and trying again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retry {
    /// Tries after the first one.
    pub max_retries: u32,
    /// Each wait is this many times the one before, at least 1.
    pub backoff_factor: f64,
    /// The first wait.
    pub retry_delay: Duration,
}

/// How tools are reached.
#[derive(Debug, Clone)]
pub struct Mcp {
    /// Where the server is.
    pub mode: McpMode,
    /// Until a process has answered for the first time.
    pub start_timeout: Duration,
    /// For fetching the tool list.
    pub list_timeout: Duration,
    /// For one tool call.
    pub call_timeout: Duration,
    /// Processes at the same time.
    pub pool_size: usize,
    /// How long an unused process is kept.
    pub idle: Duration,
}

/// Where the MCP server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum McpMode {
    /// A process of our own per person.
    Process {
        /// The program; absolute, or a bare name to be found on `PATH`.
        command: PathBuf,
        /// Its arguments.
        args: Vec<String>,
    },
    /// A server that the operator runs.
    Http {
        /// Its address.
        url: Url,
    },
    /// None: everything goes over REST.
    Off,
}

/// An OAuth 2.0 (3LO) client for one Cloud site.
#[derive(Debug, Clone)]
pub struct OAuthClient {
    /// The site.
    pub site: SiteId,
    /// The client's id.
    pub client_id: String,
    /// The client's secret, read from `client_secret_file`.
    pub client_secret: SecretString,
    /// Where people give their consent.
    pub authorize_url: Url,
    /// Where tokens come from.
    pub token_url: Url,
    /// Where the sites of a token are listed.
    pub resources_url: Url,
    /// Under which the APIs of all sites are.
    pub api_url: Url,
    /// What is asked for.
    pub scopes: Vec<String>,
}
