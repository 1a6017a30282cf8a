//! Attachments on Cloud: taken as Data Center takes them, and found at another address.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::{Method, StatusCode};

use super::issues::{Form, dressed, forward};
use super::people::CloudPerson;
use crate::gate::Caller;
use crate::jira::answers::refused;
use crate::jira::attachments;
use crate::state::World;

/// The path when a request wants to attach something.
pub(super) fn wanted(request: &Request) -> Option<String> {
    let path = request.uri().path();
    let attaches = path.starts_with("/issue/") && path.ends_with("/attachments");
    (attaches && request.method() == Method::POST).then(|| path.to_owned())
}

pub(super) async fn add(
    world: &World,
    person: &CloudPerson,
    caller: Caller,
    path: &str,
    request: Request,
) -> Response {
    let site = world.jira_of_cloud();
    let (parts, body) = request.into_parts();
    let mut asked = Request::new(body);
    *asked.method_mut() = Method::POST;
    *asked.headers_mut() = parts.headers;
    let Ok(path) = path.parse() else {
        return refused(StatusCode::BAD_REQUEST, "That is no address of Jira's.");
    };
    *asked.uri_mut() = path;
    let answer = forward(&site, person, caller, asked).await;
    dressed(&site, answer, Form::Same).await
}

/// The file itself. Atlassian leads on to a store of files; here it is given at once.
pub(super) async fn content(site: &World, id: &str) -> Response {
    attachments::download(State(site.clone()), Path((id.to_owned(), String::new()))).await
}
