//! Links between issues. With type Blocks, the issue sent as `inwardIssue` blocks the `outwardIssue`.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Value, json};

use crate::gate::Keys;
use crate::jira::answers::{no_issue, read_json, refused};
use crate::jira::data::{LINK_TYPES, Link};
use crate::jira::issues::visible;
use crate::jira::shown;
use crate::people::Person;
use crate::state::World;

pub(crate) async fn types(State(world): State<World>) -> Json<Value> {
    let base = world.addresses().jira;
    let list: Vec<Value> = LINK_TYPES.iter().map(|kind| shown::link_type(&base, kind)).collect();
    Json(json!({ "issueLinkTypes": list }))
}

pub(crate) async fn create(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    body: String,
) -> Response {
    let wish: Value = match read_json(&body) {
        Ok(wish) => wish,
        Err(response) => return response,
    };
    let named = |pointer: &str| wish.pointer(pointer).and_then(Value::as_str).unwrap_or("");
    let (name, id) = (named("/type/name"), named("/type/id"));
    let Some(kind) = LINK_TYPES.iter().find(|kind| kind.name.eq_ignore_ascii_case(name) || kind.id == id)
    else {
        return refused(StatusCode::NOT_FOUND, format!("No issue link type with name '{name}' found."));
    };
    let mut inner = world.lock();
    let find = |side: &str| {
        let asked = [named(&format!("/{side}/key")), named(&format!("/{side}/id"))];
        asked.into_iter().find_map(|key| visible(&inner, &person, key).map(|issue| issue.key.clone()))
    };
    let (Some(inward), Some(outward)) = (find("inwardIssue"), find("outwardIssue")) else {
        return no_issue();
    };
    if inward == outward {
        return refused(StatusCode::BAD_REQUEST, "You cannot link an issue to itself.");
    }
    // Jira keeps one link per pair and type; asking again changes nothing.
    let known = inner
        .jira
        .links
        .iter()
        .any(|link| link.kind.id == kind.id && link.inward == inward && link.outward == outward);
    if !known {
        let id = inner.jira.next_id();
        inner.jira.links.push(Link { id, kind, inward: inward.clone(), outward: outward.clone() });
    }
    let mut response = StatusCode::CREATED.into_response();
    response.extensions_mut().insert(Keys(vec![inward, outward]));
    response
}

pub(crate) async fn one(State(world): State<World>, Path(id): Path<String>) -> Response {
    let base = world.addresses().jira;
    let inner = world.lock();
    match inner.jira.links.iter().find(|link| link.id.to_string() == id) {
        Some(link) => Json(json!({
            "id": id,
            "type": shown::link_type(&base, link.kind),
            "inwardIssue": {"key": link.inward},
            "outwardIssue": {"key": link.outward},
        }))
        .into_response(),
        None => refused(StatusCode::NOT_FOUND, format!("No issue link with id '{id}' exists.")),
    }
}

pub(crate) async fn delete(State(world): State<World>, Path(id): Path<String>) -> Response {
    let mut inner = world.lock();
    let before = inner.jira.links.len();
    inner.jira.links.retain(|link| link.id.to_string() != id);
    if inner.jira.links.len() == before {
        return refused(StatusCode::NOT_FOUND, format!("No issue link with id '{id}' exists."));
    }
    StatusCode::NO_CONTENT.into_response()
}
