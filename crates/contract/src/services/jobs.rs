//! Long work.

use crate::{
    Outcome,
    commands::JobFilter,
    events::{EventId, NumberedEvent},
    views::{JobView, JobsView},
};
use async_trait::async_trait;
use domain::{ids::JobId, principal::Principal};
use futures::stream::BoxStream;

/// Events in order, without gaps or repetitions, until one that ends the stream.
pub type EventStream = BoxStream<'static, NumberedEvent>;

/// Long work.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Where a job is.
    async fn status(&self, principal: &Principal, job: JobId) -> Outcome<JobView>;
    /// A page of the person's jobs, the latest first.
    async fn list(&self, principal: &Principal, filter: JobFilter) -> Outcome<JobsView>;
    /// Everything after `after`, then live. Somebody else's job answers `not_found`.
    async fn follow(&self, principal: &Principal, job: JobId, after: EventId) -> Outcome<EventStream>;
}
