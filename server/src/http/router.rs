//! The one router, shared by the program and its tests.

use super::{
    access, avatar, csrf, downloads, errors, foreign_links, headers, health, host, limits,
    matrix::{self, Matrix, Row},
    pages::{self, Pages},
    prompts_file, requests, rest_v1, session, sheets,
    state::AppState,
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use std::{any::Any, sync::Arc};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer};

/// A page, route or server function that the matrix does not list. Nobody has decided who may call it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not listed in server/src/http/matrix.rs: decide who may call it")]
pub struct Unlisted(pub String);

/// Everything the host answers.
pub fn router(state: AppState) -> Result<Router, Unlisted> {
    let pages = Pages::collect()?;
    let matrix = Arc::new(Matrix::of(matrix::ROUTES.iter().chain(matrix::API).copied().chain(pages.rows())));
    let plain =
        routes().into_iter().fold(Router::new(), |router, (row, route)| router.route(row.path, route));
    // Streams must not be compressed, assets are already.
    let pages = pages.routes(&state).layer(CompressionLayer::new());
    let router = plain
        .merge(rest_v1::routes(matrix::API)?)
        .merge(pages)
        .fallback(asset_or_nothing)
        .method_not_allowed_fallback(wrong_method);
    Ok(layered(router, &state, matrix).with_state(state))
}

/// The routes that answer without Leptos, each beside its row.
fn routes() -> Vec<(Row, MethodRouter<AppState>)> {
    vec![
        (matrix::DESCRIPTION, rest_v1::document()),
        (matrix::AVATAR, get(avatar::show)),
        (matrix::ACTIVITY_CSV, get(downloads::activity)),
        (matrix::AUDIT_CSV, get(downloads::audit)),
        (matrix::PROMPTS_EXPORT, get(prompts_file::export)),
        (matrix::PROMPTS_IMPORT, post(prompts_file::import)),
        // The middleware counts what comes in.
        (matrix::SHEETS, post(sheets::upload).layer(DefaultBodyLimit::disable())),
        (matrix::SHEET, get(sheets::sheet)),
        (matrix::FINDINGS, get(sheets::findings)),
        (matrix::TICKETS, get(sheets::tickets)),
        (matrix::EXPORT, get(sheets::export)),
        (matrix::STATES, get(sheets::states)),
        (matrix::HEALTHZ, get(health::alive)),
        (matrix::READYZ, get(health::ready)),
    ]
}

/// The last one added sees a request first.
fn layered(router: Router<AppState>, state: &AppState, matrix: Arc<Matrix>) -> Router<AppState> {
    router
        .layer(from_fn_with_state(state.clone(), access::check))
        .layer(from_fn(foreign_links::check))
        .layer(from_fn_with_state(state.clone(), session::identify))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(state.clone(), csrf::check))
        .layer(from_fn_with_state(state.clone(), limits::keep))
        .layer(from_fn_with_state(state.clone(), host::check))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(errors::dress))
        .layer(from_fn_with_state(state.clone(), headers::add))
        .layer(from_fn_with_state((state.clone(), matrix), requests::begin))
}

/// The panic itself is in the log already, with the request's id. `errors::dress` adds the words.
fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> axum::http::Response<Body> {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

async fn wrong_method() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// What no route matches: a file of the site, or the product's own "not found".
async fn asset_or_nothing(State(state): State<AppState>, request: Request) -> Response {
    if request.method().is_safe()
        && let Some(asset) = state.assets.serve(request.uri().path(), request.headers()).await
    {
        return asset;
    }
    let answering = errors::Answering::to(&request);
    if answering.is_page() && request.method().is_safe() {
        return pages::not_found(&state, request).await;
    }
    answering.fail(errors::no_such_page())
}
