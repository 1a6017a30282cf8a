//! `POST /issue/bulk`: up to 50 at once, each on its own.

use std::collections::HashSet;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::gate::{Caller, Keys};
use crate::jira::answers::{Problems, read_json, refused};
use crate::jira::catalog::EPIC_LINK;
use crate::jira::create::commit;
use crate::people::Person;
use crate::state::World;

/// Most issues in one call.
pub(crate) const MOST: usize = 50;

#[derive(Deserialize)]
struct Bulk {
    #[serde(rename = "issueUpdates")]
    updates: Vec<Value>,
}

/// Successes in order and errors with their place (from 0); 400 with the same body when all failed.
pub(crate) async fn create(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Extension(caller): Extension<Caller>,
    body: String,
) -> Response {
    let bulk: Bulk = match read_json(&body) {
        Ok(bulk) => bulk,
        Err(response) => return response,
    };
    if bulk.updates.len() > MOST {
        return refused(
            StatusCode::BAD_REQUEST,
            format!("The maximum number of issues in a bulk create is {MOST}."),
        );
    }
    if bulk.updates.is_empty() {
        return refused(StatusCode::BAD_REQUEST, "No issues to create.");
    }
    // Parents have to exist before the call, so all are judged against the state it found.
    let known: HashSet<String> = {
        let inner = world.lock();
        inner.jira.issues.iter().flat_map(|issue| [issue.key.clone(), issue.id.to_string()]).collect()
    };
    let mut issues = Vec::new();
    let mut errors = Vec::new();
    for (place, update) in bulk.updates.iter().enumerate() {
        let outcome = match too_new(&known, update) {
            Some(problems) => Err(problems),
            None => commit(&world, &caller, &person, update),
        };
        match outcome {
            Ok(created) => issues.push(created),
            Err(problems) => errors.push(json!({
                "status": 400,
                "elementErrors": problems.body(),
                "failedElementNumber": place,
            })),
        }
    }
    let status = if issues.is_empty() { StatusCode::BAD_REQUEST } else { StatusCode::CREATED };
    let keys = issues.iter().filter_map(|issue| issue["key"].as_str()).map(str::to_owned).collect();
    let mut response = (status, Json(json!({"issues": issues, "errors": errors}))).into_response();
    response.extensions_mut().insert(Keys(keys));
    response
}

/// What is above an issue, sub-task or epic, and was not there before the call.
fn too_new(known: &HashSet<String>, update: &Value) -> Option<Problems> {
    let fields = update.get("fields")?;
    let parent = ["/parent/key", "/parent/id"].iter().find_map(|named| fields.pointer(named)?.as_str());
    let epic = fields.get(EPIC_LINK).and_then(Value::as_str);
    let missing = |key: &&str| !known.contains(&key.to_uppercase());
    if parent.as_ref().is_some_and(missing) {
        return Some(Problems::field("parent", "Could not find issue by id or key."));
    }
    let epic = epic.filter(missing)?;
    Some(Problems::field(EPIC_LINK, format!("Issue '{epic}' is not an epic or does not exist.")))
}
