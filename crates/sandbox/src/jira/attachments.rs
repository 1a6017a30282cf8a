//! Attachments: multipart part `file`, header `X-Atlassian-Token: no-check`.

use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use crate::gate::Keys;
use crate::jira::answers::{no_issue, refused};
use crate::jira::data::Attachment;
use crate::jira::issues::visible;
use crate::jira::shown;
use crate::people::Person;
use crate::state::{World, now};

/// Largest file, in bytes (Jira's default).
const LIMIT: usize = 10 * 1024 * 1024;

pub(crate) async fn add(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let checked = headers.get("x-atlassian-token").and_then(|value| value.to_str().ok());
    if !checked.is_some_and(|value| matches!(value, "no-check" | "nocheck")) {
        return (StatusCode::FORBIDDEN, "XSRF check failed").into_response();
    }
    let Some(key) = visible(&world.lock(), &person, &key).map(|issue| issue.key.clone()) else {
        return no_issue();
    };
    let mut files = Vec::new();
    loop {
        match form.next_field().await {
            Ok(Some(part)) if part.name() == Some("file") => {
                let file = part.file_name().unwrap_or("file").to_owned();
                let kind = part.content_type().unwrap_or("application/octet-stream").to_owned();
                let Ok(bytes) = part.bytes().await else {
                    return refused(StatusCode::BAD_REQUEST, "The attachment could not be read.");
                };
                if bytes.len() > LIMIT {
                    return refused(StatusCode::PAYLOAD_TOO_LARGE, format!("{file} is larger than 10 MB."));
                }
                files.push((file, kind, bytes));
            }
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => return refused(StatusCode::BAD_REQUEST, error.to_string()),
        }
    }
    let base = world.addresses().jira;
    let mut inner = world.lock();
    let mut answer = Vec::new();
    for (file, kind, bytes) in files {
        let id = inner.jira.next_id();
        let added = Attachment { id, file, kind, author: person.login.to_owned(), created: now(), bytes };
        answer.push(shown::attachment(&base, &inner.people, &added));
        if let Some(issue) = inner.jira.find_mut(&key) {
            issue.attachments.push(added);
            issue.updated = now();
        }
    }
    let mut response = Json(Value::Array(answer)).into_response();
    response.extensions_mut().insert(Keys(vec![key]));
    response
}

fn found(world: &World, id: &str) -> Option<Attachment> {
    let inner = world.lock();
    inner
        .jira
        .issues
        .iter()
        .flat_map(|issue| &issue.attachments)
        .find(|file| file.id.to_string() == id)
        .cloned()
}

pub(crate) async fn one(State(world): State<World>, Path(id): Path<String>) -> Response {
    match found(&world, &id) {
        Some(file) => {
            Json(shown::attachment(&world.addresses().jira, &world.lock().people, &file)).into_response()
        }
        None => refused(StatusCode::NOT_FOUND, format!("The attachment with id '{id}' does not exist")),
    }
}

pub(crate) async fn download(State(world): State<World>, Path((id, _)): Path<(String, String)>) -> Response {
    match found(&world, &id) {
        Some(file) => {
            let headers =
                [(header::CONTENT_TYPE, file.kind), (header::CONTENT_DISPOSITION, "attachment".to_owned())];
            (headers, file.bytes).into_response()
        }
        None => crate::jira::browse::not_found("There is no such attachment."),
    }
}
