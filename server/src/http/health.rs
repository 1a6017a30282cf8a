//! Whether the process lives, and whether it can work.

use super::state::AppState;
use async_trait::async_trait;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// How one part is; the reason is for the log only.
pub type Part = Result<(), String>;

/// What a process needs to do its work.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// It answers.
    pub database: Part,
    /// All are applied.
    pub migrations: Part,
    /// The files on disk are the ones in use.
    pub configuration: Part,
    /// It takes jobs.
    pub worker: Part,
}

/// Looks at the parts. An answer is expected within a second or two.
#[async_trait]
pub trait Health: Send + Sync {
    /// How they are now.
    async fn readiness(&self) -> Readiness;
}

#[derive(Debug, Serialize)]
struct Report {
    ready: bool,
    database: &'static str,
    migrations: &'static str,
    configuration: &'static str,
    worker: &'static str,
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 when it can work, else 503. A broken configuration file alone does not take the process out:
/// the last good one is in use. Reasons are in the log, because anybody may ask.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    let now = state.health.readiness().await;
    let parts = [
        ("database", &now.database),
        ("migrations", &now.migrations),
        ("configuration", &now.configuration),
        ("worker", &now.worker),
    ];
    for (part, reason) in parts.iter().filter_map(|(part, state)| Some((part, state.as_ref().err()?))) {
        tracing::warn!(part, reason, "not ready");
    }
    let word = |part: &Part| if part.is_ok() { "ok" } else { "failed" };
    let ready =
        now.database.is_ok() && now.migrations.is_ok() && now.worker.is_ok() && !state.shutdown.has_begun();
    let report = Report {
        ready,
        database: word(&now.database),
        migrations: word(&now.migrations),
        configuration: word(&now.configuration),
        worker: word(&now.worker),
    };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(report)).into_response()
}
