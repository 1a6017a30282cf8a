//! The control API: people, faults, settings and the ledger, as JSON.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::gate::bucket::{Buckets, Rate};
use crate::ledger::Kind;
use crate::state::{Disguise, McpSettings, World};

pub(crate) fn router(world: World) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/healthz", get(async || "ok"))
        .route("/reset", post(reset))
        .route("/people", get(people))
        .route("/cloud-people", get(cloud_people))
        .route("/people/{login}/expire", post(expire))
        .route("/people/{login}/restore", post(restore))
        .route("/identity", post(disguise).delete(undisguise))
        .route("/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/search-lag", post(search_lag))
        .route("/rate-limit", post(rate_limit).delete(no_rate_limit))
        .route("/llm", get(llm).post(set_llm))
        .route("/mcp", get(mcp).post(set_mcp))
        .route("/ledger", get(ledger))
        .route("/ledger/summary", get(summary))
        .with_state(world)
}

fn wrong(message: impl Into<String>) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": message.into()}))).into_response()
}

fn read<T: for<'de> Deserialize<'de>>(body: &str) -> Result<T, Response> {
    serde_json::from_str(body).map_err(|error| wrong(error.to_string()))
}

async fn overview(State(world): State<World>) -> Json<Value> {
    let routes = [
        "POST /reset",
        "GET /people",
        "GET /cloud-people",
        "POST /people/{login}/expire",
        "POST /people/{login}/restore",
        "POST /identity",
        "DELETE /identity",
        "GET /faults",
        "POST /faults",
        "DELETE /faults",
        "POST /search-lag",
        "POST /rate-limit",
        "DELETE /rate-limit",
        "GET /llm",
        "POST /llm",
        "GET /mcp",
        "POST /mcp",
        "GET /ledger?kind=request|issue|llm",
        "GET /ledger/summary",
    ];
    Json(json!({"addresses": world.addresses(), "routes": routes}))
}

async fn reset(State(world): State<World>) -> Json<Value> {
    world.reset();
    Json(json!({"reset": true}))
}

async fn people(State(world): State<World>) -> Json<Value> {
    Json(json!(world.lock().people))
}

async fn cloud_people(State(world): State<World>) -> Json<Value> {
    Json(json!(world.lock().cloud_people))
}

async fn expire(state: State<World>, login: Path<String>) -> Response {
    set_expired(&state, &login, true)
}

async fn restore(state: State<World>, login: Path<String>) -> Response {
    set_expired(&state, &login, false)
}

fn set_expired(world: &World, login: &str, expired: bool) -> Response {
    let cloud = || world.set_cloud_expired(login, expired).map(|person| json!(person));
    match world.set_expired(login, expired).map(|person| json!(person)).or_else(cloud) {
        Some(person) => Json(person).into_response(),
        None => (StatusCode::NOT_FOUND, Json(json!({"error": format!("nobody is called {login}")})))
            .into_response(),
    }
}

async fn disguise(State(world): State<World>, body: String) -> Response {
    match read::<Disguise>(&body) {
        Ok(disguise) => {
            world.disguise(disguise);
            Json(json!(world.lock().disguises)).into_response()
        }
        Err(response) => response,
    }
}

async fn undisguise(State(world): State<World>) -> Json<Value> {
    world.lock().disguises.clear();
    Json(json!([]))
}

async fn faults(State(world): State<World>) -> Json<Value> {
    Json(json!(world.lock().faults.show()))
}

async fn add_faults(State(world): State<World>, body: String) -> Response {
    let rules: Value = match read(&body) {
        Ok(rules) => rules,
        Err(response) => return response,
    };
    match world.lock().faults.add(rules) {
        Ok(added) => Json(json!({"added": added})).into_response(),
        Err(message) => wrong(message),
    }
}

async fn clear_faults(State(world): State<World>) -> Json<Value> {
    world.lock().faults.clear();
    Json(json!([]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchLag {
    seconds: f64,
}

async fn search_lag(State(world): State<World>, body: String) -> Response {
    let lag: SearchLag = match read(&body) {
        Ok(lag) => lag,
        Err(response) => return response,
    };
    match Duration::try_from_secs_f64(lag.seconds) {
        Ok(duration) => {
            world.lock().search_lag = duration;
            Json(json!({"seconds": lag.seconds})).into_response()
        }
        Err(error) => wrong(error.to_string()),
    }
}

/// Full buckets for everybody.
async fn rate_limit(State(world): State<World>, body: String) -> Response {
    match read::<Rate>(&body).map(Buckets::new) {
        Ok(Ok(buckets)) => {
            let rate = buckets.rate;
            world.lock().rate_limit = Some(buckets);
            Json(json!(rate)).into_response()
        }
        Ok(Err(message)) => wrong(message),
        Err(response) => response,
    }
}

async fn no_rate_limit(State(world): State<World>) -> Json<Value> {
    world.lock().rate_limit = None;
    Json(Value::Null)
}

async fn llm(State(world): State<World>) -> Json<Value> {
    Json(json!(world.lock().llm))
}

/// Changes only the settings that are named.
async fn set_llm(State(world): State<World>, body: String) -> Response {
    let changes: serde_json::Map<String, Value> = match read(&body) {
        Ok(changes) => changes,
        Err(response) => return response,
    };
    let mut inner = world.lock();
    let mut settings = json!(inner.llm);
    if let Some(map) = settings.as_object_mut() {
        map.extend(changes);
    }
    match serde_json::from_value(settings) {
        Ok(settings) => {
            inner.llm = settings;
            inner.obeyed.clear();
            Json(json!(inner.llm)).into_response()
        }
        Err(error) => wrong(error.to_string()),
    }
}

async fn mcp(State(world): State<World>) -> Json<Value> {
    Json(json!(world.lock().mcp))
}

async fn set_mcp(State(world): State<World>, body: String) -> Response {
    match read::<McpSettings>(&body) {
        Ok(settings) => {
            world.lock().mcp = settings;
            Json(json!(world.lock().mcp)).into_response()
        }
        Err(response) => response,
    }
}

/// `kind` picks one book; `who`, `operation`, `key`, `label` and `after` (a line's number) narrow it.
async fn ledger(State(world): State<World>, Query(query): Query<HashMap<String, String>>) -> Response {
    let of = |kind| -> Vec<Value> {
        world.lock().ledger.of(kind).into_iter().filter(|entry| wanted(entry, &query)).collect()
    };
    match query.get("kind").map(|name| Kind::named(name)) {
        Some(Some(kind)) => Json(json!(of(kind))).into_response(),
        Some(None) => wrong("kind is request, issue or llm"),
        None => Json(json!({
            "requests": of(Kind::Request),
            "issues": of(Kind::Issue),
            "llm": of(Kind::Llm),
        }))
        .into_response(),
    }
}

fn wanted(entry: &Value, query: &HashMap<String, String>) -> bool {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let listed = |name: &str, value: &str| {
        entry.get(name).and_then(Value::as_array).is_some_and(|list| list.iter().any(|item| item == value))
    };
    query.iter().all(|(name, value)| match name.as_str() {
        "who" => text("who") == Some(value),
        "operation" => text("operation") == Some(value),
        "key" => text("key") == Some(value) || listed("keys", value),
        "label" => listed("labels", value),
        "after" => entry.get("n").and_then(Value::as_u64).unwrap_or(0) > value.parse().unwrap_or(0),
        _ => true,
    })
}

async fn summary(State(world): State<World>) -> Json<Value> {
    Json(world.lock().ledger.summary())
}
