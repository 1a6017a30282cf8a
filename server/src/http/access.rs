//! Who may call what, from the matrix. Services ask for a `Principal` as well; this makes it hard to forget.

use super::{
    errors::Answering,
    matrix::{Access, Row, Surface},
    session::Session,
};
use app::LocalPath;
use axum::{
    extract::Request,
    http::{Uri, header::REFERER},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::{failure::Failure, principal::Role};

/// Middleware: strangers are sent to sign in, or told 401; people without the role are told 404.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let row = request.extensions().get().copied().unwrap_or(Row::UNMATCHED);
    let session = request.extensions().get::<Session>();
    let principal = session.and_then(|session| session.principal);
    let allowed = match row.access {
        Access::Public | Access::Anyone => true,
        Access::SignedIn => principal.is_some(),
        Access::Admin => principal.is_some_and(|principal| principal.role() == Role::Admin),
    };
    if allowed {
        return next.run(request).await;
    }
    let answering = Answering::to(&request);
    if principal.is_some() {
        return answering.fail(Failure::not_found("page"));
    }
    if row.surface == Surface::Page || (row.surface == Surface::ServerFunction && answering.is_page()) {
        return Redirect::to(LocalPath::sign_in(&way_back(&row, &request)).as_str()).into_response();
    }
    answering.fail(Failure::unauthenticated())
}

/// Where to go after signing in: the page that was asked for, or the one with the form that was sent.
fn way_back(row: &Row, request: &Request) -> LocalPath {
    let path = if row.surface == Surface::Page {
        request.uri().path_and_query().map(ToString::to_string)
    } else {
        // Only the path counts, so it does not matter whose origin it names.
        let referer = request.headers().get(REFERER).and_then(|referer| referer.to_str().ok());
        referer.and_then(|referer| referer.parse::<Uri>().ok()?.path_and_query().map(ToString::to_string))
    };
    path.and_then(|path| LocalPath::parse(&path)).unwrap_or_else(LocalPath::dashboard)
}
