//! Files made for one person, always as attachments: a browser must not take them for a page of ours.

use super::{errors::Answering, session::Session, state::AppState};
use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use contract::{Outcome, commands::AuditFilter};
use domain::failure::Failure;

type Filter = Result<Query<AuditFilter>, QueryRejection>;

/// `GET /activity.csv`: the person's own audit log. The parameters are those of the page.
pub(super) async fn activity(State(state): State<AppState>, filter: Filter, request: Request) -> Response {
    let answering = Answering::to(&request);
    let Some(principal) = principal(&request) else { return answering.fail(Failure::unauthenticated()) };
    let made = state.use_cases.activity.log_csv(&principal, of(filter)).await;
    csv(&answering, made, "activity.csv")
}

/// `GET /admin/audit.csv`: everybody's audit log, for administrators.
pub(super) async fn audit(State(state): State<AppState>, filter: Filter, request: Request) -> Response {
    let answering = Answering::to(&request);
    let Some(principal) = principal(&request) else { return answering.fail(Failure::unauthenticated()) };
    let made = state.use_cases.admin.log_csv(&principal, of(filter)).await;
    csv(&answering, made, "audit.csv")
}

fn principal(request: &Request) -> Option<domain::principal::Principal> {
    request.extensions().get::<Session>().and_then(|session| session.principal)
}

/// What fits nothing is left out, as on the page.
fn of(filter: Filter) -> AuditFilter {
    filter.map(|Query(filter)| filter).unwrap_or_default()
}

fn csv(answering: &Answering, made: Outcome<String>, name: &'static str) -> Response {
    let text = match made {
        Ok(text) => text,
        Err(failure) => return answering.fail(failure),
    };
    let kept = format!("attachment; filename=\"{name}\"");
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        headers.insert(CONTENT_DISPOSITION, kept);
    }
    response
}
