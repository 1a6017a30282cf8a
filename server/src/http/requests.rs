//! The outermost layer: gives each request its id, its caller and its row of the matrix, and logs the answer once.

use super::{
    forwarded::client_address,
    headers::CspNonce,
    matrix::{Matrix, Row, Surface},
    state::AppState,
};
use crate::{serve::Peer, telemetry::request_id::RequestId};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header::USER_AGENT},
    middleware::Next,
    response::Response,
};
use contract::services::Caller;
use instruments::TraceParent;
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
        otel.name = format!("{} {}", request.method(), row.path),
        otel.kind = "server",
        otel.status_code = Empty,
        x_request_id = %id,
        method = %request.method(),
        route = row.path,
        user_id = Empty,
        status = Empty,
    );
    if let Some(parent) = trace_parent(&state, &request) {
        parent.continue_in(&span);
    }
    let method = request.method().clone();
    let address = client_address(&state.trusted_proxies, request.extensions(), request.headers());
    let user_agent = request.headers().get(USER_AGENT).and_then(|name| name.to_str().ok());
    let caller = Caller::new(id.to_string(), address).with_user_agent(user_agent);
    let extensions = request.extensions_mut();
    extensions.insert(caller);
    extensions.insert(CspNonce::make(&*state.randomness));
    extensions.insert(id.clone());
    extensions.insert(row);

    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    instruments::metrics::http_request(
        method.as_str(),
        row.path,
        response.status().as_u16(),
        started.elapsed(),
    );
    log(&span, &row, response.status(), started);
    response
}

/// A proxy of ours may have begun a trace. Nobody else can make us record, or not record, by a header.
fn trace_parent(state: &AppState, request: &Request) -> Option<TraceParent> {
    let peer = request.extensions().get::<Peer>().copied();
    let header = request.headers().get("traceparent").filter(|_| state.trusted_proxies.include(peer))?;
    header.to_str().ok()?.parse().ok()
}

fn log(span: &Span, row: &Row, status: StatusCode, started: Instant) {
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let outcome = match status.as_u16() {
        500.. => "failed",
        400.. => "refused",
        _ => "ok",
    };
    let status = status.as_u16();
    span.record("status", status);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
    let _in = span.enter();
    // Probes and files come by the dozen and say little as long as they are well.
    if status < 400 && matches!(row.surface, Surface::Health | Surface::Unmatched) {
        tracing::debug!(status, duration_ms, outcome, "request answered");
    } else {
        tracing::info!(status, duration_ms, outcome, "request answered");
    }
}
