//! `jira-agent serve`

use super::{Failed, complain};
use crate::{
    compose::{self, open_store},
    http,
    serve::{ConnectionLimits, Drained, Shutdown, serve, stop_signal},
    system_clock::SystemClock,
    telemetry,
};
use settings::{AppMode, Environment, LiveSettings};
use std::{process, sync::Arc};
use store::{MigrationState, Store};
use tokio::net::TcpListener;

pub(super) async fn run(environment: Environment) -> Result<(), Failed> {
    telemetry::init(Arc::new(SystemClock), &environment.log_level).map_err(Failed::other)?;
    let environment = Arc::new(environment);
    let settings = LiveSettings::start(environment.config_dir.clone(), Arc::clone(&environment))
        .map_err(Failed::from_start)?;
    let store = open_store(&environment)?;
    bring_up_to_date(&environment, &store).await?;
    // Before any job runs: an address that is taken should leave no traces.
    let listener = TcpListener::bind(environment.listen_address).await.map_err(|error| {
        Failed::other(format!("Cannot listen on {} (LISTEN_ADDRESS): {error}", environment.listen_address))
    })?;
    let shutdown = Shutdown::new();
    let running = compose::start(&environment, settings, store, shutdown.clone()).await?;
    let router = http::router(running.state.clone()).map_err(Failed::other)?;
    tokio::spawn(wait_for_the_end(shutdown.clone()));
    tracing::info!(
        address = %environment.listen_address,
        public_url = %environment.public_url,
        mode = %environment.mode,
        version = env!("CARGO_PKG_VERSION"),
        "listening"
    );
    let stopped = shutdown.clone();
    let (drained, ()) = tokio::join!(serve(listener, router, shutdown, ConnectionLimits::default()), async {
        stopped.begun().await;
        running.stop().await;
    });
    match drained {
        Drained::Completely => tracing::info!("stopped; every accepted request was answered"),
        Drained::Cut(connections) => tracing::warn!(connections, "stopped; some connections were cut"),
    }
    Ok(())
}

/// In development the schema follows the program; elsewhere somebody decides when, after a backup.
async fn bring_up_to_date(environment: &Environment, store: &Store) -> Result<(), Failed> {
    if environment.mode == AppMode::Development {
        let done = store.migrate().await?;
        if !done.is_empty() {
            tracing::info!(migrations = done.join(", "), "the schema was brought up to date");
        }
        return Ok(());
    }
    match store.migration_state().await? {
        MigrationState::Current => Ok(()),
        MigrationState::Behind => Err(Failed::SchemaBehind),
    }
}

/// The first signal ends the process in good order, the second one at once.
async fn wait_for_the_end(shutdown: Shutdown) {
    if let Err(error) = stop_signal().await {
        tracing::error!(%error, "signals of the operating system cannot be heard");
        return;
    }
    tracing::info!("asked to stop");
    shutdown.begin();
    if stop_signal().await.is_ok() {
        complain("Stopped at once.");
        process::exit(1);
    }
}
