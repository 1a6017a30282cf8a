//! Reading, editing and deleting one issue, its assignee and its properties.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::gate::Keys;
use crate::jira::answers::{no_issue, read_json, refused};
use crate::jira::catalog;
use crate::jira::data::Issue;
use crate::jira::shown;
use crate::jira::validate::{self, Surroundings};
use crate::people::Person;
use crate::state::{Inner, World, now};

/// Which fields a comma list such as `summary,status`, `*all,-comment` or nothing lets through.
pub(crate) fn wanted_fields(list: Option<&str>) -> impl Fn(&str) -> bool + use<> {
    let list: Vec<String> = list
        .unwrap_or("")
        .split(',')
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect();
    move |id| {
        if list.iter().any(|item| item.strip_prefix('-') == Some(id)) {
            return false;
        }
        let only_exclusions = list.iter().all(|item| item.starts_with('-'));
        only_exclusions || list.iter().any(|item| item == id || item == "*all" || item == "*navigable")
    }
}

/// The issue when the person may see it.
pub(crate) fn visible<'a>(inner: &'a Inner, person: &Person, key: &str) -> Option<&'a Issue> {
    let issue = inner.jira.find(key)?;
    catalog::project(issue.project)?.visible_to(person.login).then_some(issue)
}

fn may_write(inner: &Inner, person: &Person, key: &str) -> Result<String, Box<Response>> {
    let issue = visible(inner, person, key).ok_or_else(|| Box::new(no_issue()))?;
    if catalog::project(issue.project).is_some_and(|project| project.may_create(person.login)) {
        return Ok(issue.key.clone());
    }
    Err(Box::new(refused(
        StatusCode::FORBIDDEN,
        "You do not have permission to edit issues in this project.",
    )))
}

pub(crate) async fn one(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let base = world.addresses().jira;
    let inner = world.lock();
    let Some(issue) = visible(&inner, &person, &key) else { return no_issue() };
    let wanted = wanted_fields(query.get("fields").map(String::as_str));
    let mut body = shown::issue(&base, &inner.jira, &inner.people, issue, &wanted);
    if let Some(asked) = query.get("properties") {
        let asked: Vec<&str> = asked.split(',').map(str::trim).collect();
        let properties: Map<String, Value> = issue
            .properties
            .iter()
            .filter(|(key, _)| asked.contains(&"*all") || asked.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        body["properties"] = Value::Object(properties);
    }
    if query.get("expand").is_some_and(|expand| expand.contains("names")) {
        body["names"] = catalog::FIELDS.iter().map(|field| (field.id, json!(field.name))).collect();
    }
    Json(body).into_response()
}

pub(crate) async fn edit(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    body: String,
) -> Response {
    let update: Value = match read_json(&body) {
        Ok(update) => update,
        Err(response) => return response,
    };
    let base = world.addresses().jira;
    let mut inner = world.lock();
    let key = match may_write(&inner, &person, &key) {
        Ok(key) => key,
        Err(response) => return *response,
    };
    let fields = update.get("fields").and_then(Value::as_object).cloned().unwrap_or_default();
    let changed = inner.jira.find(&key).and_then(|issue| {
        let project = catalog::project(issue.project)?;
        let kind = project.issue_type(issue.type_id)?;
        let around =
            Surroundings { base: &base, data: &inner.jira, everybody: &inner.people, person: &person };
        Some(validate::edit(&around, project, kind, issue.content.clone(), &fields))
    });
    match changed {
        Some(Ok(content)) => {
            if let Some(issue) = inner.jira.find_mut(&key) {
                issue.content = content;
                issue.updated = now();
            }
            StatusCode::NO_CONTENT.into_response()
        }
        Some(Err(problems)) => problems.answer(StatusCode::BAD_REQUEST),
        None => no_issue(),
    }
}

pub(crate) async fn delete(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let mut inner = world.lock();
    let key = match may_write(&inner, &person, &key) {
        Ok(key) => key,
        Err(response) => return *response,
    };
    let children: Vec<String> = inner
        .jira
        .issues
        .iter()
        .filter(|issue| issue.content.parent.as_deref() == Some(&key))
        .map(|issue| issue.key.clone())
        .collect();
    if !children.is_empty() && query.get("deleteSubtasks").is_none_or(|value| value != "true") {
        let message = format!(
            "The issue '{key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this \
             issue and all its subtasks."
        );
        return refused(StatusCode::BAD_REQUEST, message);
    }
    for child in children {
        inner.jira.remove(&child);
    }
    inner.jira.remove(&key);
    StatusCode::NO_CONTENT.into_response()
}

pub(crate) async fn assign(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    body: String,
) -> Response {
    let wish: Value = match read_json(&body) {
        Ok(wish) => wish,
        Err(response) => return response,
    };
    let mut inner = world.lock();
    let key = match may_write(&inner, &person, &key) {
        Ok(key) => key,
        Err(response) => return *response,
    };
    let name = wish.get("name").and_then(Value::as_str).map(str::to_owned);
    if let Some(name) = &name
        && !inner.people.iter().any(|other| other.active && other.login == name)
    {
        let mut problems = crate::jira::answers::Problems::default();
        problems.add("assignee", format!("User '{name}' does not exist."));
        return problems.answer(StatusCode::BAD_REQUEST);
    }
    if let Some(issue) = inner.jira.find_mut(&key) {
        issue.content.assignee = name;
        issue.updated = now();
    }
    StatusCode::NO_CONTENT.into_response()
}

pub(crate) async fn property_keys(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
) -> Response {
    let base = world.addresses().jira;
    let inner = world.lock();
    let Some(issue) = visible(&inner, &person, &key) else { return no_issue() };
    let keys: Vec<Value> = issue
        .properties
        .keys()
        .map(|name| json!({"self": format!("{base}/rest/api/2/issue/{}/properties/{name}", issue.key), "key": name}))
        .collect();
    Json(json!({ "keys": keys })).into_response()
}

pub(crate) async fn property(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path((key, name)): Path<(String, String)>,
) -> Response {
    let inner = world.lock();
    let Some(issue) = visible(&inner, &person, &key) else { return no_issue() };
    match issue.properties.get(&name) {
        Some(value) => Json(json!({"key": name, "value": value})).into_response(),
        None => refused(StatusCode::NOT_FOUND, format!("The property with key '{name}' was not found.")),
    }
}

/// 201 when the property is new, 200 when it replaces one.
pub(crate) async fn set_property(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path((key, name)): Path<(String, String)>,
    body: String,
) -> Response {
    let value: Value = match read_json(&body) {
        Ok(value) => value,
        Err(response) => return response,
    };
    let mut inner = world.lock();
    let key = match may_write(&inner, &person, &key) {
        Ok(key) => key,
        Err(response) => return *response,
    };
    let replaced = inner.jira.find_mut(&key).and_then(|issue| issue.properties.insert(name, value));
    let status = if replaced.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = status.into_response();
    response.extensions_mut().insert(Keys(vec![key]));
    response
}
