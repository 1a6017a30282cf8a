//! The outermost layer: gives each request its id, its caller and its row of the matrix, and logs the answer once.

use super::{
    forwarded::client_address,
    headers::CspNonce,
    matrix::{Matrix, Row, Surface},
    state::AppState,
};
use crate::telemetry::request_id::RequestId;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::Response,
};
use contract::services::Caller;
use std::sync::Arc;
use tokio::time::Instant;
use tracing::{Instrument, Span, field::Empty};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn begin(
    State((state, matrix)): State<(AppState, Arc<Matrix>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request
        .headers()
        .get(&X_REQUEST_ID)
        .and_then(|id| RequestId::accept(id.to_str().ok()?))
        .unwrap_or_else(|| RequestId::make(&*state.clock, &*state.randomness));
    let row = request
        .extensions()
        .get::<MatchedPath>()
        .and_then(|path| matrix.find(path.as_str()))
        .unwrap_or(Row::UNMATCHED);
    let span = tracing::info_span!(
        "request",
        x_request_id = %id,
        method = %request.method(),
        route = row.path,
        user_id = Empty,
    );
    let address = client_address(&state.trusted_proxies, request.extensions(), request.headers());
    let extensions = request.extensions_mut();
    extensions.insert(Caller { request_id: id.to_string(), address });
    extensions.insert(CspNonce::make(&*state.randomness));
    extensions.insert(id.clone());
    extensions.insert(row);

    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    log(&span, &row, response.status(), started);
    response
}

fn log(span: &Span, row: &Row, status: StatusCode, started: Instant) {
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let outcome = match status.as_u16() {
        500.. => "failed",
        400.. => "refused",
        _ => "ok",
    };
    let status = status.as_u16();
    let _in = span.enter();
    // Probes and files come by the dozen and say little as long as they are well.
    if status < 400 && matches!(row.surface, Surface::Health | Surface::Unmatched) {
        tracing::debug!(status, duration_ms, outcome, "request answered");
    } else {
        tracing::info!(status, duration_ms, outcome, "request answered");
    }
}
