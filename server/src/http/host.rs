//! A request for another host is not for us: without this, a name that an attacker points at our address would
//! share our origin in a browser (DNS rebinding).

use super::{
    errors::Answering,
    matrix::{Row, Surface},
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header::HOST, uri::Authority},
    middleware::Next,
    response::Response,
};
use domain::failure::Failure;

/// Middleware: answers 421 to a foreign `Host`. Health probes come with the machine's address and are let through.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let probe = request.extensions().get::<Row>().is_some_and(|row| row.surface == Surface::Health);
    let host = request
        .uri()
        .authority()
        .map(Authority::as_str)
        .or_else(|| request.headers().get(HOST)?.to_str().ok());
    if probe || host.is_some_and(|host| state.public_url.is_host(host)) {
        return next.run(request).await;
    }
    let failure = Failure::user("request.foreign_host", "This address does not belong to this site.")
        .with_next(format!("Open {}", state.public_url));
    Answering::to(&request).fail_with(StatusCode::MISDIRECTED_REQUEST, failure)
}
