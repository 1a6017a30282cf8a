//! No other site can make a browser change something here.
//!
//! `tower-http`'s layer trusts `Sec-Fetch-Site` and falls back on `Origin`. Two things it lets through are refused
//! here: an `Origin` that is not exactly ours (the layer ignores the scheme), and a request that carries cookies but
//! neither header, which no browser of the last years sends.

use super::{errors::Answering, state::AppState};
use axum::{
    extract::{Request, State},
    http::header::{COOKIE, ORIGIN},
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
    let present = |name: &str| headers.get(name).is_some_and(|value| !value.is_empty());
    if present("origin") {
        let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        return headers.get_all(ORIGIN).iter().count() == 1
            && origin.is_some_and(|origin| state.public_url.is_origin(origin));
    }
    present("sec-fetch-site") || !headers.contains_key(COOKIE)
}

fn refuse(answering: &Answering) -> Response {
    tracing::warn!(outcome = "refused", "a request from another site was refused");
    answering.fail(
        Failure::new(
            "request.cross_site",
            Category::AdminRequired,
            "This request did not come from a page of this site, so nothing was changed.",
        )
        .with_next("Open the page again here and repeat what you did."),
    )
}
