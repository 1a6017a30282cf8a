//! What administrators see. Nothing here is a secret, or what somebody wrote.

use super::{JobState, SiteKind};
use domain::{
    ids::{JobId, UserId},
    principal::Role,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The account.
    pub id: UserId,
    /// The one who is looking.
    pub this: bool,
    /// Display name.
    pub name: String,
    /// Jira's `name` or `accountId`.
    pub employee_id: String,
    /// Hidden on some sites.
    pub email: Option<String>,
    /// The site's name.
    pub site: String,
    /// What they may do.
    pub role: Role,
    /// Since when the account is switched off.
    pub disabled_at: Option<Timestamp>,
    /// When they registered.
    pub created_at: Timestamp,
    /// The last activity; nothing when it is longer ago than sessions are kept.
    pub last_seen_at: Option<Timestamp>,
    /// Where they are signed in, as a count.
    pub sessions: u32,
}

/// A page of accounts, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersView {
    /// The accounts.
    pub users: Vec<UserRow>,
    /// Whether more follow.
    pub more: bool,
    /// When this was read.
    pub now: Timestamp,
}

/// One configuration file that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationFile {
    /// Its name in the configuration directory.
    pub name: String,
    /// The first 12 digits of its SHA-256, to compare with `sha256sum`.
    pub fingerprint: String,
    /// Since when this state of it is in use.
    pub loaded_at: Timestamp,
    /// Why the file as it is now is not in use.
    pub errors: Vec<ConfigurationProblem>,
}

/// One mistake in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationProblem {
    /// The file.
    pub file: String,
    /// Where in it, as `sites[0].jira_url`; empty for the whole file.
    pub path: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// What would have been right, and what is there.
    pub message: String,
}

/// A site, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteHealth {
    /// Its short name.
    pub id: String,
    /// As people know it.
    pub name: String,
    /// Data Center or Cloud.
    pub kind: SiteKind,
    /// Jira's address.
    pub jira_url: String,
    /// Confluence's address.
    pub confluence_url: Option<String>,
    /// Whether certificates are checked.
    pub verify_tls: bool,
    /// How many people have registered with it.
    pub users: u32,
}

/// A model provider, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderHealth {
    /// Its short name.
    pub id: String,
    /// As people know it.
    pub label: String,
    /// The model.
    pub model: String,
    /// Where prompts go: scheme, host and port.
    pub address: String,
    /// Whether answers come in pieces.
    pub streams: bool,
}

/// One part of the installation, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartHealth {
    /// What it is.
    pub name: String,
    /// Whether it works.
    pub good: bool,
    /// How it is, in words.
    pub words: String,
}

/// The configuration page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationView {
    /// The files that are in use.
    pub files: Vec<ConfigurationFile>,
    /// Mistakes in files that are not in use at all, such as one that is missing.
    pub other_errors: Vec<ConfigurationProblem>,
    /// Since when the files on disk differ from those in use.
    pub failing_since: Option<Timestamp>,
    /// Database, migrations, MCP.
    pub parts: Vec<PartHealth>,
    /// Sites.
    pub sites: Vec<SiteHealth>,
    /// Model providers.
    pub providers: Vec<ProviderHealth>,
    /// When this was read.
    pub now: Timestamp,
}

/// How many jobs of one lane are in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneCounts {
    /// `interactive`, `background` or `upkeep`.
    pub lane: String,
    /// Waiting for a worker, due.
    pub pending: u32,
    /// To be tried again, or not due yet.
    pub later: u32,
    /// A worker has them.
    pub running: u32,
    /// Waiting for a person's answer.
    pub waiting: u32,
    /// Ended well in the last day.
    pub completed: u32,
    /// Failed in the last day.
    pub failed: u32,
    /// Stopped in the last day.
    pub cancelled: u32,
    /// Since when the oldest due one waits.
    pub oldest: Option<Timestamp>,
}

/// One job as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedJob {
    /// The job.
    pub id: JobId,
    /// What it does.
    pub kind: String,
    /// Its lane.
    pub lane: String,
    /// Where it is.
    pub state: JobState,
    /// Whose it is: name and employee id.
    pub who: String,
    /// A failure's code.
    pub code: Option<String>,
    /// Which run this is.
    pub attempts: i32,
    /// The process that has it.
    pub owner: Option<String>,
    /// It was asked to stop.
    pub stopping: bool,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its first run began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// The queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// The lanes, the most urgent first.
    pub lanes: Vec<LaneCounts>,
    /// Running and waiting ones, then those that are due, the oldest first; at most a hundred.
    pub active: Vec<QueuedJob>,
    /// Failed ones, the latest first; at most fifty.
    pub failed: Vec<QueuedJob>,
    /// When this was read.
    pub now: Timestamp,
}
