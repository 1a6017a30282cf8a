//! Speaking: token by token as an event stream, or all at once; and noticing who hangs up.

use std::collections::VecDeque;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header;
use serde_json::json;
use tokio::time::Instant;

use crate::gate::broken_after;
use crate::ledger::LlmEntry;
use crate::llm::prompt::Prompt;
use crate::state::{Chunk, LineEnding, LlmSettings, World, now};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    /// The connection breaks in the middle of a token.
    Cut,
    /// A few tokens, then silence.
    Stall,
}

/// How the answer is given.
pub(crate) struct Manner {
    /// Overrides the settings' delay per token.
    pub(crate) delay_ms: Option<u64>,
    pub(crate) ending: Ending,
    pub(crate) settings: LlmSettings,
}

/// One chat call in the ledger. Dropped before its end, it writes down that the client hung up.
pub(crate) struct Call {
    world: World,
    n: u64,
    since: Instant,
    over: bool,
}

impl Call {
    pub(crate) fn started(world: &World, entry: LlmEntry) -> Self {
        let n = world.lock().ledger.llm_started(entry);
        Self { world: world.clone(), n, since: Instant::now(), over: false }
    }

    fn note(&self, change: impl FnOnce(&mut LlmEntry)) {
        if let Some(entry) = self.world.lock().ledger.llm_mut(self.n) {
            change(entry);
        }
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn sent(&self, tokens: usize) {
        let elapsed = self.elapsed_ms();
        self.note(|entry| {
            entry.tokens_sent += tokens;
            entry.first_token_ms.get_or_insert(elapsed);
        });
    }

    /// The call ended as it was meant to, with this status.
    pub(crate) fn ended(mut self, status: u16) {
        self.over = true;
        self.note(|entry| {
            entry.status = Some(status);
            entry.finished = true;
        });
    }

    /// The sandbox itself broke the answer off.
    fn broken_off(&mut self) {
        self.over = true;
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.over || self.world.stop().is_cancelled() {
            return;
        }
        let elapsed = self.elapsed_ms();
        self.note(|entry| {
            entry.closed_early = true;
            entry.closed_at = Some(now());
            entry.closed_after_ms = Some(elapsed);
        });
    }
}

/// Cuts a text into pieces of at most eight characters that end after white space where possible.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let characters: Vec<char> = word.chars().collect();
        found.extend(characters.chunks(8).map(|piece| piece.iter().collect::<String>()));
    }
    found
}

struct Step {
    wait: Duration,
    bytes: Bytes,
    tokens: usize,
    then: Then,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    Finish,
    Break,
    Silence,
}

/// The answer as an event stream.
pub(crate) fn stream(call: Call, answer: &str, manner: &Manner) -> Response {
    let pieces = tokens(answer);
    let total = pieces.len();
    call.note(|entry| {
        entry.status = Some(200);
        entry.tokens_total = total;
    });
    let steps = steps(&pieces, manner);
    let body = futures::stream::unfold((Some(call), steps), |(call, mut steps)| async move {
        let call = call?;
        let step = steps.pop_front()?;
        if step.wait.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(step.wait).await;
        }
        if step.tokens > 0 {
            call.sent(step.tokens);
        }
        match step.then {
            Then::GoOn => Some((Ok(step.bytes), (Some(call), steps))),
            Then::Finish => {
                call.ended(200);
                Some((Ok(step.bytes), (None, steps)))
            }
            Then::Break => {
                let mut call = call;
                call.broken_off();
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Err(std::io::Error::other("cut on purpose")), (None, steps)))
            }
            Then::Silence => {
                let stop = call.world.stop().clone();
                stop.cancelled().await;
                None
            }
        }
    });
    let headers =
        [(header::CONTENT_TYPE, "text/event-stream; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(body)).into_response()
}

fn steps(pieces: &[String], manner: &Manner) -> VecDeque<Step> {
    let settings = &manner.settings;
    let wait = Duration::from_millis(manner.delay_ms.unwrap_or(settings.token_delay_ms));
    let silent_after = pieces.len().min(5);
    let cut_at = pieces.len() / 2;
    let mut steps = VecDeque::new();
    let end = |then| Step { wait: Duration::ZERO, bytes: Bytes::new(), tokens: 0, then };
    for (place, piece) in pieces.iter().enumerate() {
        if manner.ending == Ending::Stall && place == silent_after {
            break;
        }
        let bytes = event(&json!({"data": {"answer": piece}}).to_string(), place, settings.line_ending);
        if manner.ending == Ending::Cut && place == cut_at {
            steps.push_back(Step {
                wait,
                bytes: bytes.slice(..cut_inside(&bytes)),
                tokens: 0,
                then: Then::GoOn,
            });
            steps.push_back(end(Then::Break));
            return steps;
        }
        push(&mut steps, wait, bytes, settings.chunk);
    }
    match manner.ending {
        Ending::Stall => steps.push_back(end(Then::Silence)),
        Ending::Cut => steps.push_back(end(Then::Break)),
        Ending::Whole => {
            let done = event("[DONE]", pieces.len(), settings.line_ending);
            steps.push_back(Step { wait: Duration::ZERO, bytes: done, tokens: 0, then: Then::Finish });
        }
    }
    steps
}

fn push(steps: &mut VecDeque<Step>, wait: Duration, bytes: Bytes, chunk: Chunk) {
    if chunk == Chunk::Token {
        steps.push_back(Step { wait, bytes, tokens: 1, then: Then::GoOn });
        return;
    }
    for at in 0..bytes.len() {
        let wait = if at == 0 { wait } else { Duration::ZERO };
        let tokens = usize::from(at + 1 == bytes.len());
        steps.push_back(Step { wait, bytes: bytes.slice(at..=at), tokens, then: Then::GoOn });
    }
}

/// A place inside the event, in the middle of a character where one has several bytes.
fn cut_inside(bytes: &Bytes) -> usize {
    bytes.iter().position(|byte| *byte >= 0x80).map_or(bytes.len() * 2 / 3, |at| at + 1)
}

fn event(data: &str, place: usize, ending: LineEnding) -> Bytes {
    let end = match ending {
        LineEnding::Lf => "\n",
        LineEnding::Crlf => "\r\n",
        LineEnding::Mixed => ["\n", "\r\n", "\r"].get(place % 3).copied().unwrap_or("\n"),
    };
    Bytes::from(format!("data: {data}{end}{end}"))
}

/// The answer in one piece.
pub(crate) async fn whole(call: Call, prompt: &Prompt, answer: &str, manner: &Manner) -> Response {
    let total = tokens(answer).len();
    call.note(|entry| entry.tokens_total = total);
    let pause = manner.delay_ms.unwrap_or(0).saturating_mul(total as u64).min(600_000);
    tokio::time::sleep(Duration::from_millis(pause)).await;
    if manner.ending == Ending::Stall {
        call.world.stop().clone().cancelled().await;
    }
    let body = json!({
        "data": {"answer": answer},
        "usage": {"promptTokens": prompt.size / 4, "completionTokens": total},
    });
    if manner.ending == Ending::Cut {
        let bytes = Bytes::from(body.to_string());
        let half = bytes.slice(..bytes.len() / 2);
        let mut call = call;
        call.note(|entry| entry.status = Some(200));
        call.broken_off();
        let headers = [(header::CONTENT_TYPE, "application/json")];
        return (headers, broken_after(half)).into_response();
    }
    call.sent(total);
    call.ended(200);
    Json(body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_put_together_are_the_text() {
        for text in ["", "a b  c\nd", "Überlänge-ohne-Leerzeichen 日本語日本語日本語"] {
            assert_eq!(tokens(text).concat(), text);
            assert!(tokens(text).iter().all(|token| token.chars().count() <= 8));
        }
    }
}
