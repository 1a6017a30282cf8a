//! The real mcp-atlassian behind our gateway, in front of a small Jira.

mod creating;
mod fake_jira;
mod pooling;
mod reading;

use fake_jira::FakeJira;
use mcp::{Gateway, Lease, McpConfig, McpPool, Person, Upstream};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach, Target, Tls};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// The token no child may ever hold.
const TOKEN: &str = "canary-token-of-jdoe-0123456789abcdefghijklm";
/// Generous: the machine that runs this may be busy, and Python starts slowly.
const START: Duration = Duration::from_mins(2);
const CALL: Duration = Duration::from_mins(1);

/// `MCP_ATLASSIAN`, or the workspace's virtual environment.
fn program() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/mcp-atlassian");
    let program = std::env::var_os("MCP_ATLASSIAN").map_or(here, PathBuf::from);
    assert!(
        program.exists(),
        "{} is missing. Run: python3 -m venv .venv && .venv/bin/pip install mcp-atlassian==0.23.1",
        program.display()
    );
    program.canonicalize().unwrap_or(program)
}

fn config() -> McpConfig {
    let mut config = McpConfig::new(program(), "/usr/bin:/bin");
    config.startup_deadline = START;
    config
}

fn client() -> Client {
    Client::new(ClientConfig::new("test"))
}

async fn pool(config: McpConfig) -> McpPool {
    let gateway = Gateway::start(client()).await.unwrap_or_else(|e| panic!("{e}"));
    let count = AtomicUsize::new(0);
    let nonce = move || format!("nonce-{:032}", count.fetch_add(1, Ordering::SeqCst));
    McpPool::new(config, gateway, Arc::new(nonce))
}

fn target(base: &str) -> Target {
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(base, Reach::Internal).and_then(|()| policy.check(base)).unwrap_or_else(|e| panic!("{e}"))
}

fn person(key: &str, jira: &FakeJira) -> Person {
    let jira = Upstream { base: target(&jira.base), token: TOKEN.into(), tls: Tls::System };
    Person { key: key.to_owned(), jira: Some(jira), confluence: None }
}

async fn lease(pool: &McpPool, person: &Person) -> Lease {
    pool.lease(person, START).await.unwrap_or_else(|e| panic!("{e}"))
}

/// Whether a process of the group still runs (zombies do not count).
fn group_runs(group: u32) -> bool {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok()).any(|stat| {
        // pid (name) state ppid pgrp …; the name may contain anything.
        let after: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        after.first() != Some(&"Z") && after.get(2).and_then(|pgrp| pgrp.parse().ok()) == Some(group)
    })
}
