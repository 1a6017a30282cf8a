//! Asking a company service who the saved credential belongs to.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use http::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::error::LlmError;
use crate::exchange::{add_header, refusal, within};
use crate::transport::{HttpRequest, Transport};

/// Bytes of an answer, at most.
const MAX_ANSWER: usize = 64 * 1024;

/// One call of the test endpoint.
#[derive(Clone)]
pub struct CompanyTest {
    /// Address of the test endpoint.
    pub url: String,
    /// Usually GET.
    pub method: Method,
    /// Headers with the person's credential filled in.
    pub headers: Vec<(String, SecretString)>,
    /// Body, where the endpoint wants one.
    pub body: Option<Value>,
    /// Longest wait for the answer.
    pub timeout: Duration,
    /// Sent on as `X-Request-Id`.
    pub request_id: String,
}

/// Who the service says the credential belongs to. Comparing it with the person is the caller's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestIdentity {
    /// `username`; empty when the service gave none.
    pub username: String,
    /// `userID`
    pub user_id: String,
    /// `email`, where the service gives one.
    pub email: Option<String>,
}

impl CompanyTest {
    /// Asks, and reads `username` and `userID` from the answer or from its `data` or `user` member.
    pub async fn run(
        &self,
        transport: &Arc<dyn Transport>,
        cancel: &CancellationToken,
    ) -> Result<TestIdentity, LlmError> {
        within(self.timeout, cancel, self.ask(transport.as_ref())).await
    }

    async fn ask(&self, transport: &dyn Transport) -> Result<TestIdentity, LlmError> {
        let mut headers = self.headers.clone();
        add_header(&mut headers, "accept", "application/json");
        add_header(&mut headers, "x-request-id", &self.request_id);
        let body = match &self.body {
            Some(body) => {
                add_header(&mut headers, "content-type", "application/json");
                Some(Bytes::from(body.to_string()))
            }
            None => None,
        };
        let request = HttpRequest {
            method: self.method.clone(),
            url: self.url.clone(),
            headers,
            body,
            first_byte: self.timeout,
            total: self.timeout,
        };
        let response = transport.send(request).await?;
        if response.status != StatusCode::OK {
            return Err(refusal::read(response, &self.headers, None).await);
        }
        let mut answer = BytesMut::new();
        let mut pieces = response.body;
        while let Some(piece) = pieces.next().await {
            answer.extend_from_slice(&piece?);
            if answer.len() > MAX_ANSWER {
                return Err(LlmError::TooLarge);
            }
        }
        identity(&answer)
    }
}

fn identity(answer: &[u8]) -> Result<TestIdentity, LlmError> {
    if answer.trim_ascii().is_empty() {
        return Err(LlmError::Empty);
    }
    if answer.trim_ascii_start().starts_with(b"<") {
        return Err(LlmError::WebPage);
    }
    let unreadable = |detail: &str| LlmError::Unreadable { detail: detail.to_owned() };
    let value: Value = serde_json::from_slice(answer).map_err(|_| unreadable("it is not JSON"))?;
    let places = [Some(&value), value.get("data"), value.get("user")];
    let find = |names: &[&str]| {
        places
            .iter()
            .flatten()
            .find_map(|place| names.iter().find_map(|name| text_or_number(place.get(*name)?)))
    };
    Ok(TestIdentity {
        user_id: find(&["userID", "userId", "user_id", "id"])
            .ok_or_else(|| unreadable("it names no userID"))?,
        username: find(&["username", "userName", "user_name", "name"]).unwrap_or_default(),
        email: find(&["email", "mail", "emailAddress"]),
    })
}

fn text_or_number(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(domain::text::one_line(text)).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
