//! Many issues in one call. Jira makes each on its own and says which of them failed.

use super::{
    Created, JiraError, Wire,
    answer::{self, ErrorBody},
};
use bytes::Bytes;
use outbound::Response;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::HashSet, time::Duration};

/// The successes in the order of the inputs, and the failures by their place among them.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    issues: Vec<Created>,
    errors: Option<Vec<Failed>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    #[serde(default)]
    status: Option<u16>,
    #[serde(default)]
    element_errors: Value,
    /// From 0.
    #[serde(rename = "failedElementNumber")]
    place: usize,
}

pub(super) async fn create(
    wire: &Wire,
    body: Bytes,
    count: usize,
    within: Duration,
) -> Result<Vec<Result<Created, JiraError>>, JiraError> {
    let answer = wire.post_bytes_within(wire.rest("issue/bulk")?, body, within).await?;
    read(&answer, count)
}

/// What became of each of `count` issues. Anything that does not account for every one of them is doubtful.
fn read(answer: &Response, count: usize) -> Result<Vec<Result<Created, JiraError>>, JiraError> {
    let status = answer.status();
    let told = answer.json::<Told>().ok().filter(|told| status.is_success() || told.errors.is_some());
    let Some(told) = told.filter(|_| status.is_success() || status.as_u16() == 400) else {
        return Err(whole(answer));
    };
    // A 400 means that all failed, so an issue in it contradicts itself.
    if !status.is_success() && !told.issues.is_empty() {
        return Err(answer::unexpected(answer));
    }
    placed(told, answer, count).ok_or_else(|| answer::unexpected(answer))
}

/// Not about single issues: the whole call was refused in words, or this is not Jira's answer.
fn whole(answer: &Response) -> JiraError {
    match answer::accepted(answer) {
        Err(JiraError::Rejected { messages, fields }) if messages.is_empty() && fields.is_empty() => {
            answer::unexpected(answer)
        }
        Err(error) => error,
        Ok(()) => answer::unexpected(answer),
    }
}

/// `None` unless successes and failures together are exactly the inputs.
fn placed(told: Told, answer: &Response, count: usize) -> Option<Vec<Result<Created, JiraError>>> {
    let errors = told.errors.unwrap_or_default();
    let keys: HashSet<&str> = told.issues.iter().map(|issue| issue.key.as_str()).collect();
    if told.issues.len() + errors.len() != count || keys.len() != told.issues.len() {
        return None;
    }
    let mut places: Vec<Option<JiraError>> = vec![None; count];
    for failed in errors {
        let place = places.get_mut(failed.place)?;
        if place.is_some() {
            return None;
        }
        *place = Some(refusal(failed, answer));
    }
    let mut issues = told.issues.into_iter();
    places
        .into_iter()
        .map(|place| place.map_or_else(|| issues.next().map(Ok), |why| Some(Err(why))))
        .collect()
}

fn refusal(failed: Failed, answer: &Response) -> JiraError {
    match failed.status.unwrap_or(400) {
        429 => answer::slow_down(answer),
        400..=499 => answer::rejected(words(failed.element_errors)),
        status @ 500..=599 => answer::broken(status, answer),
        status => JiraError::Unexpected { status, html: false },
    }
}

/// Errors in a form that is not known are shown as they came, because it is certain which issue they are about.
fn words(errors: Value) -> ErrorBody {
    if errors.is_null() {
        return ErrorBody::default();
    }
    ErrorBody::deserialize(&errors).unwrap_or_else(|_| ErrorBody::of(errors.to_string()))
}
