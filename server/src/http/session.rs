//! Who is asking. The one place where a cookie, or a program's token, becomes a person.

use super::{
    cookies::RequestCookies,
    errors::Answering,
    matrix::{Access, Row},
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, COOKIE},
    },
    middleware::Next,
    response::Response,
};
use contract::{Outcome, commands::SecretText, services::Authenticated};
use domain::{api_tokens::Area, failure::Failure, principal::Principal};

/// The session's cookie. The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub const SESSION_COOKIE: &str = "__Host-session";

/// What the cookie or the token said, for routes. One that is broken, old or ended counts as none.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    /// Who it is.
    pub(super) principal: Option<Principal>,
    /// A program came with a token, good or not.
    pub(super) by_token: bool,
}

/// Reads the session of a request. `touch` says that this is the person's activity. Tokens stand for their person
/// where there is an `area` for them, and for nobody elsewhere.
pub(super) async fn read(
    state: &AppState,
    headers: &HeaderMap,
    touch: bool,
    area: Option<Area>,
) -> Outcome<Session> {
    if let Some(token) = bearer(headers) {
        let principal = match area {
            Some(_) => state.use_cases.api_tokens.authenticate(&token).await?,
            None => None,
        };
        return Ok(known(principal, true));
    }
    let Some(token) =
        RequestCookies::of(headers).get(SESSION_COOKIE).map(|value| SecretText(value.to_owned()))
    else {
        return Ok(Session::default());
    };
    let authenticated: Option<Authenticated> = state.use_cases.accounts.authenticate(&token, touch).await?;
    Ok(known(authenticated.map(|session| session.principal), false))
}

fn known(principal: Option<Principal>, by_token: bool) -> Session {
    if let Some(principal) = principal {
        tracing::Span::current().record("user_id", tracing::field::display(principal.user()));
    }
    Session { principal, by_token }
}

/// What follows `Bearer`. Several such headers are no token of anybody.
fn bearer(headers: &HeaderMap) -> Option<SecretText> {
    let mut found = None;
    for value in headers.get_all(AUTHORIZATION) {
        let Some((scheme, token)) = value.to_str().ok().and_then(|value| value.split_once(' ')) else {
            continue;
        };
        if scheme.eq_ignore_ascii_case("bearer") {
            let token = if found.is_some() { String::new() } else { token.trim().to_owned() };
            found = Some(SecretText(token));
        }
    }
    found
}

/// Whose request would it be? A browser adds its cookie by itself, so a page of another site could otherwise use a
/// token it has come by with somebody's session, or the other way round.
fn two_identities() -> Failure {
    Failure::user("token.with_cookie", "A request comes with a token or with a cookie, never with both.")
        .with_next("Leave the cookie away.")
}

/// Middleware: puts the [`Session`] beside the request. When it cannot be read at all, the answer says so instead of
/// treating the person as a stranger.
pub(super) async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let row = request.extensions().get().copied().unwrap_or(Row::UNMATCHED);
    if row.access == Access::Public {
        return next.run(request).await;
    }
    if bearer(request.headers()).is_some() && request.headers().contains_key(COOKIE) {
        return Answering::to(&request).fail_with(StatusCode::BAD_REQUEST, two_identities());
    }
    match read(&state, request.headers(), !row.is_stream(), row.area).await {
        Ok(session) => {
            request.extensions_mut().insert(session);
            next.run(request).await
        }
        Err(failure) => Answering::to(&request).fail(failure),
    }
}
