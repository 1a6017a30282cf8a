//! From an HTTP answer to a value or a [`JiraError`]. Status and content type are looked at before decoding.

use super::{Created, Issue, JiraError, Pace};
use outbound::{OutboundError, Response};
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::BTreeMap, time::Duration};

/// How much of Jira's own words is kept: messages, and characters of each.
const MESSAGES: usize = 50;
const MESSAGE: usize = 1_000;

/// `{"errorMessages": […], "errors": {"field": "message"}}`
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ErrorBody {
    error_messages: Vec<String>,
    errors: BTreeMap<String, String>,
    /// Some plug-ins and the REST framework itself answer this instead.
    message: Option<String>,
}

impl ErrorBody {
    pub(super) fn of(message: String) -> Self {
        Self { message: Some(message), ..Self::default() }
    }
}

/// Issues that were looked for, in whichever way.
#[derive(Deserialize)]
#[serde(bound = "T: serde::de::DeserializeOwned")]
pub(crate) struct Found<T = Issue> {
    #[serde(default)]
    pub(crate) issues: Vec<T>,
}

/// Decodes a success, or says what the failure means.
pub(crate) fn decode<T: DeserializeOwned>(answer: &Response) -> Result<T, JiraError> {
    refuse(answer)?;
    Ok(answer.json()?)
}

/// An error unless the status is a success.
pub(crate) fn refuse(answer: &Response) -> Result<(), JiraError> {
    let status = answer.status().as_u16();
    Err(match status {
        200..=299 => return Ok(()),
        401 => JiraError::Unauthorized,
        403 => JiraError::Forbidden,
        404 => JiraError::NotFound,
        429 => slow_down(answer),
        400..=499 => match answer.json::<ErrorBody>() {
            Ok(body) => rejected(body),
            Err(_) => unexpected(answer),
        },
        500..=599 => broken(status, answer),
        _ => unexpected(answer),
    })
}

/// How long Jira asks to wait.
fn wait(answer: &Response) -> Option<Duration> {
    Pace::of(answer.headers(), answer.answered_at()).wait()
}

/// Jira asks for patience. For how long is said in the headers, whatever of the answer this is about.
pub(super) fn slow_down(answer: &Response) -> JiraError {
    JiraError::RateLimited { retry_after: wait(answer) }
}

/// Jira failed with this status, of the answer or of a part of it.
pub(super) fn broken(status: u16, answer: &Response) -> JiraError {
    let retry_after = wait(answer);
    JiraError::Unavailable(OutboundError::Status { status, body: String::new(), retry_after })
}

pub(super) fn unexpected(answer: &Response) -> JiraError {
    JiraError::Unexpected { status: answer.status().as_u16(), html: answer.looks_like_html() }
}

pub(super) fn rejected(body: ErrorBody) -> JiraError {
    let short = |text: String| text.chars().take(MESSAGE).collect::<String>();
    let messages = body.error_messages.into_iter().chain(body.message).take(MESSAGES).map(short).collect();
    let fields =
        body.errors.into_iter().take(MESSAGES).map(|(field, text)| (short(field), short(text))).collect();
    JiraError::Rejected { messages, fields }
}

/// Reads the answer to a create.
pub(super) fn created(answer: Result<&Response, OutboundError>) -> Result<Created, JiraError> {
    let answer = answer?;
    accepted(answer)?;
    Ok(answer.json()?)
}

/// An error unless Jira did what it was asked to make. A refusal counts only when Jira itself says it, in JSON: a
/// proxy's web page with status 403 may have been sent after Jira acted.
pub(super) fn accepted(answer: &Response) -> Result<(), JiraError> {
    let status = answer.status();
    let spoken_by_jira = matches!(status.as_u16(), 401 | 429) || answer.json::<ErrorBody>().is_ok();
    if status.is_client_error() && !spoken_by_jira {
        return Err(unexpected(answer));
    }
    if status.is_client_error() && matches!(status.as_u16(), 403 | 404) {
        // The words matter more than the number here: "You do not have permission to create issues".
        if let Ok(body) = answer.json::<ErrorBody>()
            && !(body.error_messages.is_empty() && body.errors.is_empty())
        {
            return Err(rejected(body));
        }
    }
    refuse(answer)
}
