//! A child process: started without anything secret, stopped with everything it started.

mod stderr;

use crate::{Gateway, McpConfig, McpError, Products, gateway::Registration};
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use rmcp::{
    RoleClient, ServiceExt as _,
    service::{Peer, RunningService},
};
use secrecy::ExposeSecret as _;
use std::{io::ErrorKind, process::Stdio};
use tempfile::TempDir;
use tokio::{process::Command, time::timeout};
use tokio_util::sync::CancellationToken;

/// A running MCP server of one person.
pub(crate) struct Child {
    process: tokio::process::Child,
    service: RunningService<RoleClient, ()>,
    pub(crate) registration: Registration,
    /// Its working and home directory; empty, because mcp-atlassian loads a `.env` it finds there.
    _home: TempDir,
}

impl Child {
    pub(crate) async fn start(
        config: &McpConfig,
        gateway: &Gateway,
        registration: Registration,
        products: Products,
    ) -> Result<Self, McpError> {
        let home =
            tempfile::Builder::new().prefix("jira-agent-mcp-").tempdir().map_err(|_| McpError::NotStarted)?;
        let mut process =
            command(config, gateway, &registration, products, &home).spawn().map_err(|error| {
                tracing::warn!(kind = ?error.kind(), "the MCP server could not be started");
                if error.kind() == ErrorKind::NotFound {
                    McpError::NotInstalled
                } else {
                    McpError::NotStarted
                }
            })?;
        let group = Group::of(&process);
        let ready = CancellationToken::new();
        let (Some(stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(McpError::NotStarted);
        };
        if let Some(stderr) = process.stderr.take() {
            tokio::spawn(stderr::drain(stderr, registration.nonce().clone(), ready.clone()));
        }
        // In a task of its own: rmcp's spans live as long as the child, and would keep the spans of whoever wanted it
        // first from ever ending.
        let greeting = tokio::spawn(().serve((stdout, stdin)));
        let service = match timeout(config.startup_deadline, greeting).await {
            Ok(Ok(Ok(service))) => service,
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "the MCP server ended or answered nonsense while starting");
                return Err(McpError::NotStarted);
            }
            Ok(Err(_)) => return Err(McpError::NotStarted),
            Err(_) => return Err(McpError::Deadline),
        };
        group.keep();
        ready.cancel();
        tracing::info!("an MCP server was started");
        Ok(Self { process, service, registration, _home: home })
    }

    /// The way to ask it something.
    pub(crate) fn peer(&self) -> Peer<RoleClient> {
        self.service.peer().clone()
    }

    /// What it calls itself, with its version.
    pub(crate) fn server(&self) -> String {
        let info = self.service.peer_info();
        let server = info.as_ref().and_then(|info| info.server_info.as_ref());
        server.map(|server| format!("{} {}", server.name, server.version)).unwrap_or_default()
    }

    /// The process id while it runs.
    pub(crate) fn id(&self) -> Option<u32> {
        self.process.id()
    }

    /// Whether it still runs and listens.
    pub(crate) fn is_alive(&mut self) -> bool {
        !self.service.is_closed()
            && !self.service.is_transport_closed()
            && matches!(self.process.try_wait(), Ok(None))
    }

    /// Kills the whole group and waits until the process is gone. There is no polite phase: a child in the middle
    /// of a request ignores SIGTERM, and an idle one has nothing to save.
    pub(crate) async fn kill(mut self) {
        drop(Group::of(&self.process));
        if self.process.wait().await.is_ok() {
            tracing::info!("an MCP server was stopped");
        } else {
            tracing::warn!("a killed MCP server could not be waited for");
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(Group::of(&self.process));
    }
}

/// The process group of a child that has not been waited for; killed when dropped.
struct Group(Option<Pid>);

impl Group {
    /// `None` inside once the process was waited for: its number may already belong to somebody else.
    fn of(process: &tokio::process::Child) -> Self {
        Self(process.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw))
    }

    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // An error means that nobody is left in it.
            let _ = killpg(group, Signal::SIGKILL);
        }
    }
}

fn command(
    config: &McpConfig,
    gateway: &Gateway,
    registration: &Registration,
    products: Products,
    home: &TempDir,
) -> Command {
    let nonce = registration.nonce().expose_secret();
    let mut command = Command::new(&config.command);
    command
        .args(&config.args)
        .current_dir(home.path())
        .env_clear()
        .envs(config.extra_env.iter().map(|(name, value)| (name, value)))
        .env("PATH", &config.path)
        .env("HOME", home.path())
        .env("LANG", "C.UTF-8")
        // Our descriptions are ready wiki text.
        .env("DISABLE_JIRA_MARKUP_TRANSLATION", "true")
        .env("TOOLSETS", "all")
        .env("FASTMCP_CHECK_FOR_UPDATES", "off")
        .env("FASTMCP_SHOW_SERVER_BANNER", "false")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    if products.jira {
        command.env("JIRA_URL", gateway.jira_url()).env("JIRA_PERSONAL_TOKEN", nonce);
    }
    if products.confluence {
        command.env("CONFLUENCE_URL", gateway.confluence_url()).env("CONFLUENCE_PERSONAL_TOKEN", nonce);
    }
    command
}
