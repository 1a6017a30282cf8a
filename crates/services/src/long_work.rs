//! Following, stopping and showing jobs.

use crate::{Resources, failures};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::JobFilter,
    events::{EventId, JobEvent},
    services::{EventStream, Jobs},
    views::{JobView, JobsView},
};
use domain::{failure::Failure, ids::JobId, principal::Principal};
use jobs::{EventHub, JobContext, Runner};
use std::sync::Arc;
use store::jobs::CancelOutcome;

const ON_PAGE: u32 = 25;
/// Far more pages than anyone turns; keeps the database from skipping millions of rows.
const LAST_PAGE: u32 = 4_000;

/// The use cases around jobs.
pub struct LongWork {
    resources: Arc<Resources>,
    hub: EventHub,
}

impl LongWork {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>, hub: EventHub) -> Self {
        Self { resources, hub }
    }
}

/// Says what happens in a run. That the run has to end is seen where the work looks at its cancellation.
pub(crate) async fn tell(ctx: &JobContext, event: JobEvent) {
    if ctx.emit(event).await.is_err() {
        tracing::debug!(job = %ctx.job(), "an event of an ending run was dropped");
    }
}

/// Stops a job of the person.
pub(crate) async fn cancel(
    resources: &Resources,
    runner: &Runner,
    principal: &Principal,
    job: JobId,
) -> Outcome<()> {
    let outcome = resources.store.of(principal).write(move |tx| store::jobs::request_cancel(tx, job)).await?;
    match outcome {
        None => Err(Failure::not_found("job")),
        Some(CancelOutcome::Over) => Ok(()),
        Some(CancelOutcome::Cancelled | CancelOutcome::Stopping) => {
            runner.cancel(job);
            Ok(())
        }
    }
}

#[async_trait]
impl Jobs for LongWork {
    async fn status(&self, principal: &Principal, job: JobId) -> Outcome<JobView> {
        let found = self.resources.store.of(principal).read(move |tx| store::jobs::view(tx, job)).await?;
        found.ok_or_else(|| Failure::not_found("job"))
    }

    async fn list(&self, principal: &Principal, filter: JobFilter) -> Outcome<JobsView> {
        let (limit, offset) = (ON_PAGE + 1, filter.page.min(LAST_PAGE) * ON_PAGE);
        let mut jobs = self
            .resources
            .store
            .of(principal)
            .read(move |tx| store::jobs::list(tx, filter.state, limit, offset))
            .await?;
        let more = jobs.len() > ON_PAGE as usize;
        jobs.truncate(ON_PAGE as usize);
        Ok(JobsView { jobs, more })
    }

    async fn follow(&self, principal: &Principal, job: JobId, after: EventId) -> Outcome<EventStream> {
        let storage = Arc::new(self.resources.store.clone());
        let stream = self.hub.follow(storage, principal, job, after).await;
        stream
            .map_err(|error| failures::internal("following a job", &error))?
            .ok_or_else(|| Failure::not_found("job"))
    }
}
