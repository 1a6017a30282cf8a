//! All the runner knows about where jobs are kept.

use crate::{
    Trace,
    job::{Job, Lane, Lost},
};
use async_trait::async_trait;
use contract::{
    events::{EventId, JobEvent, NumberedEvent, QuestionField},
    views::JobState,
};
use domain::{
    failure::Failure,
    ids::{JobId, QuestionId, UserId},
    time::Timestamp,
};

/// One process that runs jobs; another one, or the same program started again, is another owner.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner(String);

impl Owner {
    /// A name no other process has, such as an id made at start.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }
    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A job to be stored.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// [`Job::KIND`].
    pub kind: String,
    /// [`Job::VERSION`].
    pub payload_version: i32,
    /// JSON.
    pub payload: String,
    /// [`Job::LANE`].
    pub lane: Lane,
    /// At most one job of a person with this key is pending, running or waiting; the second gives the first.
    pub dedupe_key: Option<String>,
    /// Not before; now when `None`.
    pub run_at: Option<Timestamp>,
    /// Stored as already running here; hand the result to [`crate::Runner::run_claimed`].
    pub claimed_by: Option<Owner>,
    /// Already claimed only while fewer jobs of the person run on its lane; otherwise it waits its turn.
    pub at_most: Option<u32>,
    /// The request that asked for it, as [`Trace`] writes it.
    pub trace: Option<String>,
}

impl NewJob {
    /// A job of this kind, to be run as soon as there is room.
    pub fn of<J: Job>(job: &J) -> Result<Self, serde_json::Error> {
        Ok(Self {
            kind: J::KIND.to_owned(),
            payload_version: J::VERSION,
            payload: serde_json::to_string(job)?,
            lane: J::LANE,
            dedupe_key: None,
            run_at: None,
            claimed_by: None,
            at_most: None,
            trace: None,
        })
    }
    /// Only one at a time with this key.
    #[must_use]
    pub fn deduplicated(mut self, key: impl Into<String>) -> Self {
        self.dedupe_key = Some(key.into());
        self
    }
    /// Not before `at`.
    #[must_use]
    pub fn not_before(mut self, at: Timestamp) -> Self {
        self.run_at = Some(at);
        self
    }
    /// Stored as running here at once, when there is room: see [`crate::Runner::place`].
    #[must_use]
    pub fn claimed_by(mut self, owner: Option<Owner>) -> Self {
        self.claimed_by = owner;
        self
    }
    /// Claimed only while fewer jobs of the person run on its lane: see [`crate::Runner::per_person`].
    #[must_use]
    pub fn at_most(mut self, jobs: u32) -> Self {
        self.at_most = Some(jobs);
        self
    }
    /// Asked for by this request; its trace goes on in the job.
    #[must_use]
    pub fn traced(mut self, request_id: impl Into<String>) -> Self {
        self.trace = Some(Trace::here(request_id).to_string());
        self
    }
}

/// A stored job.
#[derive(Debug, Clone)]
pub struct EnqueuedJob {
    /// The job.
    pub id: JobId,
    /// Its current fence; 0 before the first run.
    pub fence: i32,
    /// There was one already with this key; nothing was stored.
    pub existing: bool,
    /// Present when it was stored as already running here.
    pub claimed: Option<Box<ClaimedJob>>,
}

/// An answer to a question of the job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The question.
    pub id: QuestionId,
    /// As it was asked.
    pub question: String,
    /// As it was answered.
    pub answer: String,
}

/// The right to write for a job: holds while the job is running with this fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Raised by every claim.
    pub fence: i32,
}

/// A job this process may run.
#[derive(Debug, Clone)]
pub struct ClaimedJob {
    /// The right to write for it.
    pub lease: Lease,
    /// Whose it is.
    pub user: UserId,
    /// [`Job::KIND`].
    pub kind: String,
    /// [`Job::VERSION`] at the time it was stored.
    pub payload_version: i32,
    /// JSON.
    pub payload: String,
    /// Its queue.
    pub lane: Lane,
    /// Which run this is, from 1.
    pub attempt: i32,
    /// What a waiting run left, JSON.
    pub checkpoint: Option<String>,
    /// Every answer so far, oldest first.
    pub answers: Vec<Answered>,
    /// Bytes of text that stay from earlier runs. From the second run on, claiming has committed a rewind to
    /// them as event 1.
    pub text_len: u64,
    /// The number of the last event of this fence.
    pub last_n: i32,
    /// The request that asked for it, as [`Trace`] writes it.
    pub trace: Option<String>,
}

/// Events of one run to be stored together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The right to write.
    pub lease: Lease,
    /// In order. Neighbouring tokens become one row.
    pub events: Vec<NumberedEvent>,
}

/// Whether a lease still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Go on.
    Yes,
    /// Go on, but a person asked to stop.
    StopRequested,
    /// Somebody else has the job, or it has ended: write nothing more.
    No,
}

/// How a job ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// Well; an issue's key when one came out.
    Done(Option<String>),
    /// With a failure.
    Failed(Failure),
    /// Cut; a person can continue it.
    Interrupted(String),
    /// Stopped by a person.
    Cancelled,
}

impl Ending {
    /// The state it leaves the job in.
    pub const fn state(&self) -> JobState {
        match self {
            Self::Done(_) => JobState::Completed,
            Self::Failed(_) | Self::Interrupted(_) => JobState::Failed,
            Self::Cancelled => JobState::Cancelled,
        }
    }
    /// The stored code: a failure's, or `interrupted`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Failed(failure) => Some(&failure.code),
            Self::Interrupted(_) => Some("interrupted"),
            Self::Done(_) | Self::Cancelled => None,
        }
    }
    /// The event that tells of it.
    pub fn event(&self) -> JobEvent {
        match self {
            Self::Done(issue) => JobEvent::Done { issue: issue.clone() },
            Self::Failed(failure) => JobEvent::Error { failure: failure.clone() },
            Self::Interrupted(message) => JobEvent::Interrupted { message: message.clone() },
            Self::Cancelled => JobEvent::Cancelled,
        }
    }
}

/// What a waiting job asks, and what it leaves for the run that has the answer.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// As the model asked it.
    pub question: String,
    /// What to fill in; empty means one free text.
    pub fields: Vec<QuestionField>,
    /// JSON.
    pub checkpoint: String,
    /// Bytes of text that stay.
    pub text_len: u64,
}

/// A running job as others see it. Unchanged fence and beat for long enough mean that its process is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseSeen {
    /// The job and its fence.
    pub lease: Lease,
    /// What kind it is.
    pub kind: String,
    /// Who has it.
    pub owner: Owner,
    /// Counts signs of life.
    pub beat: i64,
}

/// What to do with a job whose run was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhenLost {
    /// Run again or interrupt.
    pub lost: Lost,
    /// [`Job::MAX_ATTEMPTS`]; a job that was lost in its last run fails.
    pub max_attempts: i32,
}

/// An event as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// Its place; the last one when the row holds several tokens.
    pub id: EventId,
    /// The place of the first event the row holds.
    pub first: EventId,
    /// What happened.
    pub event: JobEvent,
    /// The row replaced everything that was ever written: a reader inside its range starts over.
    pub whole: bool,
}

/// Stored events and the job's state, from one read.
#[derive(Debug, Clone)]
pub struct EventsRead {
    /// In order.
    pub events: Vec<StoredEvent>,
    /// There may be more after these.
    pub more: bool,
    /// Where the job is.
    pub state: JobState,
}

/// Storage failed. The text is for logs.
#[derive(Debug, thiserror::Error)]
#[error("job storage failed: {0}")]
pub struct StorageError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Where jobs are kept. Everything a worker writes names its lease and has no effect once that is gone.
#[async_trait]
pub trait JobStorage: Send + Sync + 'static {
    /// Takes the next job of a lane: of the person with the fewest running ones (fewer than `per_user` in
    /// this lane), the one that is due longest. From the second run on a rewind is committed with it.
    async fn claim(
        &self,
        owner: &Owner,
        lane: Lane,
        per_user: u32,
    ) -> Result<Option<ClaimedJob>, StorageError>;
    /// Stores events of several runs in one transaction; one answer per batch, in order.
    async fn append(&self, batches: Vec<Batch>) -> Result<Vec<Held>, StorageError>;
    /// Gives a sign of life for each lease; one answer per lease, in order.
    async fn beat(&self, leases: Vec<Lease>) -> Result<Vec<Held>, StorageError>;
    /// Ends the job. `None` when the lease is gone.
    async fn end(
        &self,
        lease: Lease,
        at: EventId,
        ending: Ending,
    ) -> Result<Option<NumberedEvent>, StorageError>;
    /// Stores question, checkpoint and event and lets go of the job. `None` when the lease is gone.
    async fn wait(
        &self,
        lease: Lease,
        at: EventId,
        waiting: Waiting,
    ) -> Result<Option<NumberedEvent>, StorageError>;
    /// Puts the job back, not to be run before `run_at`. `false` when the lease is gone. A job that was
    /// asked to stop is cancelled instead.
    async fn retry(&self, lease: Lease, run_at: Timestamp, failure: Failure) -> Result<bool, StorageError>;
    /// Every running job.
    async fn leases(&self) -> Result<Vec<LeaseSeen>, StorageError>;
    /// Takes a job from an owner that is gone, unless fence or beat have changed since they were seen.
    /// `true` when it was taken.
    async fn lost(&self, seen: LeaseSeen, when: WhenLost) -> Result<bool, StorageError>;
    /// A person's job's events after a place. `None` when there is no such job of theirs.
    async fn events_after(
        &self,
        user: UserId,
        job: JobId,
        after: EventId,
    ) -> Result<Option<EventsRead>, StorageError>;
    /// Replaces the tokens of a finished job by one row with the final text.
    async fn compact(&self, job: JobId) -> Result<(), StorageError>;
}
