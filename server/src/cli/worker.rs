//! `jira-agent worker`

use super::{
    Failed,
    serve::{bring_up_to_date, wait_for_the_end},
};
use crate::{
    compose::{self, ComposeError, open_store},
    serve::Shutdown,
    system_clock::SystemClock,
    telemetry,
};
use secrecy::ExposeSecret;
use settings::{Environment, LiveSettings};
use std::sync::Arc;

/// The same program without its listener. Whoever serves enqueues, this works, and events find their readers through
/// the database.
pub(super) async fn run(environment: Environment) -> Result<(), Failed> {
    telemetry::init(Arc::new(SystemClock), &environment.log_level).map_err(Failed::other)?;
    if environment.database_url.expose_secret().starts_with("sqlite:") {
        return Err(ComposeError::WorkerNeedsPostgres.into());
    }
    let environment = Arc::new(Environment { worker: true, ..environment });
    let settings = LiveSettings::start(environment.config_dir.clone(), Arc::clone(&environment))
        .map_err(Failed::from_start)?;
    let store = open_store(&environment)?;
    bring_up_to_date(&environment, &store).await?;
    let shutdown = Shutdown::new();
    let running = compose::start(&environment, settings, store, shutdown.clone()).await?;
    tokio::spawn(wait_for_the_end(shutdown.clone()));
    tracing::info!(mode = %environment.mode, version = env!("CARGO_PKG_VERSION"), "working");
    shutdown.begun().await;
    running.stop().await;
    tracing::info!("stopped; what was not finished goes on elsewhere");
    Ok(())
}
