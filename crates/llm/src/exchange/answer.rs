//! Turning an answer, streamed or not, into chat events.

use std::collections::VecDeque;

use futures::stream::{self, BoxStream, StreamExt};
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::frames::{self, Frame};
use super::halves::Joiner;
use super::{Timeouts, refusal, within};
use crate::chat::{ChatEvent, ChatStream, FinishReason, Usage};
use crate::error::{FILTERED, LlmError};
use crate::tokens;
use crate::transport::HttpResponse;

/// Characters of one piece, where a whole answer comes at once.
const PIECE: usize = 48;
/// Characters of a model's reason that are shown.
const LONGEST_REASON: usize = 200;

/// How one provider says things in JSON. It may remember what it has read.
pub(crate) trait Dialect: Send {
    /// What one frame says.
    fn read(&mut self, frame: &Value) -> Said;
}

/// What one frame says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Said {
    /// A piece of the answer.
    pub(crate) text: Option<String>,
    /// A piece of the words with which the model declines to answer.
    pub(crate) declined: Option<String>,
    /// Tokens used so far.
    pub(crate) usage: Option<Usage>,
    /// Why the model stopped.
    pub(crate) finish: Option<FinishReason>,
    /// That this was all.
    pub(crate) done: bool,
}

pub(super) async fn open(
    response: HttpResponse,
    dialect: Box<dyn Dialect>,
    model: Option<&str>,
    timeouts: Timeouts,
    prompt_tokens: u64,
    cancel: CancellationToken,
) -> Result<ChatStream, LlmError> {
    let frames = within(timeouts.idle, &cancel, frames::of(&response.headers, response.body)).await?;
    let answer = Answer {
        frames: frames.stream,
        streamed: frames.needs_end,
        dialect,
        model: model.map(str::to_owned),
        timeouts,
        deadline: Instant::now() + timeouts.total,
        cancel,
        ready: VecDeque::new(),
        prompt_tokens,
        completion: tokens::Counter::default(),
        any_text: false,
        halves: None,
        blank: String::new(),
        declined: String::new(),
        usage: None,
        finish: None,
        ended: false,
    };
    Ok(stream::unfold(answer, |mut answer| async move { answer.next().await.map(|event| (event, answer)) })
        .boxed())
}

struct Answer {
    frames: BoxStream<'static, Result<Frame, LlmError>>,
    /// Whether it comes as a stream of events, which has to say where it ends.
    streamed: bool,
    dialect: Box<dyn Dialect>,
    model: Option<String>,
    timeouts: Timeouts,
    deadline: Instant,
    cancel: CancellationToken,
    ready: VecDeque<ChatEvent>,
    prompt_tokens: u64,
    completion: tokens::Counter,
    any_text: bool,
    /// There once a piece ended in the middle of a character.
    halves: Option<Joiner>,
    /// White space before the first text; an answer of nothing else is empty.
    blank: String,
    declined: String,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
    ended: bool,
}

impl Answer {
    async fn next(&mut self) -> Option<Result<ChatEvent, LlmError>> {
        loop {
            if self.cancel.is_cancelled() && !self.ended {
                return Some(Err(self.end(LlmError::Cancelled)));
            }
            if let Some(event) = self.ready.pop_front() {
                return Some(Ok(event));
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.read().await {
                return Some(Err(self.end(error)));
            }
        }
    }

    /// Closes the connection; nothing comes after.
    fn end(&mut self, error: LlmError) -> LlmError {
        self.ended = true;
        self.ready.clear();
        self.frames = stream::empty().boxed();
        error
    }

    async fn read(&mut self) -> Result<(), LlmError> {
        let limit = self.timeouts.idle.min(self.deadline.saturating_duration_since(Instant::now()));
        let frames = &mut self.frames;
        let frame = within(limit, &self.cancel, async { frames.next().await.transpose() }).await;
        match frame {
            Ok(Some(Frame::Json(value))) => self.take_json(&value),
            Ok(Some(Frame::Halved(value))) => {
                self.halves.get_or_insert_default();
                self.take_json(&value)
            }
            Ok(Some(Frame::Text(text))) => {
                self.take_text(&text);
                Ok(())
            }
            Ok(Some(Frame::Failed(error))) => Err(self.failed(&error)),
            Ok(None) if self.streamed && self.finish.is_none() => {
                Err(LlmError::Cut { detail: "the connection closed before the end".into() })
            }
            Ok(Some(Frame::Done) | None) => self.finish(),
            // The model has said that it is done; what is lost is at most the count of tokens.
            Err(LlmError::Cut { .. } | LlmError::TimedOut) if self.streamed && self.finish.is_some() => {
                self.finish()
            }
            Err(error) => Err(error),
        }
    }

    fn take_json(&mut self, value: &Value) -> Result<(), LlmError> {
        let Said { text, declined, usage, finish, done } = self.dialect.read(value);
        self.usage = usage.or(self.usage);
        self.finish = finish.or(self.finish.take());
        self.declined.push_str(&declined.unwrap_or_default());
        let error = value.get("error").filter(|error| !error.is_null());
        match (text, error) {
            (Some(text), _) if !text.is_empty() => self.take_text(&text),
            (_, Some(error)) => return Err(self.failed(error)),
            (None, None) if !self.streamed && !self.any_text && self.finish.is_none() && !done => {
                return Err(LlmError::Unreadable { detail: self.no_text().to_owned() });
            }
            _ => {}
        }
        if done { self.finish() } else { Ok(()) }
    }

    fn take_text(&mut self, text: &str) {
        let joined = self.halves.as_mut().map(|halves| halves.join(text));
        let text = joined.as_deref().unwrap_or(text);
        if text.is_empty() {
            return;
        }
        self.completion.add(text);
        if !self.any_text && text.trim().is_empty() {
            self.blank.push_str(text);
            return;
        }
        self.any_text = true;
        let text = &(std::mem::take(&mut self.blank) + text);
        if self.streamed {
            self.ready.push_back(ChatEvent::Delta(text.to_owned()));
        } else {
            self.ready.extend(in_pieces(text).map(ChatEvent::Delta));
        }
    }

    fn finish(&mut self) -> Result<(), LlmError> {
        if let Some(lost) = self.halves.take().and_then(|mut halves| halves.rest()) {
            self.take_text(lost.encode_utf8(&mut [0; 4]));
        }
        let finish_reason = self.finish.take().unwrap_or(FinishReason::Stop);
        if !self.any_text {
            return Err(self.nothing(&finish_reason));
        }
        let estimate = Usage {
            prompt_tokens: self.prompt_tokens,
            completion_tokens: self.completion.tokens(),
            estimated: true,
        };
        // A text for no tokens at all was not counted.
        let counted = self.usage.filter(|usage| usage.completion_tokens > 0);
        self.ready.push_back(ChatEvent::Finished {
            usage: counted.unwrap_or(estimate),
            finish_reason: if self.declined.is_empty() { finish_reason } else { FinishReason::Filtered },
        });
        self.ended = true;
        self.frames = stream::empty().boxed();
        Ok(())
    }

    fn no_text(&self) -> &'static str {
        match self.model {
            Some(_) => "it does not have the form of this provider's interface",
            None => "no text was found where the settings say it is",
        }
    }

    /// Why there is an answer without text.
    fn nothing(&self, finish: &FinishReason) -> LlmError {
        let words: String = domain::text::one_line(&self.declined).chars().take(LONGEST_REASON).collect();
        match finish {
            _ if !words.is_empty() => LlmError::Declined { reason: words.trim_end_matches('.').to_owned() },
            FinishReason::Filtered => LlmError::Declined { reason: FILTERED.to_owned() },
            FinishReason::Length => LlmError::OutOfTokens,
            FinishReason::Stop | FinishReason::Other(_) => LlmError::Empty,
        }
    }

    fn failed(&self, error: &Value) -> LlmError {
        refusal::in_answer(error, self.any_text, self.model.as_deref())
    }
}

/// Pieces of about 48 characters, cut after white space where there is some.
fn in_pieces(text: &str) -> impl Iterator<Item = String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut length = 0;
    for character in text.chars() {
        piece.push(character);
        length += 1;
        if length >= PIECE && character.is_whitespace() || length >= 2 * PIECE {
            pieces.push(std::mem::take(&mut piece));
            length = 0;
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_text() {
        let text = "One sentence that is long enough to need more than one piece, and wörds. ".repeat(5)
            + &"x".repeat(300);
        let pieces: Vec<String> = in_pieces(&text).collect();
        assert!(
            pieces.len() > 6
                && pieces.iter().all(|piece| !piece.is_empty() && piece.chars().count() <= 2 * PIECE)
        );
        assert_eq!(pieces.concat(), text);
    }
}
