//! An answer as it arrives.

use crate::{
    OutboundError, Phase,
    response::{content_type, in_body},
    retry_after,
};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt as _, stream::BoxStream};
use http::{HeaderMap, StatusCode};
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};
use tokio::time::timeout;

/// An answer whose body is still arriving; a stream of its pieces. After an error it ends. Dropping it closes the
/// connection at once.
pub struct Streaming {
    status: StatusCode,
    headers: HeaderMap,
    now: Option<SystemTime>,
    pieces: BoxStream<'static, Result<Bytes, OutboundError>>,
}

pub(crate) fn open(
    answer: reqwest::Response,
    cap: usize,
    idle: Duration,
    now: Option<SystemTime>,
) -> Streaming {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let pieces = futures::stream::unfold(Some((answer, 0_usize)), move |state| async move {
        let (mut answer, seen) = state?;
        let piece = match timeout(idle, answer.chunk()).await {
            Ok(Ok(None)) => return None,
            Ok(Ok(Some(piece))) => piece,
            Ok(Err(error)) => return Some((Err(in_body(&error)), None)),
            Err(_) => return Some((Err(OutboundError::Timeout { phase: Phase::Body }), None)),
        };
        let seen = seen.saturating_add(piece.len());
        if seen > cap {
            return Some((Err(OutboundError::TooLarge { limit: cap }), None));
        }
        Some((Ok(piece), Some((answer, seen))))
    });
    Streaming { status, headers, now, pieces: pieces.boxed() }
}

impl Streaming {
    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The content type without its parameters, in lower case; empty when there is none.
    pub fn content_type(&self) -> String {
        content_type(&self.headers)
    }

    /// The stream itself when its status is a success, otherwise reads the error's body (at most 64 KiB).
    pub async fn ok(mut self) -> Result<Self, OutboundError> {
        if self.status.is_success() {
            return Ok(self);
        }
        let mut body = BytesMut::new();
        while let Some(Ok(piece)) = self.pieces.next().await {
            body.extend_from_slice(&piece);
            if body.len() >= 64 * 1024 {
                body.truncate(64 * 1024);
                break;
            }
        }
        Err(OutboundError::Status {
            status: self.status.as_u16(),
            body: String::from_utf8_lossy(&body).into_owned(),
            retry_after: retry_after(&self.headers, self.now),
        })
    }
}

impl Stream for Streaming {
    type Item = Result<Bytes, OutboundError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for Streaming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming").field("status", &self.status).finish_non_exhaustive()
    }
}
