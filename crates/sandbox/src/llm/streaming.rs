//! Speaking: token by token as an event stream, or all at once; and noticing who hangs up.

use std::collections::VecDeque;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header;
use tokio::time::Instant;

use crate::gate::broken_after;
use crate::ledger::LlmEntry;
use crate::llm::voice::{Counts, Event, Finish, Trouble, Voice};
use crate::state::{Chunk, LineEnding, LlmSettings, World, now};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    /// The connection breaks in the middle of a token.
    Cut,
    /// A few tokens, then silence.
    Stall,
    /// A few tokens, then an error event.
    Error,
}

/// How the answer is given.
pub(crate) struct Manner {
    /// Overrides the settings' delay per token.
    pub(crate) delay_ms: Option<u64>,
    pub(crate) ending: Ending,
    pub(crate) settings: LlmSettings,
    /// Tokens of the request.
    pub(crate) prompt_tokens: usize,
    /// What the answer says of its end.
    pub(crate) finish: Finish,
    pub(crate) voice: Voice,
}

impl Manner {
    fn counts(&self, completion: usize) -> Counts {
        Counts { prompt: self.prompt_tokens, completion }
    }
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
pub(crate) fn tokens(text: &str) -> Vec<String> {
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
    let Manner { settings, voice, .. } = manner;
    let wait = Duration::from_millis(manner.delay_ms.unwrap_or(settings.token_delay_ms));
    let a_few = pieces.len().min(5);
    let cut_at = pieces.len() / 2;
    let counts = manner.counts(pieces.len());
    let mut steps = VecDeque::new();
    let mut place = 0_usize..;
    let mut written = |event: &Event| bytes_of(event, place.next().unwrap_or_default(), settings.line_ending);
    let end = |then| Step { wait: Duration::ZERO, bytes: Bytes::new(), tokens: 0, then };
    for event in voice.opening(counts) {
        push(&mut steps, Duration::ZERO, written(&event), settings.chunk, 0);
    }
    for (number, piece) in pieces.iter().enumerate() {
        if matches!(manner.ending, Ending::Stall | Ending::Error) && number == a_few {
            break;
        }
        let bytes = written(&voice.piece(piece));
        if manner.ending == Ending::Cut && number == cut_at {
            let bytes = bytes.slice(..cut_inside(&bytes));
            steps.push_back(Step { wait, bytes, tokens: 0, then: Then::GoOn });
            steps.push_back(end(Then::Break));
            return steps;
        }
        push(&mut steps, wait, bytes, settings.chunk, 1);
    }
    let last = match manner.ending {
        Ending::Stall => return ended(steps, end(Then::Silence)),
        Ending::Cut => return ended(steps, end(Then::Break)),
        Ending::Error => vec![voice.error()],
        Ending::Whole => voice.closing(manner.finish, counts),
    };
    for event in last {
        steps.push_back(Step { bytes: written(&event), ..end(Then::GoOn) });
    }
    if let Some(step) = steps.back_mut() {
        step.then = Then::Finish;
    }
    steps
}

fn ended(mut steps: VecDeque<Step>, last: Step) -> VecDeque<Step> {
    steps.push_back(last);
    steps
}

fn push(steps: &mut VecDeque<Step>, wait: Duration, bytes: Bytes, chunk: Chunk, tokens: usize) {
    if chunk == Chunk::Token {
        steps.push_back(Step { wait, bytes, tokens, then: Then::GoOn });
        return;
    }
    for at in 0..bytes.len() {
        let wait = if at == 0 { wait } else { Duration::ZERO };
        let counted = if at + 1 == bytes.len() { tokens } else { 0 };
        steps.push_back(Step { wait, bytes: bytes.slice(at..=at), tokens: counted, then: Then::GoOn });
    }
}

/// A place inside the event, in the middle of a character where one has several bytes.
fn cut_inside(bytes: &Bytes) -> usize {
    bytes.iter().position(|byte| *byte >= 0x80).map_or(bytes.len() * 2 / 3, |at| at + 1)
}

fn bytes_of(event: &Event, place: usize, ending: LineEnding) -> Bytes {
    let end = match ending {
        LineEnding::Lf => "\n",
        LineEnding::Crlf => "\r\n",
        LineEnding::Mixed => ["\n", "\r\n", "\r"].get(place % 3).copied().unwrap_or("\n"),
    };
    let name = event.name.map(|name| format!("event: {name}{end}")).unwrap_or_default();
    Bytes::from(format!("{name}data: {}{end}{end}", event.data))
}

/// The answer in one piece.
pub(crate) async fn whole(call: Call, answer: &str, manner: &Manner) -> Response {
    let total = tokens(answer).len();
    call.note(|entry| entry.tokens_total = total);
    let pause = manner.delay_ms.unwrap_or(0).saturating_mul(total as u64).min(600_000);
    tokio::time::sleep(Duration::from_millis(pause)).await;
    if manner.ending == Ending::Stall {
        call.world.stop().clone().cancelled().await;
    }
    if manner.ending == Ending::Error {
        call.ended(500);
        return manner.voice.trouble(Trouble::Broken);
    }
    let body = manner.voice.whole(answer, manner.finish, manner.counts(total));
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
