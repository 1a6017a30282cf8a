//! What may be set when an issue is created: the paged form of Jira 9 and later.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Value, json};

use crate::jira::answers::{no_project, refused};
use crate::jira::catalog::{self, IssueType, Project};
use crate::jira::shown;
use crate::people::Person;
use crate::state::World;

/// The one-call form is gone from Jira 9; its path now reads as an issue called "createmeta".
pub(crate) async fn gone() -> Response {
    refused(StatusCode::NOT_FOUND, "Issue Does Not Exist")
}

fn creatable(key: &str, person: &Person) -> Result<&'static Project, Response> {
    let project = catalog::visible_project(key, person.login).ok_or_else(|| no_project(key))?;
    if project.may_create(person.login) {
        return Ok(project);
    }
    Err(refused(StatusCode::FORBIDDEN, "You do not have permission to create issues in this project."))
}

/// One page of `values`, at most 50 unless `maxResults` says otherwise, never more than 200.
fn page(all: &[Value], query: &HashMap<String, String>) -> Json<Value> {
    let number =
        |name: &str, default: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let start = number("startAt", 0);
    let most = number("maxResults", 50).clamp(1, 200);
    let values: Vec<&Value> = all.iter().skip(start).take(most).collect();
    Json(json!({
        "maxResults": most,
        "startAt": start,
        "total": all.len(),
        "isLast": start + values.len() >= all.len(),
        "values": values,
    }))
}

pub(crate) async fn types(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let base = world.addresses().jira;
    match creatable(&key, &person) {
        Ok(project) => {
            let all: Vec<Value> = project.types.iter().map(|kind| shown::issue_type(&base, kind)).collect();
            page(&all, &query).into_response()
        }
        Err(response) => response,
    }
}

pub(crate) async fn fields(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path((key, kind)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let project = match creatable(&key, &person) {
        Ok(project) => project,
        Err(response) => return response,
    };
    let Some(kind) = project.issue_type(&kind) else {
        return refused(StatusCode::NOT_FOUND, format!("Issue type with id '{kind}' was not found."));
    };
    let base = world.addresses().jira;
    let all: Vec<Value> =
        kind.screen.iter().filter_map(|(id, required)| meta(&base, project, kind, id, *required)).collect();
    page(&all, &query).into_response()
}

fn meta(base: &str, project: &Project, kind: &IssueType, id: &str, required: bool) -> Option<Value> {
    let field = catalog::field(id)?;
    let operations = if field.kind == "array" { json!(["add", "set", "remove"]) } else { json!(["set"]) };
    let mut meta = json!({
        "required": required,
        "schema": field.schema(),
        "name": field.name,
        "fieldId": field.id,
        "hasDefaultValue": matches!(id, "priority" | "reporter"),
        "operations": operations,
    });
    let allowed = match id {
        "project" => Some(json!([shown::project(base, project)])),
        "issuetype" => Some(json!([shown::issue_type(base, kind)])),
        catalog::WARD => Some(
            catalog::WARDS
                .iter()
                .map(|(ward, parts)| {
                    let mut shown = shown::choice(base, id, ward);
                    let parts: Vec<Value> = parts.iter().map(|part| shown::choice(base, id, part)).collect();
                    shown["children"] = json!(parts);
                    shown
                })
                .collect(),
        ),
        _ => catalog::choices(id, project)
            .map(|choices| choices.iter().map(|choice| shown::choice(base, id, choice)).collect()),
    };
    if let Some(allowed) = allowed {
        meta["allowedValues"] = allowed;
    }
    if id == "labels" {
        meta["autoCompleteUrl"] = json!(format!("{base}/rest/api/1.0/labels/suggest?query="));
    }
    if matches!(id, "assignee" | "reporter") {
        meta["autoCompleteUrl"] = json!(format!("{base}/rest/api/latest/user/search?username="));
    }
    Some(meta)
}
