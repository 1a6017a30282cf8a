//! From the files in the configuration directory to one checked snapshot.

use crate::{
    AppMode, ConfigError, ConfigErrors, Environment, Headers, Payloads, Prompts, ReadFile, Settings,
    document::Document,
    schema::{
        checks,
        mcp::RawMcp,
        operation::{Accounts, Application, BackgroundJobs, Caches, Export, Limits, Validation},
        providers::{RawLlm, RawProvider},
        sites::{RawOAuthClient, RawSite},
    },
};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, path::Path, sync::Arc};
use url::Url;

mod files;
mod kinds;
mod mcp;
mod providers;
mod ranges;
mod sites;

/// The file that names the others.
const CONFIG: &str = "config.json";

const SECTIONS: [&str; 13] = [
    "application",
    "accounts",
    "sites",
    "oauth_clients",
    "llm",
    "providers",
    "mcp",
    "limits",
    "validation",
    "background_jobs",
    "caches",
    "export",
    "error_explanations",
];

impl Settings {
    /// Reads and checks `config.json` in `dir` and the files it names. All mistakes that can be found at once are returned.
    /// In production, plain http and loopback addresses of sites and providers are mistakes too.
    pub fn load(dir: &Path, environment: &Environment) -> Result<Self, ConfigErrors> {
        Loader::new(dir, environment).load()
    }
}

struct Loader<'a> {
    dir: &'a Path,
    environment: &'a Environment,
    errors: Vec<ConfigError>,
    hash: Sha256,
    files: Vec<ReadFile>,
    headers: BTreeMap<String, Option<Arc<Headers>>>,
    payloads: BTreeMap<String, Option<Arc<Payloads>>>,
    prompts: BTreeMap<String, Option<Arc<Prompts>>>,
}

impl<'a> Loader<'a> {
    fn new(dir: &'a Path, environment: &'a Environment) -> Self {
        Self {
            dir,
            environment,
            errors: Vec::new(),
            hash: Sha256::new(),
            files: Vec::new(),
            headers: BTreeMap::new(),
            payloads: BTreeMap::new(),
            prompts: BTreeMap::new(),
        }
    }

    fn load(mut self) -> Result<Settings, ConfigErrors> {
        let settings = self.document(CONFIG, false).and_then(|document| self.settings(&document));
        match settings {
            Some(settings) if self.errors.is_empty() => Ok(settings),
            _ => Err(ConfigErrors(self.errors)),
        }
    }

    fn settings(&mut self, document: &Document) -> Option<Settings> {
        if !document.check_root(&SECTIONS, &mut self.errors) {
            return None;
        }
        let errors = &mut self.errors;
        let application = document.section::<Application>("application", errors);
        let accounts = document.section::<Accounts>("accounts", errors);
        let llm = document.section::<RawLlm>("llm", errors);
        let mcp = document.section::<RawMcp>("mcp", errors);
        let limits = document.section::<Limits>("limits", errors);
        let validation = document.section::<Validation>("validation", errors);
        let background_jobs = document.section::<BackgroundJobs>("background_jobs", errors);
        let caches = document.section::<Caches>("caches", errors);
        let export = document.section::<Export>("export", errors);
        let error_explanations = document.section::<Option<bool>>("error_explanations", errors);
        let raw_sites = document.list::<RawSite>("sites", errors);
        let raw_providers = document.list::<RawProvider>("providers", errors);
        let raw_clients = document.list::<RawOAuthClient>("oauth_clients", errors);

        let wrong_before = !self.errors.is_empty();
        let llm = llm.unwrap_or_default();
        let sites = self.sites(document, raw_sites, wrong_before);
        let oauth_clients = self.oauth_clients(document, raw_clients, &sites);
        if !wrong_before {
            self.default_provider(document, llm.default_provider.as_ref(), &raw_providers);
        }
        let providers = self.providers(document, raw_providers, &llm);
        let prompts = self.prompts_file("prompts.json");
        let mcp = mcp.and_then(|raw| self.mcp(document, raw));

        let accounts = accounts.map(|mut accounts| {
            ranges::accounts(document, &accounts, &mut self.errors);
            if let Some(minutes) = self.environment.session_timeout {
                accounts.session_idle_minutes = minutes.get();
            }
            accounts
        });
        if let Some(application) = &application {
            ranges::application(document, application, &mut self.errors);
        }
        if let Some(limits) = &limits {
            ranges::limits(document, limits, &mut self.errors);
        }
        if let Some(validation) = &validation {
            ranges::validation(document, validation, &mut self.errors);
        }
        if let Some(jobs) = &background_jobs {
            ranges::background_jobs(document, jobs, &mut self.errors);
        }
        if let Some(caches) = &caches {
            ranges::caches(document, caches, &mut self.errors);
        }
        if let Some(export) = &export {
            ranges::export(document, export, &mut self.errors);
        }
        Some(Settings {
            application: application?,
            accounts: accounts?,
            sites,
            default_provider: llm
                .default_provider
                .or_else(|| providers.first().map(|provider| provider.id.clone())),
            providers,
            oauth_clients,
            mcp: mcp?,
            limits: limits?,
            validation: validation?,
            background_jobs: background_jobs?,
            caches: caches?,
            export: export?,
            error_explanations: error_explanations?.unwrap_or(true),
            prompts: prompts?,
            fingerprint: hex::encode(self.hash.clone().finalize()),
            files: std::mem::take(&mut self.files),
        })
    }

    fn production(&self) -> bool {
        self.environment.mode == AppMode::Production
    }

    fn text(&mut self, document: &Document, path: &str, text: &str) {
        if text.trim().is_empty() {
            self.errors.push(document.error(path, "a text", "an empty one"));
        }
    }

    fn checked(
        &mut self,
        document: &Document,
        path: &str,
        text: &str,
        check: fn(&str) -> Result<Url, &'static str>,
    ) -> Option<Url> {
        match check(text) {
            Ok(url) => Some(url),
            Err(expected) => {
                // An address with a password in it is not repeated.
                let found =
                    if text.contains('@') { "one with @".into() } else { document.describe(&text.into()) };
                self.errors.push(document.error(path, expected, found));
                None
            }
        }
    }

    /// An address that secrets are sent to.
    fn trusted(
        &mut self,
        document: &Document,
        path: &str,
        text: &str,
        check: fn(&str) -> Result<Url, &'static str>,
    ) -> Option<Url> {
        let url = self.checked(document, path, text, check)?;
        if self.production()
            && let Err(expected) = checks::safe_in_production(&url)
        {
            self.errors.push(document.error(path, format!("{expected} in production"), url.to_string()));
            return None;
        }
        Some(url)
    }

    fn trusted_base(&mut self, document: &Document, path: &str, text: &str) -> Option<Url> {
        self.trusted(document, path, text, checks::base_address)
    }
}
