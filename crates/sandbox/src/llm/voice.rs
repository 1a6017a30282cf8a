//! How an interface writes what the model says: events, whole answers and errors, in the forms of the original.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use serde_json::{Value, json};

use crate::llm::company::unprocessable;
use crate::llm::{anthropic, openai};

/// An interface, with what its answers repeat of the request.
#[derive(Debug, Clone)]
pub(crate) enum Voice {
    Company,
    OpenAi {
        model: String,
        /// Tokens are counted in an event of their own.
        include_usage: bool,
    },
    Anthropic {
        model: String,
    },
}

/// Why an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    Stop,
    Length,
    Filtered,
}

/// What a directive can ask for instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Unprocessable,
    Broken,
    Busy,
    Overloaded,
    NoQuota,
}

/// One event of a stream.
pub(crate) struct Event {
    pub(crate) name: Option<&'static str>,
    pub(crate) data: String,
}

impl Event {
    pub(crate) fn unnamed(data: &Value) -> Self {
        Self { name: None, data: data.to_string() }
    }

    pub(crate) fn named(name: &'static str, data: &Value) -> Self {
        Self { name: Some(name), data: data.to_string() }
    }
}

/// Tokens of a request and its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) prompt: usize,
    pub(crate) completion: usize,
}

impl Voice {
    /// Events before the first piece.
    pub(crate) fn opening(&self, counts: Counts) -> Vec<Event> {
        match self {
            Self::Company => Vec::new(),
            Self::OpenAi { model, .. } => {
                vec![openai::chunk(model, &json!({"role": "assistant", "content": ""}), None)]
            }
            Self::Anthropic { model } => anthropic::opening(model, counts),
        }
    }

    /// One piece of the answer.
    pub(crate) fn piece(&self, text: &str) -> Event {
        match self {
            Self::Company => Event::unnamed(&json!({"data": {"answer": text}})),
            Self::OpenAi { model, .. } => openai::chunk(model, &json!({"content": text}), None),
            Self::Anthropic { .. } => anthropic::piece(text),
        }
    }

    /// Events after the last piece.
    pub(crate) fn closing(&self, finish: Finish, counts: Counts) -> Vec<Event> {
        match self {
            Self::Company => vec![done()],
            Self::OpenAi { model, include_usage } => {
                let mut events = vec![openai::chunk(model, &json!({}), Some(finish))];
                events.extend(include_usage.then(|| openai::usage_chunk(model, counts)));
                events.push(done());
                events
            }
            Self::Anthropic { .. } => anthropic::closing(finish, counts),
        }
    }

    /// An error in the middle of a stream.
    pub(crate) fn error(&self) -> Event {
        match self {
            Self::Company => {
                Event::named("error", &json!({"error": {"message": "The model stopped working."}}))
            }
            Self::OpenAi { .. } => Event::unnamed(&openai::error_body(
                "The server had an error while processing your request.",
                "server_error",
                None,
            )),
            Self::Anthropic { .. } => {
                Event::named("error", &anthropic::error_body("overloaded_error", "Overloaded"))
            }
        }
    }

    /// The answer in one piece.
    pub(crate) fn whole(&self, answer: &str, finish: Finish, counts: Counts) -> Value {
        match self {
            Self::Company => json!({
                "data": {"answer": answer},
                "usage": {"promptTokens": counts.prompt, "completionTokens": counts.completion},
            }),
            Self::OpenAi { model, .. } => openai::completion(model, answer, finish, counts),
            Self::Anthropic { model } => anthropic::message(model, answer, finish, counts),
        }
    }

    /// The answer to a request that goes wrong on purpose.
    pub(crate) fn trouble(&self, trouble: Trouble) -> Response {
        match self {
            Self::Company => company_trouble(trouble),
            Self::OpenAi { .. } => openai::trouble(trouble),
            Self::Anthropic { .. } => anthropic::trouble(trouble),
        }
    }
}

fn done() -> Event {
    Event { name: None, data: "[DONE]".to_owned() }
}

fn company_trouble(trouble: Trouble) -> Response {
    let detail = |status: StatusCode, words: &str| (status, Json(json!({"detail": words}))).into_response();
    match trouble {
        Trouble::Unprocessable => {
            unprocessable("extra_forbidden", &["body", "history"], "Extra inputs are not permitted")
        }
        Trouble::Broken => detail(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
        Trouble::Overloaded => detail(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        Trouble::Busy | Trouble::NoQuota => {
            let body = Json(json!({"detail": "Too many requests"}));
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")], body).into_response()
        }
    }
}
