//! Cutting the bytes of an answer into frames: server-sent events, lines of JSON, or one document.

use bytes::{Bytes, BytesMut};
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use http::HeaderMap;
use serde_json::Value;
use sse_stream::SseByteStream;

use super::halves;
use crate::error::LlmError;
use crate::transport::TransportError;

/// Bytes of an answer, at most.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

type Body = BoxStream<'static, Result<Bytes, TransportError>>;

/// One complete piece of the answer.
#[derive(Debug, PartialEq)]
pub(super) enum Frame {
    /// JSON that was sent as one event or line.
    Json(Value),
    /// The same with stand-ins for halves of characters.
    Halved(Value),
    /// The provider says that this was all.
    Done,
    /// The provider reports an error in the middle of a stream: JSON, or its words.
    Failed(Value),
    /// The whole answer, not streamed and not JSON.
    Text(String),
}

/// The frames of an answer, and whether it must be ended by [`Frame::Done`] to be complete.
pub(super) struct Frames {
    pub(super) stream: BoxStream<'static, Result<Frame, LlmError>>,
    pub(super) needs_end: bool,
}

/// Finds out which form the answer has, from its content type and its first bytes, and cuts it.
pub(super) async fn of(headers: &HeaderMap, body: Body) -> Result<Frames, LlmError> {
    let mut body = capped(body);
    let content_type = headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if content_type.starts_with("text/html") || content_type.starts_with("application/xhtml") {
        return Err(LlmError::WebPage);
    }
    if content_type.starts_with("text/event-stream") {
        return Ok(events(body));
    }
    let mut begin = BytesMut::new();
    while looks_like(&begin) == Look::Unknown {
        match body.next().await {
            Some(piece) => begin.extend_from_slice(&piece?),
            None => break,
        }
    }
    let look = looks_like(&begin);
    let body = stream::once(std::future::ready(Ok(begin.freeze()))).chain(body).boxed();
    match look {
        Look::Html => Err(LlmError::WebPage),
        Look::Events => Ok(events(body)),
        Look::Json | Look::Text | Look::Unknown => {
            let plain_text = content_type.starts_with("text/plain");
            Ok(Frames { stream: lines(body, plain_text), needs_end: false })
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Unknown,
    Events,
    Json,
    Html,
    Text,
}

/// What the first bytes look like; `Unknown` means that more are needed.
fn looks_like(begin: &[u8]) -> Look {
    let begin = begin.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(begin).trim_ascii_start();
    let starts = |word: &[u8]| begin.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match begin.first() {
        None => Look::Unknown,
        Some(b'{' | b'[' | b'"') => Look::Json,
        Some(b':') => Look::Events,
        _ if [&b"data:"[..], b"event:", b"id:", b"retry:"].iter().any(|word| starts(word)) => Look::Events,
        _ if starts(b"<!doctype") || starts(b"<html") || starts(b"<?xml") => Look::Html,
        _ if begin.len() < 10 => Look::Unknown,
        _ => Look::Text,
    }
}

fn capped(body: Body) -> Body {
    let mut left = MAX_ANSWER;
    body.fuse()
        .map(move |piece| {
            let piece = piece?;
            left = left.checked_sub(piece.len()).ok_or(TransportError::TooLarge)?;
            Ok(piece)
        })
        .boxed()
}

fn events(body: Body) -> Frames {
    // The last event may lack its empty line when a provider closes right after it.
    let body = body.chain(stream::once(std::future::ready(Ok(Bytes::from_static(b"\n\n")))));
    let stream = SseByteStream::new(body)
        .map_err(|error| match error {
            sse_stream::Error::Body(cause) => match cause.downcast::<TransportError>() {
                Ok(error) => LlmError::from(*error),
                Err(_) => cut("the connection broke"),
            },
            _ => cut("a character is incomplete"),
        })
        .try_filter_map(|event| std::future::ready(frame_of_event(event)))
        .boxed();
    Frames { stream, needs_end: true }
}

fn frame_of_event(event: sse_stream::Sse) -> Result<Option<Frame>, LlmError> {
    let data = event.data.unwrap_or_default();
    let data = data.trim();
    if data == "[DONE]"
        || matches!(event.event.as_deref(), Some("done" | "end" | "message_stop")) && data.is_empty()
    {
        return Ok(Some(Frame::Done));
    }
    if data.is_empty() {
        return Ok(None);
    }
    let value: Option<Value> = serde_json::from_str(data).ok();
    match (event.event.as_deref(), value) {
        (Some("error"), value) => {
            Ok(Some(Frame::Failed(value.unwrap_or_else(|| Value::String(data.to_owned())))))
        }
        (Some("ping"), _) => Ok(None),
        (_, Some(value)) => Ok(Some(Frame::Json(value))),
        (_, None) => match halves::with_stand_ins(data).and_then(|json| serde_json::from_str(&json).ok()) {
            Some(value) => Ok(Some(Frame::Halved(value))),
            None => Err(cut("an event is incomplete")),
        },
    }
}

/// Lines of JSON as they come; when the first line is not JSON by itself, the whole body is one document.
fn lines(body: Body, plain_text: bool) -> BoxStream<'static, Result<Frame, LlmError>> {
    let state =
        Lines { body, buffer: BytesMut::new(), searched: 0, seen: 0, one_document: plain_text, plain_text };
    stream::try_unfold(state, |mut lines| async move { Ok(lines.next().await?.map(|frame| (frame, lines))) })
        .boxed()
}

struct Lines {
    body: Body,
    buffer: BytesMut,
    /// Bytes of the buffer known to hold no line end.
    searched: usize,
    /// Lines given so far.
    seen: usize,
    one_document: bool,
    plain_text: bool,
}

impl Lines {
    async fn next(&mut self) -> Result<Option<Frame>, LlmError> {
        loop {
            if let Some(frame) = self.next_line()? {
                return Ok(Some(frame));
            }
            match self.body.next().await {
                Some(piece) => self.buffer.extend_from_slice(&piece?),
                None => return self.rest(),
            }
        }
    }

    fn next_line(&mut self) -> Result<Option<Frame>, LlmError> {
        while !self.one_document {
            let Some(end) = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n') else {
                self.searched = self.buffer.len();
                return Ok(None);
            };
            let end = self.searched + end;
            let line = self.buffer[..end].trim_ascii();
            if line.is_empty() {
                let _ = self.buffer.split_to(end + 1);
                self.searched = 0;
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(value) => {
                    let _ = self.buffer.split_to(end + 1);
                    self.searched = 0;
                    self.seen += 1;
                    return Ok(Some(Frame::Json(value)));
                }
                Err(_) if self.seen == 0 => self.one_document = true,
                Err(_) => return Err(cut("a line is incomplete")),
            }
        }
        Ok(None)
    }

    fn rest(&mut self) -> Result<Option<Frame>, LlmError> {
        self.searched = 0;
        let rest = std::mem::take(&mut self.buffer);
        let rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&rest).trim_ascii();
        if rest.is_empty() {
            return Ok(None);
        }
        match serde_json::from_slice(rest) {
            Ok(value) if !self.plain_text || matches!(value, Value::Object(_)) => {
                Ok(Some(Frame::Json(value)))
            }
            Err(error) if !self.plain_text && (error.is_eof() || self.seen > 0) => {
                Err(cut("the JSON ends too early"))
            }
            Err(_) if !self.plain_text => {
                Err(LlmError::Unreadable { detail: "it is neither JSON nor an event stream".into() })
            }
            _ => match std::str::from_utf8(rest) {
                Ok(text) => Ok(Some(Frame::Text(text.to_owned()))),
                Err(_) => Err(cut("a character is incomplete")),
            },
        }
    }
}

fn cut(detail: &str) -> LlmError {
    LlmError::Cut { detail: detail.to_owned() }
}
