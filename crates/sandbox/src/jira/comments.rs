//! Comments on issues, oldest first unless somebody asks otherwise.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Value, json};

use crate::gate::Keys;
use crate::jira::answers::{Problems, no_issue, read_json};
use crate::jira::data::Comment;
use crate::jira::issues::visible;
use crate::jira::shown;
use crate::people::Person;
use crate::state::{World, now};

/// Jira's default limit of a comment, in characters.
const LIMIT: usize = 32_767;
/// Comments on one page when nothing is said.
const PAGE: usize = 50;

pub(crate) async fn list(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let base = world.addresses().jira;
    let inner = world.lock();
    let Some(issue) = visible(&inner, &person, &key) else { return no_issue() };
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let (start, size) = (number("startAt").unwrap_or(0), number("maxResults").unwrap_or(PAGE));
    let shown = |comment: &Comment| shown::comment(&base, &inner.people, issue, comment);
    let mut comments: Vec<Value> = issue.comments.iter().map(shown).collect();
    if query.get("orderBy").is_some_and(|order| order == "-created") {
        comments.reverse();
    }
    let total = comments.len();
    let page: Vec<Value> = comments.into_iter().skip(start).take(size).collect();
    Json(json!({"startAt": start, "maxResults": size, "total": total, "comments": page})).into_response()
}

pub(crate) async fn add(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    body: String,
) -> Response {
    let wish: Value = match read_json(&body) {
        Ok(wish) => wish,
        Err(response) => return response,
    };
    let base = world.addresses().jira;
    let mut inner = world.lock();
    let Some(key) = visible(&inner, &person, &key).map(|issue| issue.key.clone()) else {
        return no_issue();
    };
    let Some(text) = wish["body"].as_str().filter(|text| !text.trim().is_empty()) else {
        return Problems::field("comment", "Comment body can not be empty!").answer(StatusCode::BAD_REQUEST);
    };
    if text.chars().count() > LIMIT {
        let words = "The entered text is too long. It exceeds the allowed limit of 32,767 characters.";
        return Problems::field("comment", words).answer(StatusCode::BAD_REQUEST);
    }
    let id = inner.jira.next_id();
    let new = Comment {
        id,
        author: person.login.to_owned(),
        text: text.to_owned(),
        document: None,
        created: now(),
    };
    let Some(issue) = inner.jira.find_mut(&key) else { return no_issue() };
    issue.updated = new.created;
    issue.comments.push(new);
    let answer = inner
        .jira
        .find(&key)
        .and_then(|issue| Some(shown::comment(&base, &inner.people, issue, issue.comments.last()?)));
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    response.extensions_mut().insert(Keys(vec![key]));
    response
}
