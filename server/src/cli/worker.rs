//! `jira-agent worker`

use super::{
    Failed,
    serve::{bring_up_to_date, metrics_of, tell_metrics, wait_for_the_end, with_telemetry},
};
use crate::{
    compose::{self, ComposeError, open_store},
    serve::Shutdown,
};
use secrecy::ExposeSecret;
use settings::{Environment, LiveSettings};
use std::sync::Arc;

/// The same program without its pages. Whoever serves enqueues, this works, and events find their readers through the
/// database.
pub(super) async fn run(environment: Environment) -> Result<(), Failed> {
    if environment.database_url.expose_secret().starts_with("sqlite:") {
        return Err(ComposeError::WorkerNeedsPostgres.into());
    }
    with_telemetry(Environment { worker: true, ..environment }, work).await
}

async fn work(environment: Environment) -> Result<(), Failed> {
    let environment = Arc::new(environment);
    let settings = LiveSettings::start(environment.config_dir.clone(), Arc::clone(&environment))
        .map_err(Failed::from_start)?;
    let store = open_store(&environment)?;
    bring_up_to_date(&environment, &store).await?;
    let metrics = metrics_of(&environment).await?;
    let shutdown = Shutdown::new();
    let running = compose::start(&environment, settings, store, shutdown.clone()).await?;
    tokio::spawn(wait_for_the_end(shutdown.clone()));
    tracing::info!(mode = %environment.mode, version = env!("CARGO_PKG_VERSION"), "working");
    tell_metrics(metrics, &environment, &running, &shutdown);
    shutdown.begun().await;
    running.stop().await;
    tracing::info!("stopped; what was not finished goes on elsewhere");
    Ok(())
}
