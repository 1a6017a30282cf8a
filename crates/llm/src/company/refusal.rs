//! What an answer with another status than 200 means.

use futures::StreamExt;
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::error::LlmError;
use crate::transport::HttpResponse;

/// Bytes of a refusal that are read.
const MAX_BODY: usize = 64 * 1024;
/// Characters of a refusal that are shown.
const MAX_MESSAGE: usize = 300;

pub(super) async fn read(response: HttpResponse, headers: &[(String, SecretString)]) -> LlmError {
    let status = response.status;
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            return LlmError::Unauthorised { status: status.as_u16() };
        }
        // Services behind single sign-on send people without a session to a sign-in page.
        _ if status.is_redirection() => return LlmError::Unauthorised { status: status.as_u16() },
        StatusCode::TOO_MANY_REQUESTS => {
            return LlmError::RateLimited { retry_after: outbound::retry_after(&response.headers, None) };
        }
        _ if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => {
            return LlmError::Unavailable { detail: format!("it answered with status {}", status.as_u16()) };
        }
        _ => {}
    }
    let mut body = Vec::new();
    let mut pieces = response.body;
    while let Some(Ok(piece)) = pieces.next().await {
        body.extend_from_slice(&piece);
        if body.len() >= MAX_BODY {
            body.truncate(MAX_BODY);
            break;
        }
    }
    let text = String::from_utf8_lossy(&body);
    let message = match serde_json::from_str::<Value>(&text) {
        Ok(value) => message_in(&value),
        Err(_) if text.trim_start().starts_with('<') => None,
        Err(_) => Some(text.into_owned()),
    };
    let message = without_secrets(message.unwrap_or_default(), headers);
    LlmError::Refused { status: status.as_u16(), message: shown(&message) }
}

/// The words of an error body: `error.message`, `message`, `detail` (also FastAPI's list), `error`, `errors`.
pub(super) fn message_in(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    }
    if let Some(items) = value.as_array() {
        let messages: Vec<String> = items.iter().filter_map(message_in).collect();
        return Some(messages.join("; ")).filter(|text| !text.is_empty());
    }
    let members = value.as_object()?;
    if let Some(message) = members.get("msg").and_then(Value::as_str) {
        let place: Vec<String> = members
            .get("loc")
            .and_then(Value::as_array)
            .map(|loc| {
                loc.iter().map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned)).collect()
            })
            .unwrap_or_default();
        return Some(if place.is_empty() {
            message.to_owned()
        } else {
            format!("{}: {message}", place.join("."))
        });
    }
    ["error", "message", "detail", "errors", "title"]
        .iter()
        .find_map(|name| members.get(*name).and_then(message_in))
}

/// One line of at most 300 characters.
fn shown(message: &str) -> String {
    let line = domain::text::one_line(message);
    if line.is_empty() {
        return "it gave no reason".to_owned();
    }
    if domain::text::length(&line) <= MAX_MESSAGE {
        return line;
    }
    let short: String = line.chars().take(MAX_MESSAGE - 1).collect();
    format!("{short}…")
}

/// A service may echo what it was sent: header values and what follows `Bearer` or `name=` in them are taken out.
fn without_secrets(mut message: String, headers: &[(String, SecretString)]) -> String {
    for (_, value) in headers {
        let value = value.expose_secret();
        let bare = value.rsplit([' ', '=', ';']).find(|part| !part.is_empty()).unwrap_or(value);
        for secret in [value, bare] {
            if secret.len() >= 6 {
                message = message.replace(secret, "…");
            }
        }
    }
    message
}
