//! What happened, and what is going on.

use super::JobState;
use domain::{
    failure::Failure,
    ids::{AuditId, DraftId, JobId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// The line.
    pub id: AuditId,
    /// When it was.
    pub at: Timestamp,
    /// Stable, `area.what`; [`domain::audit::words`] has the words.
    pub kind: String,
    /// `ok`, or a failure's code.
    pub outcome: String,
    /// Who it was, as administrators see it; `None` for oneself, and when nobody was known.
    pub who: Option<String>,
    /// The draft it was about.
    pub draft: Option<DraftId>,
    /// What it was about, when that is no draft, in words or as an address.
    pub about: Option<String>,
    /// The request it happened in.
    pub request_id: Option<String>,
    /// Where the request came from.
    pub address: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// What else helps to understand it, such as an issue's key.
    pub detail: Option<String>,
}

/// A page of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// Whether older ones follow.
    pub more: bool,
    /// For how many days lines are kept.
    pub kept_days: u32,
    /// When this was read.
    pub now: Timestamp,
}

/// One job in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkRow {
    /// The job.
    pub id: JobId,
    /// What it does, `draft` or `create_issue`.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// The draft it works on.
    pub draft: Option<DraftId>,
    /// What is happening now.
    pub progress: Option<String>,
    /// Steps done.
    pub done: u32,
    /// Steps in all; zero when they cannot be counted.
    pub total: u32,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// It was cut and can be continued.
    pub interrupted: bool,
    /// Which run this is, from 1; zero before the first.
    pub attempts: i32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Since when it is over.
    pub finished_at: Option<Timestamp>,
    /// How long it has run, in milliseconds, when this was read; zero before the first run.
    pub elapsed_ms: u64,
}

/// The person's work: what runs, then what ended last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkView {
    /// Active ones first.
    pub jobs: Vec<WorkRow>,
    /// When this was read.
    pub now: Timestamp,
}

impl WorkView {
    /// Whether something is still going to happen.
    pub fn is_moving(&self) -> bool {
        self.jobs.iter().any(|job| matches!(job.state, JobState::Pending | JobState::Running))
    }
}
