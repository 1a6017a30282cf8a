//! `GET /api/whoami` and `POST /api/chat`.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::gate::Caller;
use crate::llm::prompt::Prompt;
use crate::llm::turn::Turn;
use crate::llm::voice::Voice;
use crate::state::World;

fn unauthenticated() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({"detail": "Not authenticated"}))).into_response()
}

pub(crate) async fn whoami(State(world): State<World>, Extension(caller): Extension<Caller>) -> Response {
    match caller.login.and_then(|login| world.person(&login)) {
        Some(person) => {
            Json(json!({"username": person.display_name, "userID": person.llm_user_id})).into_response()
        }
        None => unauthenticated(),
    }
}

/// A checked request body.
struct Wish {
    prompt: Prompt,
    stream: bool,
}

pub(crate) fn unprocessable(kind: &str, place: &[&str], message: &str) -> Response {
    let detail = json!([{"type": kind, "loc": place, "msg": message}]);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": detail }))).into_response()
}

/// Reads the body as strictly as the real one: every key it does not know is named and refused.
fn read(body: &str) -> Result<Wish, Box<Response>> {
    let refuse = |kind: &str, place: &[&str], message: &str| Box::new(unprocessable(kind, place, message));
    let fields: Map<String, Value> = serde_json::from_str(body)
        .map_err(|error| refuse("json_invalid", &["body"], &format!("JSON decode error: {error}")))?;
    let known = ["query", "history", "systemInstruction", "parameters", "sessionId"];
    if let Some(key) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(refuse("extra_forbidden", &["body", key], "Extra inputs are not permitted"));
    }
    let text = |key: &str| match fields.get(key) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(_) => Err(refuse("string_type", &["body", key], "Input should be a valid string")),
    };
    if !fields.contains_key("query") {
        return Err(refuse("missing", &["body", "query"], "Field required"));
    }
    let none = Map::new();
    let parameters = match fields.get("parameters") {
        None | Some(Value::Null) => &none,
        Some(Value::Object(parameters)) => parameters,
        Some(_) => {
            return Err(refuse("dict_type", &["body", "parameters"], "Input should be a valid dictionary"));
        }
    };
    let mut stream = false;
    for (key, value) in parameters {
        let place = ["body", "parameters", key.as_str()];
        let problem = match (key.as_str(), value) {
            ("model", Value::String(_)) => None,
            ("model", _) => Some(("string_type", "Input should be a valid string")),
            ("temperature", value) => match value.as_f64() {
                Some(heat) if (0.0..=2.0).contains(&heat) => None,
                _ => Some(("number_range", "Input should be a number from 0 to 2")),
            },
            ("maxTokens", value) => match value.as_u64() {
                Some(1..) => None,
                _ => Some(("greater_than", "Input should be a whole number greater than 0")),
            },
            ("stream", Value::Bool(wanted)) => {
                stream = *wanted;
                None
            }
            ("stream", _) => Some(("bool_type", "Input should be a valid boolean")),
            _ => Some(("extra_forbidden", "Extra inputs are not permitted")),
        };
        if let Some((kind, message)) = problem {
            return Err(refuse(kind, &place, message));
        }
    }
    let prompt = Prompt::read(text("query")?, text("history")?, text("systemInstruction")?);
    let _ = text("sessionId")?;
    Ok(Wish { prompt, stream })
}

pub(crate) async fn chat(
    State(world): State<World>,
    Extension(caller): Extension<Caller>,
    body: String,
) -> Response {
    let Some(login) = caller.login.clone() else { return unauthenticated() };
    let wish = match read(&body) {
        Ok(wish) => wish,
        Err(response) => return *response,
    };
    let turn = Turn {
        login,
        caller,
        prompt: wish.prompt,
        stream: wish.stream,
        body: serde_json::from_str(&body).unwrap_or(Value::Null),
        voice: Voice::Company,
        max_tokens: None,
    };
    turn.answer(&world).await
}
