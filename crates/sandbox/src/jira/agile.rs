//! Jira Software's boards and sprints, `/rest/agile/1.0`: the same on Data Center and Cloud. `CLINIC` has a scrum board
//! with a sprint in each state and a kanban board, `PORTAL` a scrum board, the others none.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json, Router, routing};
use http::StatusCode;
use serde_json::{Value, json};

use crate::gate::Keys;
use crate::jira::answers::{no_project, read_json, refused};
use crate::jira::catalog;
use crate::jira::issues::visible;
use crate::people::Person;
use crate::state::World;

const NO_SPRINT: &str = "Sprint does not exist or you do not have permission to view it.";

/// Issues that one call may move.
const MOST: usize = 50;

struct Board {
    id: i64,
    name: &'static str,
    kind: &'static str,
    project: &'static str,
}

struct Sprint {
    id: i64,
    board: i64,
    name: &'static str,
    state: &'static str,
}

const BOARDS: &[Board] = &[
    Board { id: 1, name: "Clinic board", kind: "scrum", project: "CLINIC" },
    Board { id: 2, name: "Clinic support", kind: "kanban", project: "CLINIC" },
    Board { id: 3, name: "Portal board", kind: "scrum", project: "PORTAL" },
];

const SPRINTS: &[Sprint] = &[
    Sprint { id: 31, board: 1, name: "Clinic 11", state: "closed" },
    Sprint { id: 32, board: 1, name: "Clinic 12", state: "active" },
    Sprint { id: 33, board: 1, name: "Clinic 13", state: "future" },
    Sprint { id: 41, board: 3, name: "Portal 7", state: "active" },
];

/// Everything below `/rest/agile/1.0`, for somebody who is known already.
pub(crate) fn resources() -> Router<World> {
    Router::new()
        .route("/board", routing::get(boards))
        .route("/board/{id}/sprint", routing::get(sprints))
        .route("/sprint/{id}", routing::get(sprint))
        .route("/sprint/{id}/issue", routing::post(put_into))
}

/// The name of a sprint, for what shows an issue.
pub(crate) fn name_of(id: i64) -> Option<&'static str> {
    SPRINTS.iter().find(|sprint| sprint.id == id).map(|sprint| sprint.name)
}

fn paged(query: &HashMap<String, String>, all: Vec<Value>) -> Json<Value> {
    let number =
        |name: &str, default: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (start, most) = (number("startAt", 0), number("maxResults", 50).min(50));
    let total = all.len();
    let values: Vec<Value> = all.into_iter().skip(start).take(most).collect();
    let is_last = start + values.len() >= total;
    Json(json!({ "maxResults": most, "startAt": start, "isLast": is_last, "values": values }))
}

async fn boards(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let base = world.addresses().jira;
    let wanted = query.get("projectKeyOrId");
    if let Some(key) = wanted
        && catalog::visible_project(key, person.login).is_none()
    {
        return no_project(key);
    }
    let kind = query.get("type");
    let found = BOARDS
        .iter()
        .filter(|board| wanted.is_none_or(|key| key.eq_ignore_ascii_case(board.project)))
        .filter(|board| kind.is_none_or(|kind| kind == board.kind))
        .map(|board| {
            json!({
                "id": board.id, "self": format!("{base}/rest/agile/1.0/board/{}", board.id),
                "name": board.name, "type": board.kind,
            })
        });
    paged(&query, found.collect()).into_response()
}

async fn sprints(
    State(world): State<World>,
    Path(id): Path<i64>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let base = world.addresses().jira;
    let Some(board) = BOARDS.iter().find(|board| board.id == id) else {
        return refused(StatusCode::NOT_FOUND, format!("Board with id {id} does not exist."));
    };
    if board.kind == "kanban" {
        return refused(StatusCode::BAD_REQUEST, "The board does not support sprints");
    }
    let states: Vec<&str> = query.get("state").map(|states| states.split(',').collect()).unwrap_or_default();
    let found = SPRINTS
        .iter()
        .filter(|sprint| sprint.board == id && (states.is_empty() || states.contains(&sprint.state)))
        .map(|sprint| {
            json!({
                "id": sprint.id, "self": format!("{base}/rest/agile/1.0/sprint/{}", sprint.id),
                "state": sprint.state, "name": sprint.name, "originBoardId": id,
            })
        });
    paged(&query, found.collect()).into_response()
}

async fn sprint(Path(id): Path<i64>) -> Response {
    match SPRINTS.iter().find(|sprint| sprint.id == id) {
        Some(sprint) => Json(json!({"id": id, "state": sprint.state, "name": sprint.name})).into_response(),
        None => refused(StatusCode::NOT_FOUND, NO_SPRINT),
    }
}

/// All of the issues, or none of them.
async fn put_into(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(id): Path<i64>,
    body: String,
) -> Response {
    let wish: Value = match read_json(&body) {
        Ok(wish) => wish,
        Err(response) => return response,
    };
    let Some(sprint) = SPRINTS.iter().find(|sprint| sprint.id == id) else {
        return refused(StatusCode::NOT_FOUND, NO_SPRINT);
    };
    if sprint.state == "closed" {
        return refused(StatusCode::BAD_REQUEST, "Cannot add issues to a closed sprint.");
    }
    let keys: Vec<&str> = wish["issues"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if keys.is_empty() || keys.len() > MOST {
        return refused(StatusCode::BAD_REQUEST, format!("Between 1 and {MOST} issues can be moved."));
    }
    let mut inner = world.lock();
    let mut found = Vec::new();
    for key in keys {
        let Some(issue) = visible(&inner, &person, key) else {
            let message = format!("Issue does not exist or you do not have permission to see it: {key}");
            return refused(StatusCode::BAD_REQUEST, message);
        };
        found.push(issue.key.clone());
    }
    for key in &found {
        if let Some(issue) = inner.jira.find_mut(key) {
            issue.sprint = Some(id);
        }
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.extensions_mut().insert(Keys(found));
    response
}
