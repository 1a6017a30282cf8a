//! The signed-in person's picture, passed on from Jira so that pages load nothing from elsewhere.

use super::{errors::Answering, session::Session, state::AppState};
use axum::{
    extract::{Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use domain::failure::Failure;
use std::hash::{DefaultHasher, Hash, Hasher};

const PICTURES: [&str; 6] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"];

/// `GET /me/avatar`. The browser keeps it but asks each time, so nobody sees the picture of whoever signed in before.
pub(super) async fn show(State(state): State<AppState>, request: Request) -> Response {
    let answering = Answering::to(&request);
    let session = request.extensions().get::<Session>();
    let Some(principal) = session.and_then(|session| session.principal) else {
        return answering.fail(Failure::unauthenticated());
    };
    let (kind, bytes) = match state.use_cases.accounts.avatar(&principal).await {
        Ok(Some(picture)) => picture,
        Ok(None) => return answering.fail(Failure::not_found("picture")),
        Err(failure) => return answering.fail(failure),
    };
    let Some(kind) = PICTURES.into_iter().find(|picture| kind.split(';').next() == Some(*picture)) else {
        return answering.fail(Failure::not_found("picture"));
    };
    let tag = tag(&bytes);
    let mut response =
        if request.headers().get(IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes()) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response()
        };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    // An SVG opened by itself is a document: it may do nothing at all.
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    response
}

fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}
