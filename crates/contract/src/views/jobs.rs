//! Long work.

use crate::events::{EventId, QuestionField};
use domain::{
    failure::Failure,
    ids::{DraftId, JobId, QuestionId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Not begun, or to be tried again.
    Pending,
    /// A worker has it.
    Running,
    /// Waits for an answer.
    Waiting,
    /// Ended well.
    Completed,
    /// Ended with a failure; `interrupted` ones can be continued.
    Failed,
    /// Stopped by a person.
    Cancelled,
}

impl JobState {
    /// Every state, in the order a job passes through them.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Running, Self::Waiting, Self::Completed, Self::Failed, Self::Cancelled];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
    /// Whether something is still going to happen.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Pending | Self::Running | Self::Waiting)
    }
}

/// A question a job waits on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    /// To be named in the answer.
    pub id: QuestionId,
    /// As the model asked it.
    pub question: String,
    /// What to fill in; empty means one free text.
    pub fields: Vec<QuestionField>,
}

/// A job as its page needs it: text and cursor come from one read, so following from the cursor misses and
/// repeats nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// The job.
    pub id: JobId,
    /// What it does, `draft` or `create_issue`.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// What the model wrote so far.
    pub text: String,
    /// The last event that is contained in this view.
    pub cursor: EventId,
    /// What is happening now.
    pub progress: Option<String>,
    /// What it waits for.
    pub question: Option<QuestionView>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Whether it was cut and can be continued.
    pub interrupted: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it has run, in milliseconds, when this was read.
    pub elapsed_ms: u64,
}

/// A job in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// The job.
    pub id: JobId,
    /// What it does, `draft` or `create_issue`.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// The draft that names it as its last job.
    pub draft: Option<DraftId>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// A page of a person's jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsView {
    /// The latest first.
    pub jobs: Vec<JobRow>,
    /// Whether older ones follow.
    pub more: bool,
}
