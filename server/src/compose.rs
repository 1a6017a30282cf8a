//! Everything concrete, put together once. Nothing else in this crate knows which database, which model or which MCP
//! server stands behind a trait.

use crate::{
    cron,
    http::{
        AppState, HostParts, Mode,
        assets::Assets,
        forwarded::TrustedProxies,
        health::{Health, Readiness},
        limits::{RequestRate, StreamSlots},
        public_url::{NotAPublicUrl, PublicUrl},
        rest_v1::ApiPace,
    },
    sampled,
    serve::Shutdown,
    system_clock::SystemClock,
    telemetry::metrics::Sampled,
    upkeep,
};
use async_trait::async_trait;
use domain::time::Clock;
use jobs::{EventHub, Limits, Operator, Policy, Predecessors, Registry, Retries, Runner, StorageError};
use leptos::config::LeptosOptions;
use mcp::{Gateway, McpConfig, McpPool};
use secrecy::ExposeSecret;
use secrets::{OpaqueToken, OsRandomness, PasswordHasher, Randomness, SessionTokens, Vault};
use services::{
    ExportTiming, Guards, Resources,
    drafting::{explain::ExplainFailure, write_job::WriteDraft},
    exporting::{
        create_job::CreateIssueJob, link_job::LinkParts, take_back::TakeBackExport, tickets::ExportSiteBuild,
        updates::UpdateIssues,
    },
    keys::{self, KeysDoNotFit},
    site_tickets::write_job::WriteTickets,
    tools::{ToolLists, refresh_job::RefreshTools},
};
use settings::{AppMode, Environment, LiveSettings, McpMode, Settings};
use std::{
    env,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::{Duration, UNIX_EPOCH},
};
use store::{DatabaseUrl, InstanceLock, MigrationState, Store, StoreError};
use tokio_cron_scheduler::JobSchedulerError;

/// The name of the files under `/pkg`, as in the workspace's cargo-leptos settings.
const OUTPUT_NAME: &str = "jira-agent";
/// Running jobs get this long to end, and as long again to be put away.
const JOBS_DRAIN: Duration = Duration::from_secs(8);
const MCP_DRAIN: Duration = Duration::from_secs(5);

/// Something could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue.
    #[error("the job queue cannot be used: {0}")]
    Jobs(#[from] StorageError),
    /// `PUBLIC_URL`.
    #[error(transparent)]
    PublicUrl(#[from] NotAPublicUrl),
    /// The loopback door for MCP processes.
    #[error("the gateway for MCP cannot listen on this machine: {0}")]
    Gateway(std::io::Error),
    /// A worker beside a server, on SQLite.
    #[error(
        "a worker of its own needs PostgreSQL (DATABASE_URL); on SQLite the one server process works on jobs too"
    )]
    WorkerNeedsPostgres,
    /// The clock.
    #[error("the clock for regular work cannot be started: {0}")]
    Cron(#[from] JobSchedulerError),
    /// The encryption keys are not those of this database.
    #[error(transparent)]
    Keys(#[from] KeysDoNotFit),
    /// Another process works on the same SQLite file.
    #[error("another jira-agent already uses this database; stop it first, or use PostgreSQL for several")]
    DatabaseInUse,
}

/// Opens the database; does not touch its schema.
pub fn open_store(environment: &Environment) -> Result<Store, ComposeError> {
    let url = DatabaseUrl::parse(environment.database_url.expose_secret())?;
    Ok(Store::connect(&url, Arc::new(SystemClock), Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer)))?)
}

/// A process that works: jobs run, and the router can be built from `state`.
pub struct Running {
    /// For the router.
    pub state: AppState,
    /// For whoever reads the metrics.
    pub sampled: Arc<dyn Sampled>,
    runner: Runner,
    mcp: Option<McpPool>,
    _instance: Option<InstanceLock>,
    _calls: Option<store::jobs::Listener>,
}

impl Running {
    /// Lets running jobs end or puts them away, then stops MCP processes. At most 25 seconds.
    pub async fn stop(&self) {
        self.runner.shutdown(JOBS_DRAIN).await;
        if let Some(pool) = &self.mcp {
            pool.shutdown(MCP_DRAIN).await;
        }
    }
}

/// Puts everything together and starts working on jobs.
pub async fn start(
    environment: &Environment,
    settings: LiveSettings,
    store: Store,
    shutdown: Shutdown,
) -> Result<Running, ComposeError> {
    let (instance, predecessors) = claim_database(environment, &store)?;
    let vault = vault(environment);
    keys::fit(&store, &vault).await?;
    let http = client();
    let mcp = mcp_pool(&settings.current(), &http).await?;
    let resources =
        Arc::new(resources(environment, settings.clone(), store.clone(), vault, http, mcp.clone()));
    let hub = EventHub::new();
    let registry = Registry::new()
        .with::<WriteDraft>(Arc::clone(&resources))
        .with::<CreateIssueJob>(Arc::clone(&resources))
        .with::<LinkParts>(Arc::clone(&resources))
        .with::<ExportSiteBuild>(Arc::clone(&resources))
        .with::<TakeBackExport>(Arc::clone(&resources))
        .with::<UpdateIssues>(Arc::clone(&resources))
        .with::<WriteTickets>(Arc::clone(&resources))
        .with::<ExplainFailure>(Arc::clone(&resources))
        .with::<RefreshTools>(Arc::clone(&resources));
    let limits = Limits { operator: operator(&settings), ..Limits::default() };
    let runner = Runner::new(Arc::new(store.clone()), hub.clone(), registry, Arc::new(SystemClock), limits);
    if environment.worker {
        runner.start(predecessors).await?;
    }
    let heeding = runner.clone();
    let calls = store::jobs::listen(&store, move |call| heeding.heed(&call));
    tokio::spawn(upkeep::sweep_regularly(store.clone(), settings.clone(), shutdown.clone()));
    cron::start(Arc::clone(&resources), runner.clone(), shutdown.clone()).await?;
    if environment.key_file.is_some() {
        tokio::spawn(upkeep::follow_keys(resources.vault.clone(), shutdown.clone()));
    }
    let streams = StreamSlots::default();
    let sampled =
        Arc::new(sampled::Parts { store: store.clone(), mcp: mcp.clone(), streams: streams.clone() });
    let health = Working { store, settings, shutdown: shutdown.clone(), migrated: OnceLock::new() };
    let state = AppState::new(HostParts {
        use_cases: services::use_cases(&resources, &runner, &hub),
        health: Arc::new(health),
        clock: Arc::new(SystemClock),
        randomness: Arc::new(OsRandomness),
        public_url: public_url(environment)?,
        mode: mode(environment),
        trusted_proxies: TrustedProxies::new(environment.trusted_proxies.clone()),
        assets: Assets::of_this_build(&site_root()),
        leptos: leptos_options(),
        shutdown,
        request_rate: RequestRate::default(),
        stream_slots: streams,
        api: ApiPace::default(),
    });
    Ok(Running { state, sampled, runner, mcp, _instance: instance, _calls: calls })
}

fn claim_database(
    environment: &Environment,
    store: &Store,
) -> Result<(Option<InstanceLock>, Predecessors), ComposeError> {
    if !environment.database_url.expose_secret().starts_with("sqlite:") {
        return Ok((None, Predecessors::MayLive));
    }
    let lock = store.lock_instance()?.ok_or(ComposeError::DatabaseInUse)?;
    Ok((Some(lock), Predecessors::Gone))
}

/// What the configuration says about jobs, whenever a job asks.
fn operator(settings: &LiveSettings) -> Operator {
    let settings = settings.clone();
    Operator::new(move || {
        let now = settings.current();
        let upkeep = &now.background_jobs;
        Policy {
            longest_run: Duration::from_mins(u64::from(now.limits.job_minutes)),
            per_person: now.limits.jobs_per_person,
            upkeep: Retries {
                most: upkeep.max_retries,
                first_wait: Duration::from_secs(u64::from(upkeep.retry_delay_seconds)),
                factor: upkeep.backoff_factor,
            },
        }
    })
}

/// Secrets under the keys of this installation. A key file is followed; a variable stays what it is.
pub fn vault(environment: &Environment) -> Vault {
    let ring = environment.keys.encryption.clone();
    match &environment.key_file {
        Some(file) => Vault::following(ring, Arc::new(file.clone()), Arc::new(OsRandomness)),
        None => Vault::new(ring, Arc::new(OsRandomness)),
    }
}

fn client() -> outbound::Client {
    let mut config = outbound::ClientConfig::new(env!("CARGO_PKG_VERSION"));
    config.now = Some(Arc::new(|| {
        UNIX_EPOCH + Duration::from_millis(u64::try_from(SystemClock.now().as_millis()).unwrap_or(0))
    }));
    outbound::Client::new(config)
}

fn resources(
    environment: &Environment,
    settings: LiveSettings,
    store: Store,
    vault: Vault,
    http: outbound::Client,
    mcp: Option<McpPool>,
) -> Resources {
    let now = settings.current();
    let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
    let installation = environment.keys.clone();
    let origin = environment.public_url.origin().ascii_serialization();
    Resources {
        store,
        vault,
        passwords: PasswordHasher::new(
            installation.pepper,
            now.accounts.password_cost,
            usize::try_from(now.accounts.password_parallel).unwrap_or(2),
        ),
        session_tokens: SessionTokens::new(
            installation.jwt,
            origin,
            OUTPUT_NAME,
            SystemClock.now().as_secs(),
        ),
        clock: Arc::new(SystemClock),
        randomness,
        http,
        mode: match environment.mode {
            AppMode::Production => outbound::Mode::Production,
            AppMode::Development => outbound::Mode::Development,
        },
        mcp,
        desk: services::site_builds::Desk::default(),
        tool_lists: ToolLists::default(),
        guards: Guards::default(),
        notice: notice(&now),
        timing: ExportTiming::default(),
        settings,
    }
}

/// People should not look for their issues in a Jira that does not exist.
fn notice(settings: &Settings) -> Option<String> {
    let here = |host: Option<&str>| matches!(host, Some("localhost" | "127.0.0.1" | "[::1]"));
    settings
        .sites
        .iter()
        .all(|site| here(site.jira_url.host_str()))
        .then(|| "This is a sandbox: its Jira, its people and its model are simulated.".to_owned())
}

async fn mcp_pool(settings: &Settings, http: &outbound::Client) -> Result<Option<McpPool>, ComposeError> {
    let (command, args) = match &settings.mcp.mode {
        McpMode::Process { command, args } => (command, args),
        McpMode::Http { .. } => {
            tracing::warn!("issues are created over REST: an MCP server over HTTP is not used for it");
            return Ok(None);
        }
        McpMode::Off => return Ok(None),
    };
    let path = env::var("PATH").unwrap_or_default();
    let Some(command) = find_program(command, &path) else {
        tracing::warn!(command = %command.display(), "issues are created over REST: the MCP server was not found");
        return Ok(None);
    };
    let config = McpConfig {
        args: args.clone(),
        startup_deadline: settings.mcp.start_timeout,
        pool_size: settings.mcp.pool_size,
        idle_timeout: settings.mcp.idle,
        ..McpConfig::new(command, path)
    };
    let gateway = Gateway::start(http.clone()).await.map_err(ComposeError::Gateway)?;
    let nonces = Arc::new(|| OpaqueToken::generate(&OsRandomness).expose_secret().to_owned());
    Ok(Some(McpPool::new(config, gateway, nonces)))
}

/// The program's absolute path: as it is configured, or where `PATH` leads.
fn find_program(command: &Path, path: &str) -> Option<PathBuf> {
    let absolute = |candidate: &Path| std::path::absolute(candidate).ok().filter(|found| found.is_file());
    if command.components().count() > 1 {
        return absolute(command);
    }
    env::split_paths(path).find_map(|directory| absolute(&directory.join(command)))
}

fn public_url(environment: &Environment) -> Result<PublicUrl, NotAPublicUrl> {
    environment.public_url.origin().ascii_serialization().parse()
}

fn mode(environment: &Environment) -> Mode {
    match environment.mode {
        AppMode::Production => Mode::Production,
        AppMode::Development => Mode::Development { reload_port: reload_port() },
    }
}

/// `cargo leptos watch` says that it watches, and where.
fn reload_port() -> Option<u16> {
    env::var_os("LEPTOS_WATCH")?;
    Some(env::var("LEPTOS_RELOAD_PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(3001))
}

fn site_root() -> String {
    env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| "target/site".to_owned())
}

fn leptos_options() -> LeptosOptions {
    LeptosOptions::builder()
        .output_name(OUTPUT_NAME)
        .site_root(site_root())
        .site_pkg_dir("pkg")
        .reload_port(reload_port().map_or(3001, u32::from))
        .build()
}

/// What `/readyz` looks at.
struct Working {
    store: Store,
    settings: LiveSettings,
    shutdown: Shutdown,
    /// Once the schema fits it stays so for this process.
    migrated: OnceLock<()>,
}

#[async_trait]
impl Health for Working {
    async fn readiness(&self) -> Readiness {
        let within = Duration::from_secs(2);
        let database = match tokio::time::timeout(within, self.store.ping()).await {
            Ok(answer) => answer.map_err(|error| error.to_string()),
            Err(_) => Err("no answer within two seconds".to_owned()),
        };
        let configuration =
            self.settings.last_error().map_or(Ok(()), |errors| Err(format!("{} errors", errors.0.len())));
        let worker = if self.shutdown.has_begun() { Err("the process is ending".to_owned()) } else { Ok(()) };
        Readiness { migrations: self.migrations(within).await, database, configuration, worker }
    }
}

impl Working {
    async fn migrations(&self, within: Duration) -> Result<(), String> {
        if self.migrated.get().is_some() {
            return Ok(());
        }
        match tokio::time::timeout(within, self.store.migration_state()).await {
            Ok(Ok(MigrationState::Current)) => {
                self.migrated.get_or_init(|| ());
                Ok(())
            }
            Ok(Ok(MigrationState::Behind)) => Err("the schema is behind".to_owned()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("no answer within two seconds".to_owned()),
        }
    }
}
