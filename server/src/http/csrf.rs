//! No other site can make a browser change something here.
//!
//! `tower-http`'s layer trusts `Sec-Fetch-Site` and falls back on `Origin`. Two things it lets through are refused
//! here: an `Origin` that is not exactly ours (the layer ignores the scheme), and a request that carries cookies but
//! neither header, which no browser of the last years sends.

use super::{errors::Answering, state::AppState};
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap,
        header::{COOKIE, ORIGIN},
    },
    middleware::Next,
    response::Response,
};
use domain::failure::{Category, Failure};
use tower_http::csrf::ProtectionError;

/// Middleware, around `tower_http::csrf::CsrfLayer`.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let answering = Answering::to(&request);
    if !request.method().is_safe() && !is_ours(&state, &request) {
        return refuse(&answering);
    }
    let response = next.run(request).await;
    if response.extensions().get::<ProtectionError>().is_some() {
        return refuse(&answering);
    }
    response
}

fn is_ours(state: &AppState, request: &Request) -> bool {
    let headers = request.headers();
    if present(headers, "origin") {
        return has_our_origin(state, headers);
    }
    present(headers, "sec-fetch-site") || !headers.contains_key(COOKIE)
}

/// Browsers open WebSockets to any site and send its cookies along, with a GET. So a session needs our `Origin`; a
/// token needs none, but no page of another site may use one either.
pub(super) fn may_open_socket(state: &AppState, headers: &HeaderMap, by_token: bool) -> bool {
    if by_token && !present(headers, "origin") { true } else { has_our_origin(state, headers) }
}

fn present(headers: &HeaderMap, name: &str) -> bool {
    headers.get(name).is_some_and(|value| !value.is_empty())
}

fn has_our_origin(state: &AppState, headers: &HeaderMap) -> bool {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    headers.get_all(ORIGIN).iter().count() == 1
        && origin.is_some_and(|origin| state.public_url.is_origin(origin))
}

/// What other sites are told.
pub(super) fn cross_site() -> Failure {
    tracing::warn!(outcome = "refused", "a request from another site was refused");
    Failure::new(
        "request.cross_site",
        Category::AdminRequired,
        "This request did not come from a page of this site, so nothing was changed.",
    )
    .with_next("Open the page again here and repeat what you did.")
}

fn refuse(answering: &Answering) -> Response {
    answering.fail(cross_site())
}
