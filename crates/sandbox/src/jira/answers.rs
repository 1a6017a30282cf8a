//! Jira's way of saying no.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Messages for the whole request and per field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems {
    pub(crate) messages: Vec<String>,
    pub(crate) errors: Map<String, Value>,
}

impl Problems {
    pub(crate) fn field(id: &str, message: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(id, message);
        problems
    }

    pub(crate) fn message(message: impl Into<String>) -> Self {
        Self { messages: vec![message.into()], errors: Map::new() }
    }

    /// The first message for a field stays.
    pub(crate) fn add(&mut self, id: &str, message: impl Into<String>) {
        if !self.errors.contains_key(id) {
            self.errors.insert(id.to_owned(), json!(message.into()));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.errors.is_empty()
    }

    pub(crate) fn body(&self) -> Value {
        json!({"errorMessages": self.messages, "errors": self.errors})
    }

    pub(crate) fn answer(&self, status: StatusCode) -> Response {
        (status, Json(self.body())).into_response()
    }
}

pub(crate) fn refused(status: StatusCode, message: impl Into<String>) -> Response {
    Problems::message(message).answer(status)
}

pub(crate) fn no_issue() -> Response {
    refused(StatusCode::NOT_FOUND, "Issue Does Not Exist")
}

pub(crate) fn no_project(key: &str) -> Response {
    refused(StatusCode::NOT_FOUND, format!("No project could be found with key '{key}'."))
}

pub(crate) fn unauthenticated() -> Response {
    let mut response = refused(
        StatusCode::UNAUTHORIZED,
        "You are not authenticated. Authentication required to perform this operation.",
    );
    response.headers_mut().insert(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("OAuth realm=\"http%3A%2F%2Flocalhost%2Fjira\""),
    );
    response
}

/// Reads a JSON body; what cannot be read is a 400 as Jackson words it.
pub(crate) fn read_json<T: DeserializeOwned>(body: &str) -> Result<T, Response> {
    serde_json::from_str(body).map_err(|error| {
        refused(StatusCode::BAD_REQUEST, format!("Unexpected character or end of input: {error}"))
    })
}
