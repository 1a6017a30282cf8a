//! What Prometheus reads: `GET /metrics` on an address of its own, so that it is never public by accident.

use super::TelemetryError;
use async_trait::async_trait;
use axum::{
    Router,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use instruments::metrics::{SECONDS, describe};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{sync::Arc, time::Duration};

/// How often histograms are put away when nobody reads them.
const UPKEEP: Duration = Duration::from_secs(10);

/// Numbers that are looked up when somebody reads, rather than counted.
#[async_trait]
pub trait Sampled: Send + Sync {
    /// Sets its gauges.
    async fn sample(&self);
}

/// What has been counted in this process.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Counts from now on; once per process. Call it inside a runtime.
    pub fn install() -> Result<Self, TelemetryError> {
        let failed = |error: &dyn std::fmt::Display| TelemetryError::Metrics(error.to_string());
        let recorder =
            PrometheusBuilder::new().set_buckets(&SECONDS).map_err(|error| failed(&error))?.build_recorder();
        let handle = recorder.handle();
        ::metrics::set_global_recorder(recorder).map_err(|error| failed(&error))?;
        describe();
        let upkeep = handle.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                upkeep.run_upkeep();
            }
        });
        Ok(Self { handle })
    }

    /// The text that Prometheus reads.
    pub fn text(&self) -> String {
        self.handle.render()
    }

    /// Answers `GET /metrics` and nothing else.
    pub fn router(&self, sampled: Arc<dyn Sampled>) -> Router {
        Router::new().route("/metrics", get(show)).with_state((self.clone(), sampled))
    }
}

async fn show(State((metrics, sampled)): State<(Metrics, Arc<dyn Sampled>)>) -> Response {
    sampled.sample().await;
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.text()).into_response()
}
