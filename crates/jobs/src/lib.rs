#![doc = include_str!("../README.md")]

pub mod call;
mod context;
mod follow;
mod hub;
mod job;
mod policy;
mod registry;
mod runner;
mod storage;
mod trace;

pub use call::Call;
pub use context::{Closing, JobContext, Stopped};
pub use hub::EventHub;
pub use job::{Job, Lane, Lost, Outcome, backoff};
pub use policy::{Operator, Policy, Retries};
pub use registry::Registry;
pub use runner::{Limits, Predecessors, Runner};
pub use storage::{
    Answered, Batch, ClaimedJob, Ending, EnqueuedJob, EventsRead, Held, JobStorage, Lease, LeaseSeen, NewJob,
    Owner, StorageError, StoredEvent, Waiting, WhenLost,
};
pub use trace::Trace;
