//! Anthropic's Messages API: `POST /anthropic/v1/messages`, with a key per person.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::gate::Caller;
use crate::llm::prompt::Prompt;
use crate::llm::turn::Turn;
use crate::llm::voice::{Counts, Event, Finish, Trouble, Voice};
use crate::state::World;

/// The only model there is.
const MODEL: &str = "sandbox-claude";
const ID: &str = "msg_sandbox";

/// Keys that the original knows and this one reads or ignores.
const KNOWN: [&str; 12] = [
    "model",
    "max_tokens",
    "messages",
    "system",
    "temperature",
    "top_p",
    "top_k",
    "stream",
    "stop_sequences",
    "metadata",
    "tools",
    "tool_choice",
];

pub(crate) fn error_body(kind: &str, message: &str) -> Value {
    json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_sandbox"})
}

fn error(status: StatusCode, kind: &str, message: &str) -> Response {
    (status, Json(error_body(kind, message))).into_response()
}

/// A request that is not answered.
struct Refusal {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl Refusal {
    fn response(&self) -> Response {
        error(self.status, self.kind, &self.message)
    }
}

fn invalid(message: &str) -> Refusal {
    let (status, kind) = (StatusCode::BAD_REQUEST, "invalid_request_error");
    Refusal { status, kind, message: message.to_owned() }
}

pub(crate) fn trouble(trouble: Trouble) -> Response {
    match trouble {
        Trouble::Unprocessable => invalid("history: Extra inputs are not permitted").response(),
        Trouble::Broken => error(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "Internal server error"),
        Trouble::Overloaded => {
            let status = StatusCode::from_u16(529).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            error(status, "overloaded_error", "Overloaded")
        }
        Trouble::Busy => {
            let message =
                "This request would exceed your organization's rate limit of 5 requests per minute.";
            let body = error_body("rate_limit_error", message);
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")], Json(body)).into_response()
        }
        Trouble::NoQuota => {
            let message = "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to \
                upgrade or purchase credits.";
            invalid(message).response()
        }
    }
}

pub(crate) async fn messages(
    State(world): State<World>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let Some(login) = caller.login.clone() else {
        let message = if caller.presented { "invalid x-api-key" } else { "x-api-key header is required" };
        return error(StatusCode::UNAUTHORIZED, "authentication_error", message);
    };
    if !headers.contains_key("anthropic-version") {
        return invalid("anthropic-version: header is required").response();
    }
    let wish = match read(&body) {
        Ok(wish) => wish,
        Err(refusal) => return refusal.response(),
    };
    let turn = Turn {
        login,
        caller,
        prompt: wish.prompt,
        stream: wish.stream,
        body: serde_json::from_str(&body).unwrap_or(Value::Null),
        voice: Voice::Anthropic { model: MODEL.to_owned() },
        max_tokens: Some(wish.max_tokens),
    };
    turn.answer(&world).await
}

struct Wish {
    prompt: Prompt,
    stream: bool,
    max_tokens: usize,
}

fn read(body: &str) -> Result<Wish, Refusal> {
    let fields: Map<String, Value> =
        serde_json::from_str(body).map_err(|_| invalid("The request body is not valid JSON"))?;
    if let Some(key) = fields.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        return Err(invalid(&format!("{key}: Extra inputs are not permitted")));
    }
    let model =
        fields.get("model").and_then(Value::as_str).ok_or_else(|| invalid("model: Field required"))?;
    let max_tokens = fields.get("max_tokens").ok_or_else(|| invalid("max_tokens: Field required"))?;
    let max_tokens = max_tokens.as_u64().and_then(|most| usize::try_from(most).ok()).filter(|most| *most > 0);
    let max_tokens =
        max_tokens.ok_or_else(|| invalid("max_tokens: Input should be greater than or equal to 1"))?;
    let heat = fields.get("temperature").map(|value| value.as_f64().unwrap_or(f64::NAN));
    if heat.is_some_and(|heat| !(0.0..=1.0).contains(&heat)) {
        return Err(invalid("temperature: range: 0..1"));
    }
    let system = match fields.get("system") {
        None => "",
        Some(Value::String(system)) => system,
        Some(_) => return Err(invalid("system: Input should be a valid string")),
    };
    let prompt = prompt(&fields, system)?;
    if model != MODEL {
        let message = format!("model: {model}");
        return Err(Refusal { status: StatusCode::NOT_FOUND, kind: "not_found_error", message });
    }
    let stream = fields.get("stream").and_then(Value::as_bool).unwrap_or(false);
    Ok(Wish { prompt, stream, max_tokens })
}

fn prompt(fields: &Map<String, Value>, system: &str) -> Result<Prompt, Refusal> {
    let messages = fields.get("messages").and_then(Value::as_array);
    let messages = messages.ok_or_else(|| invalid("messages: Field required"))?;
    if messages.is_empty() {
        return Err(invalid("messages: at least one message is required"));
    }
    let mut turns = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let content = message.get("content").and_then(Value::as_str);
        let content = content.ok_or_else(|| invalid(&format!("messages.{index}.content: Field required")))?;
        if content.trim().is_empty() {
            return Err(invalid(&format!("messages.{index}: all messages must have non-empty content")));
        }
        match message.get("role").and_then(Value::as_str) {
            Some("user") => turns.push(("USER", content)),
            Some("assistant") => turns.push(("ASSISTANT", content)),
            Some("system") => {
                let message = "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` \
                    parameter, not \"system\" as an input message role.";
                return Err(invalid(message));
            }
            _ => {
                return Err(invalid(&format!(
                    "messages.{index}.role: Input should be 'user' or 'assistant'"
                )));
            }
        }
    }
    Ok(Prompt::of_turns(&turns, system))
}

fn reason(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "end_turn",
        Finish::Length => "max_tokens",
        Finish::Filtered => "refusal",
    }
}

pub(crate) fn opening(model: &str, counts: Counts) -> Vec<Event> {
    let message = json!({
        "id": ID, "type": "message", "role": "assistant", "model": model, "content": [],
        "stop_reason": null, "stop_sequence": null,
        "usage": {"input_tokens": counts.prompt, "output_tokens": 1},
    });
    let block =
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}});
    vec![
        Event::named("message_start", &json!({"type": "message_start", "message": message})),
        Event::named("content_block_start", &block),
        Event::named("ping", &json!({"type": "ping"})),
    ]
}

pub(crate) fn piece(text: &str) -> Event {
    let delta = json!({"type": "text_delta", "text": text});
    Event::named("content_block_delta", &json!({"type": "content_block_delta", "index": 0, "delta": delta}))
}

pub(crate) fn closing(finish: Finish, counts: Counts) -> Vec<Event> {
    let delta = json!({
        "type": "message_delta",
        "delta": {"stop_reason": reason(finish), "stop_sequence": null},
        "usage": {"output_tokens": counts.completion},
    });
    vec![
        Event::named("content_block_stop", &json!({"type": "content_block_stop", "index": 0})),
        Event::named("message_delta", &delta),
        Event::named("message_stop", &json!({"type": "message_stop"})),
    ]
}

pub(crate) fn message(model: &str, answer: &str, finish: Finish, counts: Counts) -> Value {
    let content = if answer.is_empty() { json!([]) } else { json!([{"type": "text", "text": answer}]) };
    json!({
        "id": ID, "type": "message", "role": "assistant", "model": model, "content": content,
        "stop_reason": reason(finish), "stop_sequence": null,
        "usage": {"input_tokens": counts.prompt, "output_tokens": counts.completion},
    })
}
