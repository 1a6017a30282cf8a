//! Who is asking. The one place where a cookie becomes a person.

use super::{
    cookies::RequestCookies,
    errors::Answering,
    matrix::{Access, Row},
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use contract::{Outcome, commands::SecretText, services::Authenticated};
use domain::principal::Principal;

/// The session's cookie. The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
pub const SESSION_COOKIE: &str = "__Host-session";

/// What the cookie said, for routes. A cookie that is broken, old or ended counts as none.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    /// Who it is.
    pub(super) principal: Option<Principal>,
}

/// Reads the session of a request. `touch` says that this is the person's activity.
pub(super) async fn read(state: &AppState, headers: &HeaderMap, touch: bool) -> Outcome<Session> {
    let Some(token) =
        RequestCookies::of(headers).get(SESSION_COOKIE).map(|value| SecretText(value.to_owned()))
    else {
        return Ok(Session::default());
    };
    let authenticated: Option<Authenticated> = state.use_cases.accounts.authenticate(&token, touch).await?;
    let principal = authenticated.map(|session| session.principal);
    if let Some(principal) = principal {
        tracing::Span::current().record("user_id", tracing::field::display(principal.user()));
    }
    Ok(Session { principal })
}

/// Middleware: puts the [`Session`] beside the request. When it cannot be read at all, the answer says so instead of
/// treating the person as a stranger.
pub(super) async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let row = request.extensions().get().copied().unwrap_or(Row::UNMATCHED);
    if row.access == Access::Public {
        return next.run(request).await;
    }
    match read(&state, request.headers(), !row.is_stream()).await {
        Ok(session) => {
            request.extensions_mut().insert(session);
            next.run(request).await
        }
        Err(failure) => Answering::to(&request).fail(failure),
    }
}
