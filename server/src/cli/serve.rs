//! `jira-agent serve`

use super::{Failed, complain};
use crate::{
    compose::{self, open_store},
    http,
    serve::{ConnectionLimits, Drained, Shutdown, serve, stop_signal},
    system_clock::SystemClock,
    telemetry::{self, Traces, metrics::Metrics},
};
use settings::{AppMode, Environment, LiveSettings};
use std::{net::SocketAddr, process, sync::Arc};
use store::{MigrationState, Store};
use tokio::net::TcpListener;

pub(super) async fn run(environment: Environment) -> Result<(), Failed> {
    with_telemetry(environment, work).await
}

/// Log, traces and their orderly end around what a process does until it is told to stop.
pub(super) async fn with_telemetry(
    environment: Environment,
    work: impl AsyncFnOnce(Environment) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let traces = environment.otlp_endpoint.as_ref().map(Traces::start).transpose().map_err(Failed::other)?;
    telemetry::init(Arc::new(SystemClock), &environment.log_level, traces.as_ref()).map_err(Failed::other)?;
    let done = work(environment).await;
    if let Some(traces) = traces {
        traces.stop().await;
    }
    done
}

async fn work(environment: Environment) -> Result<(), Failed> {
    let environment = Arc::new(environment);
    let settings = LiveSettings::start(environment.config_dir.clone(), Arc::clone(&environment))
        .map_err(Failed::from_start)?;
    let store = open_store(&environment)?;
    bring_up_to_date(&environment, &store).await?;
    // Before any job runs: an address that is taken should leave no traces.
    let listener = listen("LISTEN_ADDRESS", environment.listen_address).await?;
    let metrics = metrics_of(&environment).await?;
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
    tell_metrics(metrics, &environment, &running, &shutdown);
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

/// Where metrics are read, when the environment says so.
pub(super) type MetricsDoor = Option<(TcpListener, Metrics)>;

/// Takes the address for metrics before any job runs.
pub(super) async fn metrics_of(environment: &Environment) -> Result<MetricsDoor, Failed> {
    Ok(match environment.metrics_address {
        Some(address) => {
            Some((listen("METRICS_ADDRESS", address).await?, Metrics::install().map_err(Failed::other)?))
        }
        None => None,
    })
}

/// Lets metrics be read until the process ends.
pub(super) fn tell_metrics(
    metrics: MetricsDoor,
    environment: &Environment,
    running: &compose::Running,
    shutdown: &Shutdown,
) {
    if let Some((listener, metrics)) = metrics {
        instruments::metrics::build(env!("CARGO_PKG_VERSION"), environment.mode);
        let readers = metrics.router(Arc::clone(&running.sampled));
        tokio::spawn(serve(listener, readers, shutdown.clone(), ConnectionLimits::default()));
    }
}

async fn listen(variable: &str, address: SocketAddr) -> Result<TcpListener, Failed> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failed::other(format!("Cannot listen on {address} ({variable}): {error}")))
}

/// In development the schema follows the program; elsewhere somebody decides when, after a backup.
pub(super) async fn bring_up_to_date(environment: &Environment, store: &Store) -> Result<(), Failed> {
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
pub(super) async fn wait_for_the_end(shutdown: Shutdown) {
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
