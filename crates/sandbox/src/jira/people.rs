//! Looking people up.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::Value;

use crate::jira::answers::{no_project, refused};
use crate::jira::catalog;
use crate::jira::shown;
use crate::people::Person;
use crate::state::World;

/// By `username` or `key`.
pub(crate) async fn one(
    State(world): State<World>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let base = world.addresses().jira;
    let inner = world.lock();
    let found = inner.people.iter().find(|person| {
        query.get("username").is_some_and(|name| name.eq_ignore_ascii_case(person.login))
            || query.get("key").is_some_and(|key| key == person.key)
    });
    if let Some(person) = found {
        return Json(shown::user(&base, person)).into_response();
    }
    let name = query.get("username").or_else(|| query.get("key")).cloned().unwrap_or_default();
    refused(StatusCode::NOT_FOUND, format!("The user named '{name}' does not exist"))
}

/// One page of those whom `text` finds, at most 50 unless `maxResults` says otherwise and never more than 1000 (Jira DC
/// 10.3 spec). That any part of a word will do is chosen without a source.
fn matching(
    world: &World,
    query: &HashMap<String, String>,
    text: &str,
    may: impl Fn(&Person) -> bool,
) -> Json<Vec<Value>> {
    let number =
        |name: &str, default: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let base = world.addresses().jira;
    let text = text.to_lowercase();
    let found = world
        .lock()
        .people
        .iter()
        .filter(|person| person.active && person.deleted != Some(true) && may(person))
        .filter(|person| {
            text == "."
                || person.login.contains(&text)
                || person.display_name.to_lowercase().contains(&text)
                || person.email.is_some_and(|email| email.contains(&text))
        })
        .skip(number("startAt", 0))
        .take(number("maxResults", 50).min(1000))
        .map(|person| shown::user(&base, person))
        .collect();
    Json(found)
}

pub(crate) async fn search(
    State(world): State<World>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    match query.get("username") {
        Some(text) => matching(&world, &query, text, |_| true).into_response(),
        None => refused(StatusCode::BAD_REQUEST, "The username query parameter was not provided."),
    }
}

/// Everybody who may be given an issue of `project` or of the project of `issueKey`.
pub(crate) async fn assignable(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let project = query
        .get("project")
        .map(String::as_str)
        .or_else(|| query.get("issueKey").and_then(|key| key.rsplit_once('-')).map(|(project, _)| project));
    let Some(project) = project else {
        return refused(StatusCode::BAD_REQUEST, "Either a project or an issue key is required.");
    };
    let Some(project) = catalog::visible_project(project, person.login) else {
        return no_project(project);
    };
    let text = query.get("username").map_or(".", String::as_str);
    matching(&world, &query, text, |person| project.visible_to(person.login)).into_response()
}
