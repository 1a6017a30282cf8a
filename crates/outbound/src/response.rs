//! A whole answer.

use crate::{OutboundError, Phase, json_depth::is_shallow, retry_after, retry_after::answered_at};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use std::{
    fmt,
    time::{Duration, SystemTime},
};

/// How much of an error's body is kept, in bytes.
const ERROR_BODY: usize = 64 * 1024;

/// A whole answer, of any status.
#[derive(Clone)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    now: Option<SystemTime>,
}

/// What reading an answer needs to know.
pub(crate) struct Received {
    pub(crate) cap: usize,
    pub(crate) now: Option<SystemTime>,
}

pub(crate) async fn read(
    mut answer: reqwest::Response,
    received: Received,
) -> Result<Response, OutboundError> {
    let Received { cap, now } = received;
    let too_large = OutboundError::TooLarge { limit: cap };
    if answer.content_length().is_some_and(|length| length > cap as u64) {
        return Err(too_large);
    }
    let mut body = BytesMut::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| in_body(&error))? {
        // Pieces are already decoded, so a compressed bomb is stopped at its real size.
        if body.len() + piece.len() > cap {
            return Err(too_large);
        }
        body.extend_from_slice(&piece);
    }
    let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
    Ok(Response { status, headers, body: body.freeze(), now })
}

pub(crate) fn in_body(error: &reqwest::Error) -> OutboundError {
    if error.is_timeout() { OutboundError::Timeout { phase: Phase::Body } } else { OutboundError::Broken }
}

impl Response {
    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The decoded body.
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// The content type without its parameters, in lower case; empty when there is none.
    pub fn content_type(&self) -> String {
        content_type(&self.headers)
    }

    /// How long the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.headers, self.now)
    }

    /// When the server says that it answered, else when it was read; to measure times in other headers against.
    /// `None` when neither is known.
    pub fn answered_at(&self) -> Option<SystemTime> {
        answered_at(&self.headers, self.now)
    }

    /// Whether this is a web page: a sign-in page in front of the real server, mostly.
    pub fn looks_like_html(&self) -> bool {
        let start = self.body.trim_ascii_start();
        self.content_type() == "text/html" || start.first() == Some(&b'<')
    }

    /// The answer itself when its status is a success, otherwise [`OutboundError::Status`].
    pub fn ok(self) -> Result<Self, OutboundError> {
        if self.status.is_success() {
            return Ok(self);
        }
        let shown = &self.body[..self.body.len().min(ERROR_BODY)];
        Err(OutboundError::Status {
            status: self.status.as_u16(),
            body: String::from_utf8_lossy(shown).into_owned(),
            retry_after: self.retry_after(),
        })
    }

    /// Decodes the body whatever the status and content type say: some servers label JSON as text.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, OutboundError> {
        let value = is_shallow(&self.body).then(|| serde_json::from_slice(&self.body).ok()).flatten();
        value.ok_or_else(|| OutboundError::NotJson {
            status: self.status.as_u16(),
            content_type: self.content_type(),
            looks_like_html: self.looks_like_html(),
        })
    }
}

pub(crate) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Without the body and the headers' values, which are other people's data.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
