//! The shipped configuration, pointed at a sandbox.

use sandbox::{Addresses, Sandbox};
use secrets::OsRandomness;
use serde_json::{Value, json};
use settings::{AppMode, Environment, Settings};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// What is different in one test.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    changes: Vec<(String, Value)>,
    pub(crate) mcp: Option<PathBuf>,
    pub(crate) two_sites: bool,
    mcp_over_http: bool,
    cloud_site: bool,
}

impl Setup {
    /// As shipped, over REST, with short waits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates issues through the real `.venv/bin/mcp-atlassian`, or where `MCP_ATLASSIAN` says it is.
    #[must_use]
    pub fn with_mcp(self) -> Self {
        self.with_mcp_program(mcp_program())
    }

    /// Creates issues through this program, as long as it behaves like an MCP server.
    #[must_use]
    pub fn with_mcp_program(mut self, program: impl Into<PathBuf>) -> Self {
        self.mcp = Some(program.into());
        self
    }

    /// Lists tools of the sandbox's MCP server over HTTP, so that a story can say what it offers. Issues are created
    /// as without it.
    #[must_use]
    pub fn with_listed_tools(mut self) -> Self {
        self.mcp_over_http = true;
        self
    }

    /// A second site called `other`, with a sandbox of its own.
    #[must_use]
    pub fn with_two_sites(mut self) -> Self {
        self.two_sites = true;
        self
    }

    /// A second site called `cloud`: the sandbox's Jira and Confluence Cloud.
    #[must_use]
    pub fn with_cloud_site(mut self) -> Self {
        self.cloud_site = true;
        self
    }

    /// Changes one value of `config.json`, named by its JSON pointer.
    #[must_use]
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        self.changes.push((pointer.to_owned(), value));
        self
    }
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
}

/// Writes the configuration into `folder`.
pub(crate) fn write(folder: &Path, setup: &Setup, sandbox: &Sandbox, other: Option<&Sandbox>) {
    for file in ["header.json", "payload.json", "prompts.json"] {
        fs::copy(shipped().join(file), folder.join(file)).expect("a shipped configuration file");
    }
    let text = fs::read_to_string(shipped().join("config.json")).expect("the shipped config.json");
    let mut config: Value = serde_json::from_str(&text).expect("config.json is JSON");
    let Addresses { jira, confluence, llm, .. } = sandbox.addresses();
    let quick = json!({ "max_retries": 1, "backoff_factor": 1.0, "retry_delay": 0.05 });
    let mut changes = vec![
        ("/sites/0/jira_url", json!(jira)),
        ("/sites/0/confluence_url", json!(confluence)),
        ("/providers/0/test/url", json!(format!("{llm}/api/whoami"))),
        ("/providers/0/test/retry", quick.clone()),
        ("/providers/0/integration/url", json!(format!("{llm}/api/chat"))),
        ("/providers/0/integration/retry", quick.clone()),
        ("/providers/1/integration/url", json!(format!("{llm}/openai/v1"))),
        ("/providers/1/integration/retry", quick.clone()),
        ("/providers/2/integration/url", json!(format!("{llm}/anthropic/v1"))),
        ("/providers/2/integration/retry", quick),
    ];
    changes.extend(setup.changes.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())));
    if setup.mcp_over_http {
        config["mcp"]["mode"] = json!("http");
        config["mcp"]["url"] = json!(sandbox.addresses().mcp);
    }
    for (pointer, value) in changes {
        *config.pointer_mut(pointer).unwrap_or_else(|| panic!("config.json has no {pointer}")) = value;
    }
    if let Some(other) = other {
        let mut site = config["sites"][0].clone();
        site["id"] = json!("other");
        site["name"] = json!("Other");
        site["jira_url"] = json!(other.addresses().jira);
        site["confluence_url"] = json!(other.addresses().confluence);
        config["sites"].as_array_mut().expect("sites are a list").push(site);
    }
    if setup.cloud_site {
        let cloud = &sandbox.addresses().cloud;
        let site = json!({
            "id": "cloud", "name": "Cloud", "kind": "cloud", "jira_url": cloud,
            "confluence_url": format!("{cloud}/wiki"),
        });
        config["sites"].as_array_mut().expect("sites are a list").push(site);
    }
    fs::write(folder.join("config.json"), config.to_string()).expect("config.json can be written");
}

/// The environment of a developer's machine, with fresh keys kept in `folder`.
pub(crate) fn environment(folder: &Path) -> Environment {
    let database = format!("sqlite:{}", folder.join("keys-beside-this.db").display());
    let lookup = |name: &str| (name == "DATABASE_URL").then(|| database.clone());
    Environment::from_env(Some(AppMode::Development), &lookup, &OsRandomness).expect("an environment")
}

pub(crate) fn load(folder: &Path, environment: &Environment) -> Settings {
    Settings::load(folder, environment).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Waits that fit a test: long enough for a busy machine; what has to pass is passed by moving the clock.
pub(crate) const fn timing() -> services::ExportTiming {
    services::ExportTiming {
        deadline: Duration::from_secs(40),
        absence: Duration::from_mins(6),
        look_up_every: Duration::from_millis(20),
    }
}

/// mcp-atlassian's program.
fn mcp_program() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/mcp-atlassian");
    let program = std::env::var_os("MCP_ATLASSIAN").map_or(here, PathBuf::from);
    assert!(
        program.exists(),
        "{} is missing. Run: python3 -m venv .venv && .venv/bin/pip install mcp-atlassian==0.23.1",
        program.display()
    );
    program.canonicalize().unwrap_or(program)
}
