//! Which configuration is in use, and how the parts of the installation are.

use crate::Resources;
use contract::{
    Outcome,
    views::{
        ConfigurationFile, ConfigurationProblem, ConfigurationView, PartHealth, ProviderHealth, SiteHealth,
        SiteKind,
    },
};
use domain::time::Timestamp;
use jobs::Runner;
use settings::{ConfigError, McpMode, Settings};
use std::{collections::HashMap, time::Instant};
use store::{MigrationState, directory};

/// Digits of a fingerprint that are shown.
const DIGITS: usize = 12;

/// Everything the page shows.
pub(super) async fn configuration(resources: &Resources, runner: &Runner) -> Outcome<ConfigurationView> {
    let (settings, status) = (resources.settings.current(), resources.settings.status());
    let now = resources.clock.now();
    // Moments of the monotonic clock, told by the one that people read.
    let told = |then: Instant| now.minus(then.elapsed());
    let users = resources.store.system().read(directory::count_by_site).await?;
    let mut problems: Vec<ConfigurationProblem> =
        status.error.iter().flat_map(|errors| errors.0.iter().map(problem)).collect();
    let files = settings
        .files
        .iter()
        .map(|file| ConfigurationFile {
            fingerprint: file.sha256.chars().take(DIGITS).collect(),
            loaded_at: status.loaded.get(&file.name).map_or(now, |loaded| told(*loaded)),
            errors: problems.extract_if(.., |problem| problem.file == file.name).collect(),
            name: file.name.clone(),
        })
        .collect();
    Ok(ConfigurationView {
        files,
        other_errors: problems,
        failing_since: status.failing_since.map(told),
        parts: parts(resources, runner, &settings).await,
        sites: sites(&settings, &users),
        providers: providers(&settings),
        now,
    })
}

fn problem(error: &ConfigError) -> ConfigurationProblem {
    ConfigurationProblem {
        file: error.file.clone(),
        path: error.path.clone(),
        line: error.position.map(|position| u32::try_from(position.line).unwrap_or(u32::MAX)),
        message: format!("expected {}, found {}", error.expected, error.found),
    }
}

async fn parts(resources: &Resources, runner: &Runner, settings: &Settings) -> Vec<PartHealth> {
    let part = |name: &str, good: bool, words: String| PartHealth { name: name.to_owned(), good, words };
    let began = Timestamp::as_millis(resources.clock.now());
    let database = match resources.store.ping().await {
        Ok(()) => {
            let took = resources.clock.now().as_millis().saturating_sub(began);
            part("Database", true, format!("{} answers in {took} ms", resources.store.product()))
        }
        Err(error) => {
            tracing::warn!(%error, "the database did not answer the configuration page");
            part("Database", false, "It does not answer; the log says why.".to_owned())
        }
    };
    let migrations = match resources.store.migration_state().await {
        Ok(MigrationState::Current) => part("Schema", true, "Up to date".to_owned()),
        Ok(MigrationState::Behind) => part("Schema", false, "Behind: run jira-agent migrate".to_owned()),
        Err(error) => {
            tracing::warn!(%error, "the schema's state could not be read");
            part("Schema", false, "It could not be read; the log says why.".to_owned())
        }
    };
    let worker = if runner.is_working() {
        part("Worker", true, format!("This process runs jobs: {} right now", runner.running()))
    } else {
        part("Worker", true, "This process leaves jobs to others (WORKER=off)".to_owned())
    };
    vec![database, migrations, worker, mcp(resources, settings)]
}

fn mcp(resources: &Resources, settings: &Settings) -> PartHealth {
    let part = |good, words: String| PartHealth { name: "MCP".to_owned(), good, words };
    match (&settings.mcp.mode, &resources.mcp) {
        (McpMode::Process { .. }, Some(pool)) => part(
            true,
            format!(
                "One process per active person, at most {}: {} right now",
                settings.mcp.pool_size,
                pool.children()
            ),
        ),
        (McpMode::Process { command, .. }, None) => part(
            false,
            format!("{} was not found at the start; issues are created over REST", command.display()),
        ),
        (McpMode::Http { url }, _) => {
            part(true, format!("Tool lists come from {}", url.origin().ascii_serialization()))
        }
        (McpMode::Off, _) => part(true, "Off: everything goes over REST".to_owned()),
    }
}

fn sites(settings: &Settings, users: &HashMap<String, u32>) -> Vec<SiteHealth> {
    let address = |url: &dyn std::fmt::Display| url.to_string().trim_end_matches('/').to_owned();
    settings
        .sites
        .iter()
        .map(|site| SiteHealth {
            id: site.id.to_string(),
            name: site.name.clone(),
            kind: match site.kind {
                settings::SiteKind::Dc => SiteKind::DataCenter,
                settings::SiteKind::Cloud => SiteKind::Cloud,
            },
            jira_url: address(&site.jira_url),
            confluence_url: site.confluence_url.as_ref().map(|url| address(url)),
            verify_tls: site.verify_tls,
            users: users.get(site.id.as_str()).copied().unwrap_or_default(),
        })
        .collect()
}

fn providers(settings: &Settings) -> Vec<ProviderHealth> {
    settings
        .providers
        .iter()
        .map(|provider| ProviderHealth {
            id: provider.id.to_string(),
            label: provider.label.clone(),
            model: provider.parameters.model.clone(),
            address: provider.integration.url.origin().ascii_serialization(),
            streams: provider.parameters.stream,
        })
        .collect()
}
