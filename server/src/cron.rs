//! What a clock asks for. It only stores jobs; several instances may do this at once.

use crate::serve::Shutdown;
use jobs::Runner;
use services::{Resources, tools::enqueue_refreshes};
use std::sync::Arc;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

/// Every hour, UTC. The configuration says how often lists are refreshed, and may change while the process runs, so
/// each hour looks whether something is due.
const HOURLY: &str = "0 0 * * * *";

/// Asks for what is due at once, and then every hour until the process ends.
pub(crate) async fn start(
    resources: Arc<Resources>,
    runner: Runner,
    shutdown: Shutdown,
) -> Result<(), JobSchedulerError> {
    let mut scheduler = JobScheduler::new().await?;
    let (for_ticks, woken) = (Arc::clone(&resources), runner.clone());
    let tick = Job::new_async(HOURLY, move |_, _| {
        let (resources, runner) = (Arc::clone(&for_ticks), woken.clone());
        Box::pin(async move { refresh_tools(&resources, &runner).await })
    })?;
    scheduler.add(tick).await?;
    scheduler.start().await?;
    tokio::spawn(async move {
        refresh_tools(&resources, &runner).await;
        shutdown.begun().await;
        if let Err(error) = scheduler.shutdown().await {
            tracing::warn!(%error, "the clock could not be stopped");
        }
    });
    Ok(())
}

async fn refresh_tools(resources: &Resources, runner: &Runner) {
    match enqueue_refreshes(resources).await {
        Ok(0) => {}
        Ok(stored) => {
            tracing::info!(stored, "refreshes of tool lists were asked for");
            runner.wake();
        }
        Err(failure) => {
            tracing::warn!(code = failure.code, "refreshes of tool lists could not be asked for");
        }
    }
}
