#![doc = include_str!("../README.md")]

mod context;
mod follow;
mod hub;
mod job;
mod registry;
mod runner;
mod storage;

pub use context::{Closing, JobContext, Stopped};
pub use hub::EventHub;
pub use job::{Job, Lane, Lost, Outcome, backoff};
pub use registry::Registry;
pub use runner::{Limits, Predecessors, Runner};
pub use storage::{
    Answered, Batch, ClaimedJob, Ending, EnqueuedJob, EventsRead, Held, JobStorage, Lease, LeaseSeen, NewJob,
    Owner, StorageError, StoredEvent, Waiting, WhenLost,
};
