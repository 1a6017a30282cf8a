//! OpenAI's Chat Completions: `POST /openai/v1/chat/completions` and `GET /openai/v1/models`, with a key per person.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::gate::Caller;
use crate::llm::prompt::Prompt;
use crate::llm::turn::Turn;
use crate::llm::voice::{Counts, Event, Finish, Trouble, Voice};
use crate::state::World;

/// The only model there is.
const MODEL: &str = "sandbox-gpt";
/// Always the same, so that the same request has the same answer.
const CREATED: u64 = 1_790_000_000;
const ID: &str = "chatcmpl-sandbox";

/// Keys that the original knows and this one reads or ignores.
const KNOWN: [&str; 16] = [
    "model",
    "messages",
    "max_tokens",
    "max_completion_tokens",
    "temperature",
    "top_p",
    "stream",
    "stream_options",
    "stop",
    "n",
    "seed",
    "user",
    "tools",
    "tool_choice",
    "response_format",
    "metadata",
];

pub(crate) fn error_body(message: &str, kind: &str, code: Option<&str>) -> Value {
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

/// A request that is not answered.
struct Refusal {
    status: StatusCode,
    message: String,
    kind: &'static str,
    code: Option<&'static str>,
}

impl Refusal {
    fn response(&self) -> Response {
        (self.status, Json(error_body(&self.message, self.kind, self.code))).into_response()
    }
}

fn error(status: StatusCode, message: &str, kind: &str, code: Option<&str>) -> Response {
    (status, Json(error_body(message, kind, code))).into_response()
}

fn invalid(message: &str) -> Refusal {
    let status = StatusCode::BAD_REQUEST;
    Refusal { status, message: message.to_owned(), kind: "invalid_request_error", code: None }
}

fn unauthorised(caller: &Caller) -> Response {
    let (message, code) = if caller.presented {
        let message = "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.";
        (message, Some("invalid_api_key"))
    } else {
        let message = "You didn't provide an API key. You need to provide your API key in an Authorization header \
            using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).";
        (message, None)
    };
    error(StatusCode::UNAUTHORIZED, message, "invalid_request_error", code)
}

pub(crate) fn trouble(trouble: Trouble) -> Response {
    match trouble {
        Trouble::Unprocessable => invalid("Unrecognized request argument supplied: history").response(),
        Trouble::Broken => {
            let message = "The server had an error while processing your request. Sorry about that!";
            error(StatusCode::INTERNAL_SERVER_ERROR, message, "server_error", None)
        }
        Trouble::Overloaded => {
            let message = "The engine is currently overloaded, please try again later";
            error(StatusCode::SERVICE_UNAVAILABLE, message, "server_error", None)
        }
        Trouble::Busy => {
            let message =
                "Rate limit reached for sandbox-gpt on requests per min (RPM): Limit 3, Used 3, Requested 1.";
            let body = error_body(message, "requests", Some("rate_limit_exceeded"));
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")], Json(body)).into_response()
        }
        Trouble::NoQuota => {
            let message = "You exceeded your current quota, please check your plan and billing details.";
            error(StatusCode::TOO_MANY_REQUESTS, message, "insufficient_quota", Some("insufficient_quota"))
        }
    }
}

pub(crate) async fn models(Extension(caller): Extension<Caller>) -> Response {
    if caller.login.is_none() {
        return unauthorised(&caller);
    }
    let model = json!({"id": MODEL, "object": "model", "created": CREATED, "owned_by": "sandbox"});
    Json(json!({"object": "list", "data": [model]})).into_response()
}

pub(crate) async fn chat(
    State(world): State<World>,
    Extension(caller): Extension<Caller>,
    body: String,
) -> Response {
    let Some(login) = caller.login.clone() else { return unauthorised(&caller) };
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
        voice: Voice::OpenAi { model: MODEL.to_owned(), include_usage: wish.include_usage },
        max_tokens: wish.max_tokens,
    };
    turn.answer(&world).await
}

struct Wish {
    prompt: Prompt,
    stream: bool,
    include_usage: bool,
    max_tokens: Option<usize>,
}

fn read(body: &str) -> Result<Wish, Refusal> {
    let fields: Map<String, Value> = serde_json::from_str(body)
        .map_err(|_| invalid("We could not parse the JSON body of your request."))?;
    if let Some(key) = fields.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        return Err(invalid(&format!("Unrecognized request argument supplied: {key}")));
    }
    let model = fields.get("model").and_then(Value::as_str);
    let model = model.ok_or_else(|| invalid("you must provide a model parameter"))?;
    if model != MODEL {
        let message = format!("The model `{model}` does not exist or you do not have access to it.");
        let (status, code) = (StatusCode::NOT_FOUND, Some("model_not_found"));
        return Err(Refusal { status, code, ..invalid(&message) });
    }
    let heat = fields.get("temperature").map(|value| value.as_f64().unwrap_or(f64::NAN));
    if heat.is_some_and(|heat| !(0.0..=2.0).contains(&heat)) {
        return Err(invalid("Invalid 'temperature': expected a number from 0 to 2."));
    }
    let most = ["max_tokens", "max_completion_tokens"].iter().find_map(|name| fields.get(*name));
    let max_tokens =
        most.map(|value| value.as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(0));
    if max_tokens == Some(0) {
        return Err(invalid("Invalid 'max_tokens': integer below minimum value."));
    }
    let stream = fields.get("stream").and_then(Value::as_bool).unwrap_or(false);
    let options = fields.get("stream_options");
    if options.is_some() && !stream {
        let message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
        return Err(invalid(message));
    }
    let include_usage = options.and_then(|options| options.get("include_usage")?.as_bool()).unwrap_or(false);
    Ok(Wish { prompt: prompt(&fields)?, stream, include_usage, max_tokens })
}

fn prompt(fields: &Map<String, Value>) -> Result<Prompt, Refusal> {
    let messages = fields.get("messages").and_then(Value::as_array).filter(|list| !list.is_empty());
    let messages = messages.ok_or_else(|| invalid("Missing required parameter: 'messages'."))?;
    let mut system = String::new();
    let mut turns = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let role = message.get("role").and_then(Value::as_str).unwrap_or_default();
        let content = message.get("content").and_then(Value::as_str).ok_or_else(|| {
            invalid(&format!("Invalid type for 'messages[{index}].content': expected a string."))
        })?;
        match role {
            "system" | "developer" => system.push_str(content),
            "user" => turns.push(("USER", content)),
            "assistant" => turns.push(("ASSISTANT", content)),
            _ => return Err(invalid(&format!("Invalid value: '{role}'. messages[{index}].role"))),
        }
    }
    Ok(Prompt::of_turns(&turns, &system))
}

fn reason(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "stop",
        Finish::Length => "length",
        Finish::Filtered => "content_filter",
    }
}

fn usage(counts: Counts) -> Value {
    json!({
        "prompt_tokens": counts.prompt,
        "completion_tokens": counts.completion,
        "total_tokens": counts.prompt + counts.completion,
    })
}

fn chunk_with(model: &str, choices: &Value, usage: &Value) -> Event {
    Event::unnamed(&json!({
        "id": ID, "object": "chat.completion.chunk", "created": CREATED, "model": model, "choices": choices,
        "usage": usage,
    }))
}

pub(crate) fn chunk(model: &str, delta: &Value, finish: Option<Finish>) -> Event {
    let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish.map(reason)});
    chunk_with(model, &json!([choice]), &Value::Null)
}

pub(crate) fn usage_chunk(model: &str, counts: Counts) -> Event {
    chunk_with(model, &json!([]), &usage(counts))
}

pub(crate) fn completion(model: &str, answer: &str, finish: Finish, counts: Counts) -> Value {
    let message = json!({"role": "assistant", "content": answer, "refusal": null});
    let choice = json!({"index": 0, "message": message, "logprobs": null, "finish_reason": reason(finish)});
    json!({
        "id": ID, "object": "chat.completion", "created": CREATED, "model": model, "choices": [choice],
        "usage": usage(counts),
    })
}
