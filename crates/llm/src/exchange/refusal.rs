//! What an answer with another status than 200 means, and what an error inside of an answer means.

use std::time::Duration;

use futures::StreamExt;
use http::{HeaderMap, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::error::LlmError;
use crate::transport::HttpResponse;

/// Bytes of a refusal that are read.
const MAX_BODY: usize = 64 * 1024;
/// Longest wait for them: the status alone says enough.
const PATIENCE: Duration = Duration::from_secs(5);
/// Characters of a refusal that are shown.
const MAX_MESSAGE: usize = 300;
/// Characters of an error inside of an answer that are shown.
const MAX_DETAIL: usize = 200;

/// Reads a refusal. `model` is given for providers that answer 404 when they do not know it.
pub(crate) async fn read(
    response: HttpResponse,
    headers: &[(String, SecretString)],
    model: Option<&str>,
) -> LlmError {
    let status = response.status;
    let retry_after = retry_after(&response.headers);
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            return LlmError::Unauthorised { status: status.as_u16() };
        }
        // Services behind single sign-on send people without a session to a sign-in page.
        _ if status.is_redirection() => return LlmError::Unauthorised { status: status.as_u16() },
        // 503, and Anthropic's 529, with a time are a request to wait.
        _ if status.is_server_error() && retry_after.is_some() => {
            return LlmError::RateLimited { retry_after };
        }
        _ if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => {
            return LlmError::Unavailable { detail: format!("it answered with status {}", status.as_u16()) };
        }
        _ => {}
    }
    let said = Said::read(response).await;
    let words = shown(&without_secrets(said.words.clone(), headers));
    if said.is_about_money() || status == StatusCode::PAYMENT_REQUIRED {
        return LlmError::QuotaExceeded { message: words };
    }
    match (status, model) {
        (StatusCode::TOO_MANY_REQUESTS, _) => LlmError::RateLimited { retry_after },
        (StatusCode::NOT_FOUND, Some(model)) if said.names(model) => {
            LlmError::UnknownModel { model: model.to_owned() }
        }
        (StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED, Some(_)) => LlmError::Misconfigured {
            detail: format!("nothing answers at the model's address (status {})", status.as_u16()),
        },
        _ => LlmError::Refused { status: status.as_u16(), message: words },
    }
}

/// What an error that came instead of, or within, an answer means. After the first text the answer is cut, whatever
/// the reason.
pub(crate) fn in_answer(error: &Value, any_text: bool, model: Option<&str>) -> LlmError {
    let said = Said::of(error);
    let detail: String = domain::text::one_line(&said.words).chars().take(MAX_DETAIL).collect();
    let detail = if detail.is_empty() { "it reported an error".to_owned() } else { detail };
    if any_text {
        return LlmError::Cut { detail };
    }
    if said.is_about_money() {
        return LlmError::QuotaExceeded { message: detail };
    }
    let kind = |names: &[&str]| said.kinds.iter().any(|kind| names.contains(&kind.as_str()));
    match model {
        Some(model) if kind(&["model_not_found", "not_found_error"]) => {
            LlmError::UnknownModel { model: model.to_owned() }
        }
        _ if kind(&["authentication_error", "invalid_api_key"]) => LlmError::Unauthorised { status: 401 },
        _ if kind(&["permission_error"]) => LlmError::Unauthorised { status: 403 },
        _ if kind(&["rate_limit_error", "rate_limit_exceeded"]) => {
            LlmError::RateLimited { retry_after: None }
        }
        _ if kind(&["invalid_request_error", "request_too_large"]) => {
            LlmError::Refused { status: 400, message: detail }
        }
        _ => LlmError::Unavailable { detail },
    }
}

/// What a provider says about an error.
struct Said {
    words: String,
    /// Its own names for it: `type` and `code`, as OpenAI and Anthropic call them.
    kinds: Vec<String>,
}

impl Said {
    async fn read(response: HttpResponse) -> Self {
        let mut body = Vec::new();
        let mut pieces = response.body;
        let reading = async {
            while let Some(Ok(piece)) = pieces.next().await {
                body.extend_from_slice(&piece);
                if body.len() >= MAX_BODY {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(PATIENCE, reading).await;
        body.truncate(MAX_BODY);
        let text = String::from_utf8_lossy(&body);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => Self::of(&value),
            Err(_) if text.trim_start().starts_with('<') => Self { words: String::new(), kinds: Vec::new() },
            Err(_) => Self { words: text.into_owned(), kinds: Vec::new() },
        }
    }

    fn of(value: &Value) -> Self {
        let places = [value.get("error"), Some(value)];
        let kinds = places
            .iter()
            .flatten()
            .flat_map(|place| [place.get("type"), place.get("code")])
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        Self { words: message_in(value).unwrap_or_default(), kinds }
    }

    /// OpenAI answers 429 with one of these codes, Anthropic 402 or 400 with these words.
    fn is_about_money(&self) -> bool {
        let kinds =
            ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error"];
        self.kinds.iter().any(|kind| kinds.contains(&kind.as_str()))
            || self.words.to_ascii_lowercase().contains("credit balance is too low")
    }

    fn names(&self, model: &str) -> bool {
        self.kinds.iter().any(|kind| kind == "model_not_found") || self.words.contains(model)
    }
}

/// Seconds or a date; some providers also say it in milliseconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let exact = headers.get("retry-after-ms").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    exact.map(Duration::from_millis).or_else(|| outbound::retry_after(headers, None))
}

/// The words of an error body: `error.message`, `message`, `detail` (also FastAPI's list), `error`, `errors`.
pub(crate) fn message_in(value: &Value) -> Option<String> {
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
