//! `POST /issue/bulk` on Cloud: each description is judged on its own, and what may be created is put to Jira.

use axum::Json;
use axum::body::to_bytes;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::dress;
use super::issues::{Asked, BODY, New, note, put};
use super::people::CloudPerson;
use crate::gate::Caller;
use crate::jira::answers::{Problems, read_json};
use crate::state::World;

#[derive(Deserialize)]
struct Bulk {
    #[serde(rename = "issueUpdates")]
    updates: Vec<Value>,
}

/// Those that Jira is asked for, with their places in the call.
#[derive(Default)]
struct Good {
    places: Vec<usize>,
    updates: Vec<Value>,
    new: Vec<New>,
}

pub(super) async fn create(world: &World, person: &CloudPerson, caller: Caller, text: &str) -> Response {
    let Bulk { updates } = match read_json(text) {
        Ok(bulk) => bulk,
        Err(response) => return response,
    };
    let (mut good, mut errors) = (Good::default(), Vec::new());
    for (place, update) in updates.iter().enumerate() {
        match dress::create(update) {
            Ok(create) => {
                good.places.push(place);
                good.updates.push(create.update);
                good.new.push(New { document: create.document, fields: update["fields"].clone() });
            }
            Err(problems) => errors.push(failure(&problems, place)),
        }
    }
    // Jira counts what it is asked for, so that its limit holds for the whole call.
    let over = updates.len() > crate::jira::bulk::MOST;
    let asked = if over { updates } else { good.updates };
    if asked.is_empty() && !errors.is_empty() {
        return (StatusCode::BAD_REQUEST, Json(json!({"issues": [], "errors": errors}))).into_response();
    }
    let (site, number) = (world.jira_of_cloud(), caller.request);
    let asked = Asked::post("/issue/bulk", json!({"issueUpdates": asked}));
    let (parts, body) = put(&site, person, caller, asked).await.into_parts();
    let bytes = to_bytes(body, BODY).await.unwrap_or_default();
    let mut told: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    dress::answer(&mut told, &site.lock().jira);
    let Some(refused) = told["errors"].as_array() else { return (parts.status, Json(told)).into_response() };
    let place_of = |error: &Value| {
        error["failedElementNumber"].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(0)
    };
    let failed: Vec<usize> = refused.iter().map(place_of).collect();
    for (error, place) in refused.iter().zip(&failed) {
        let mut error = error.clone();
        error["failedElementNumber"] = json!(good.places.get(*place));
        errors.push(error);
    }
    errors.sort_by_key(place_of);
    let made = good.new.into_iter().enumerate().filter(|(place, _)| !failed.contains(place));
    note(world, &site, number, made.map(|(_, new)| new));
    let mut response =
        (parts.status, Json(json!({"issues": told["issues"], "errors": errors}))).into_response();
    response.extensions_mut().extend(parts.extensions);
    response
}

fn failure(problems: &Problems, place: usize) -> Value {
    json!({"status": 400, "elementErrors": problems.body(), "failedElementNumber": place})
}
