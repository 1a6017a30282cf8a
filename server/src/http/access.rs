//! Who may call what, from the matrix. Services ask for a `Principal` as well; this makes it hard to forget. What a
//! signed-in person asked for and does not get, because it is not theirs or not there, goes into the audit log.

use super::{
    errors::Answering,
    matrix::{Access, Row, Surface},
    rest_v1::must_allow,
    session::Session,
    state::AppState,
};
use app::LocalPath;
use axum::{
    extract::{Request, State},
    http::{StatusCode, Uri, header::REFERER},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use contract::services::Caller;
use domain::{
    api_tokens::Scope,
    failure::{Category, Failure},
    principal::{Principal, Role},
};

/// Middleware: strangers are sent to sign in, or told 401; people without the role are told 404, programs without
/// the scope 403.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let row = request.extensions().get().copied().unwrap_or(Row::UNMATCHED);
    let session = request.extensions().get::<Session>();
    let principal = session.and_then(|session| session.principal);
    let allowed = match row.access {
        Access::Public | Access::Anyone => true,
        Access::SignedIn => principal.is_some(),
        Access::Admin => principal.is_some_and(|principal| principal.role() == Role::Admin),
    };
    let asked = principal.and_then(|principal| Asked::by(principal, &request));
    let answering = Answering::to(&request);
    if allowed {
        return match principal.map_or(Ok(()), |principal| may(&state, &row, &principal, &request)) {
            Ok(()) => {
                let response = next.run(request).await;
                // Ids stand in paths, and in what server functions are sent.
                let names_something = row.surface == Surface::ServerFunction || row.path.contains('{');
                if response.status() == StatusCode::NOT_FOUND && names_something {
                    note(&state, asked).await;
                }
                response
            }
            Err(failure) => answering.fail(failure),
        };
    }
    if principal.is_some() {
        note(&state, asked).await;
        return answering.fail(Failure::not_found("page"));
    }
    if row.surface == Surface::Page || (row.surface == Surface::ServerFunction && answering.is_page()) {
        return Redirect::to(LocalPath::sign_in(&way_back(&row, &request)).as_str()).into_response();
    }
    let by_token = session.is_some_and(|session| session.by_token);
    answering.fail(if by_token { bad_token(&row) } else { Failure::unauthenticated() })
}

/// The pace of the REST interface, and what a program's token allows.
fn may(state: &AppState, row: &Row, principal: &Principal, request: &Request) -> Result<(), Failure> {
    let Some(area) = row.area else { return Ok(()) };
    state.api.admit(principal)?;
    must_allow(principal, Scope::of(area, !request.method().is_safe()))
}

fn bad_token(row: &Row) -> Failure {
    let failure = |message: &str| Failure::new("token.refused", Category::Unauthenticated, message);
    if row.area.is_some() {
        failure("This token is not good: mistyped, expired, or taken away.")
            .with_next("Make a new one on the profile page.")
    } else {
        failure("Programs cannot come here, whatever their token allows.")
            .with_next("Sign in with a browser.")
    }
}

/// Who asked for what.
struct Asked {
    principal: Principal,
    caller: Caller,
    path: String,
}

impl Asked {
    fn by(principal: Principal, request: &Request) -> Option<Self> {
        let caller = request.extensions().get::<Caller>()?.clone();
        // Without its query, which may hold what somebody typed.
        Some(Self { principal, caller, path: request.uri().path().to_owned() })
    }
}

async fn note(state: &AppState, asked: Option<Asked>) {
    if let Some(Asked { principal, caller, path }) = asked {
        state.use_cases.activity.refused(&caller, &principal, &path).await;
    }
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
