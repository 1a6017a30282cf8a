//! The whole product below HTTP, in front of a sandbox of its own.

use crate::{
    MovableClock, Setup, configuration, databases,
    doomed::Doomed,
    lookups::WatchedLookup,
    people::{Person, Visitor},
    shapes,
};
use contract::services::UseCases;
use domain::time::Clock;
use jobs::{EventHub, Limits, Predecessors, Registry, Runner};
use mcp::{Gateway, McpConfig, McpPool};
use outbound::{ClientConfig, Lookup};
use sandbox::{Options, Sandbox};
use secrecy::ExposeSecret;
use secrets::{OpaqueToken, OsRandomness, PasswordHasher, Randomness, SessionTokens, Vault};
use services::{
    Guards, Resources,
    drafting::{explain::ExplainFailure, write_job::WriteDraft},
    exporting::{
        create_job::CreateIssueJob, link_job::LinkParts, take_back::TakeBackExport, tickets::ExportSiteBuild,
        updates::UpdateIssues,
    },
    site_tickets::write_job::WriteTickets,
    tools::{ToolLists, refresh_job::RefreshTools},
    use_cases,
};
use settings::{Environment, KeyFile, LiveSettings, Settings};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use store::{DatabaseUrl, Store};
use tempfile::TempDir;

/// bcrypt's cheapest cost.
const PASSWORD_COST: u32 = 4;

/// One process of the product.
#[derive(Clone)]
pub struct Process {
    /// What its use cases work with.
    pub resources: Arc<Resources>,
    /// Its use cases.
    pub use_cases: Arc<UseCases>,
    /// What runs its jobs.
    pub runner: Runner,
}

/// What several processes of one installation share.
#[derive(Clone)]
pub(crate) struct Installation {
    environment: Environment,
    settings: Settings,
    database: DatabaseUrl,
    clock: Arc<MovableClock>,
    mcp: Option<PathBuf>,
    lookup: Arc<WatchedLookup>,
}

/// The product and its surroundings, for one story.
pub struct TestApp {
    /// The simulated company.
    pub sandbox: Sandbox,
    /// The company behind the site `other`, when the setup asked for one.
    pub other_sandbox: Option<Sandbox>,
    /// What time the product believes it is.
    pub clock: Arc<MovableClock>,
    /// The process that is used when a story does not say which.
    pub process: Process,
    pub(crate) installation: Installation,
    _folder: TempDir,
}

/// Runs a story on a fresh SQLite file and, when `TEST_POSTGRES_URL` is set, on a fresh PostgreSQL schema. What was asked of
/// Jira and Confluence in it has to have the form that they describe.
pub async fn story(setup: Setup, tale: impl AsyncFn(TestApp)) {
    let files = tempfile::tempdir().expect("a temporary folder");
    for database in databases::fresh(files.path()) {
        let app = TestApp::start(&setup, database).await;
        let witness = app.sandbox.witness();
        Box::pin(tale(app)).await;
        let wrong: Vec<String> = witness.requests().iter().filter_map(shapes::problem).collect();
        assert!(wrong.is_empty(), "requests that the interfaces’ descriptions do not know: {wrong:#?}");
    }
}

impl TestApp {
    async fn start(setup: &Setup, database: DatabaseUrl) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let sandbox = sandbox().await;
        let other_sandbox = if setup.two_sites { Some(self::sandbox().await) } else { None };
        configuration::write(folder.path(), setup, &sandbox, other_sandbox.as_ref());
        let environment = configuration::environment(folder.path());
        let settings = configuration::load(folder.path(), &environment);
        let clock = Arc::new(MovableClock::new());
        let installation = Installation {
            environment,
            settings,
            database,
            clock: Arc::clone(&clock),
            mcp: setup.mcp.clone(),
            lookup: Arc::default(),
        };
        let process = installation.start_process(Predecessors::Gone).await;
        Self { sandbox, other_sandbox, clock, process, installation, _folder: folder }
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Visitor {
        self.visitor_from([127, 0, 0, 1])
    }

    /// Somebody who is not signed in, at another address.
    pub fn visitor_from(&self, address: [u8; 4]) -> Visitor {
        Visitor::new(Arc::clone(&self.process.use_cases), address.into())
    }

    /// The person with this login: registered, signed in, with a tested model.
    pub async fn user(&self, login: &str) -> Person {
        let person = self.member(login).await;
        person.connect_model().await;
        person
    }

    /// The person of the Cloud site whose address begins so: registered, signed in, with a tested model. The company model
    /// knows none of their accounts, so its `identity_match` has to be `none`.
    pub async fn cloud_user(&self, name: &str) -> Person {
        let account = self.sandbox.cloud_people().into_iter().find(|who| who.email.starts_with(name));
        let account = account.unwrap_or_else(|| panic!("nobody's address begins with {name}"));
        let mut person = Person::on_cloud(self.anonymous(), &account).await;
        person.who.llm_cookie = self.sandbox.people().first().map_or("", |who| who.llm_cookie);
        person.connect_model().await;
        person
    }

    /// The person with this login: registered and signed in, without a model.
    pub async fn member(&self, login: &str) -> Person {
        let who = self.sandbox.person(login).unwrap_or_else(|| panic!("nobody is called {login}"));
        Person::register(self.anonymous(), who).await
    }

    /// Another process of the same installation, in a runtime of its own, that can be killed.
    pub async fn doomed_process(&self) -> Doomed {
        Doomed::start(self.installation.clone()).await
    }

    /// Another process of the same installation that starts when all others are gone.
    pub async fn next_process(&self) -> Process {
        self.installation.start_process(Predecessors::Gone).await
    }

    /// The file its encryption keys are in.
    pub fn key_file(&self) -> &KeyFile {
        self.installation.environment.key_file.as_ref().expect("the keys are in a file")
    }

    /// Waits until something is so; fails when it is not after half a minute.
    pub async fn until(&self, what: &str, so: impl AsyncFn() -> bool) {
        let waiting = async {
            while !so().await {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let within = Duration::from_secs(30);
        assert!(tokio::time::timeout(within, waiting).await.is_ok(), "still not so: {what}");
    }

    /// Names of hosts that were looked up for a request; none, as long as only the simulated company is asked.
    pub fn names_looked_up(&self) -> Vec<String> {
        self.installation.lookup.names()
    }

    /// Adds one fault rule of the sandbox, or an array of them.
    pub fn fault(&self, rules: serde_json::Value) {
        self.sandbox.add_faults(rules).unwrap_or_else(|wrong| panic!("{wrong}"));
    }

    /// How many requests of an operation, such as `jira.issue.create`, the sandbox has accepted.
    pub fn requests(&self, operation: &str) -> usize {
        self.sandbox.requests().iter().filter(|request| request["operation"] == operation).count()
    }
}

async fn sandbox() -> Sandbox {
    let sandbox = sandbox::serve(Options { port_base: 0 }).await.expect("the sandbox starts");
    sandbox.set_token_delay(0);
    sandbox
}

impl Installation {
    pub(crate) async fn start_process(&self, predecessors: Predecessors) -> Process {
        let clock: Arc<dyn Clock> = Arc::<MovableClock>::clone(&self.clock);
        let fill = Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer));
        let store =
            Store::connect(&self.database, Arc::clone(&clock), fill).expect("the database can be opened");
        store.migrate().await.expect("migrations run");
        let lookup: Arc<dyn Lookup> = Arc::<WatchedLookup>::clone(&self.lookup);
        let http = outbound::Client::new(ClientConfig { lookup, ..ClientConfig::new("test") });
        let mcp = match &self.mcp {
            Some(program) => Some(mcp_pool(program, &http).await),
            None => None,
        };
        let resources = Arc::new(self.resources(store.clone(), Arc::clone(&clock), http, mcp));
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
        let limits = Limits {
            poll: Duration::from_millis(50),
            beat: Duration::from_millis(200),
            flush: Duration::from_millis(5),
            ..Limits::default()
        };
        let runner = Runner::new(Arc::new(store), hub.clone(), registry, clock, limits);
        runner.start(predecessors).await.expect("jobs can run");
        Process { use_cases: Arc::new(use_cases(&resources, &runner, &hub)), resources, runner }
    }

    fn resources(
        &self,
        store: Store,
        clock: Arc<dyn Clock>,
        http: outbound::Client,
        mcp: Option<McpPool>,
    ) -> Resources {
        let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
        let keys = self.environment.keys.clone();
        let origin = self.environment.public_url.origin().ascii_serialization();
        let now = clock.now().as_secs();
        Resources {
            store,
            settings: LiveSettings::fixed(self.settings.clone()),
            vault: match &self.environment.key_file {
                Some(file) => {
                    Vault::following(keys.encryption, Arc::new(file.clone()), Arc::clone(&randomness))
                }
                None => Vault::new(keys.encryption, Arc::clone(&randomness)),
            },
            passwords: PasswordHasher::new(keys.pepper, PASSWORD_COST, 4),
            session_tokens: SessionTokens::new(keys.jwt, origin, "test", now),
            clock,
            randomness,
            http,
            mode: outbound::Mode::Development,
            mcp,
            desk: services::site_builds::Desk::default(),
            tool_lists: ToolLists::default(),
            guards: Guards::default(),
            notice: None,
            timing: configuration::timing(),
        }
    }
}

async fn mcp_pool(program: &Path, http: &outbound::Client) -> McpPool {
    let mut config = McpConfig::new(program, "/usr/bin:/bin");
    config.startup_deadline = Duration::from_mins(2);
    let gateway = Gateway::start(http.clone()).await.expect("the gateway listens");
    let nonces = Arc::new(|| OpaqueToken::generate(&OsRandomness).expose_secret().to_owned());
    McpPool::new(config, gateway, nonces)
}
