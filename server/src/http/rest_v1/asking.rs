//! What a request says: who asks, about what, with which values. What does not fit is refused as a `Failure`, so
//! that programs read every refusal the same way.

use super::super::{session::Session, state::AppState};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use contract::services::Caller;
use domain::{
    failure::Failure,
    ids::{DraftId, JobId},
    jira::{IssueKey, ProjectKey},
    principal::Principal,
    text::length,
};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A failure on its way to `errors::dress`, which writes it with the request's id.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    failure: Failure,
}

impl Refusal {
    /// With a status of its own.
    pub(super) const fn with_status(status: StatusCode, failure: Failure) -> Self {
        Self { status, failure }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        let status = StatusCode::from_u16(failure.category.status());
        Self { status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), failure }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self.failure);
        response
    }
}

/// What every handler answers.
pub(super) type Answer<T> = Result<T, Refusal>;

/// Who asks.
pub(super) struct Who {
    pub(super) principal: Principal,
    pub(super) caller: Caller,
}

impl FromRequestParts<AppState> for Who {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Answer<Self> {
        let principal = parts.extensions.get::<Session>().and_then(|session| session.principal);
        let principal = principal.ok_or_else(Failure::unauthenticated)?;
        let caller = parts.extensions.get().cloned().ok_or_else(Failure::internal)?;
        Ok(Self { principal, caller })
    }
}

/// A thing that an address can name.
pub(in crate::http) trait Named: FromStr {
    /// In words.
    const WHAT: &'static str;
}

impl Named for DraftId {
    const WHAT: &'static str = "draft";
}

impl Named for JobId {
    const WHAT: &'static str = "job";
}

/// `{id}` of the address. What is no id names nothing.
pub(in crate::http) struct Id<T>(pub(in crate::http) T);

impl<T: Named> FromRequestParts<AppState> for Id<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Answer<Self> {
        let id = parameter(parts, state, "id").await.and_then(|id| id.parse().ok());
        Ok(Self(id.ok_or_else(|| Failure::not_found(T::WHAT))?))
    }
}

/// `{field}` of the address.
pub(super) struct FieldName(pub(super) String);

impl FromRequestParts<AppState> for FieldName {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Answer<Self> {
        let field = parameter(parts, state, "field").await;
        Ok(Self(field.ok_or_else(|| Failure::not_found("field"))?))
    }
}

async fn parameter(parts: &mut Parts, state: &AppState, name: &str) -> Option<String> {
    let parameters = RawPathParams::from_request_parts(parts, state).await.ok()?;
    parameters.iter().find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// What stands after the question mark.
pub(in crate::http) struct Params<T>(pub(in crate::http) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Params<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Answer<Self> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(error) => {
                Err(Failure::user("request.query", format!("A parameter does not fit: {error}.")).into())
            }
        }
    }
}

/// The last page of a list that can be asked for.
pub(super) const LAST_PAGE: u32 = 4_000;

/// A page that can be asked for.
pub(super) fn page(page: u32) -> Result<u32, Failure> {
    if page <= LAST_PAGE {
        return Ok(page);
    }
    Err(Failure::field("request.page", "page", format!("Lists end at page {LAST_PAGE}. Narrow the search.")))
}

/// A text that is no longer than described, before anything is trimmed.
pub(super) fn at_most(field: &str, text: &str, most: usize) -> Result<(), Failure> {
    let count = length(text);
    if count <= most {
        return Ok(());
    }
    Err(Failure::field(
        "request.too_long",
        field,
        format!("This has {count} characters; at most {most} fit."),
    ))
}

/// A version that can have been read.
pub(super) fn version(version: i32) -> Result<i32, Failure> {
    if version >= 0 {
        return Ok(version);
    }
    Err(Failure::field(
        "request.version",
        "version",
        "Versions are counted from 0: name the one that was read.",
    ))
}

/// A project key as Jira writes it; what people may type more loosely in a form is exact here.
pub(super) fn project(key: &str) -> Result<ProjectKey, Failure> {
    let wrong = |words: String| Failure::field("request.project", "project", words);
    let parsed = ProjectKey::parse(key).map_err(|problem| wrong(problem.to_string()))?;
    if parsed.as_str() == key { Ok(parsed) } else { Err(wrong(format!("The key is written {parsed}."))) }
}

/// An issue's key, written as Jira writes it.
pub(super) fn parent(key: &str) -> Result<IssueKey, Failure> {
    let wrong = |words: String| Failure::field("request.parent", "parent", words);
    let parsed = IssueKey::parse(key).map_err(|problem| wrong(problem.to_string()))?;
    if parsed.as_str() == key { Ok(parsed) } else { Err(wrong(format!("The key is written {parsed}."))) }
}

/// The JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Refusal;
    async fn from_request(request: Request, state: &AppState) -> Answer<Self> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(unreadable(&rejection)),
        }
    }
}

fn unreadable(rejection: &JsonRejection) -> Refusal {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let failure = Failure::user("request.too_large", "This is more than we can take in one go.");
        return Refusal::with_status(StatusCode::PAYLOAD_TOO_LARGE, failure);
    }
    match rejection {
        JsonRejection::MissingJsonContentType(_) => Failure::user(
            "request.content_type",
            "The body has to be JSON, with the content type application/json.",
        ),
        other => Failure::user("request.body", format!("The body does not fit: {}.", other.body_text()))
            .with_next("The description of the interface says what it looks like: /api/v1/openapi.json."),
    }
    .into()
}
