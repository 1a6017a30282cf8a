//! Turning an answer, streamed or not, into chat events.

use std::collections::VecDeque;

use futures::stream::{self, BoxStream, StreamExt};
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::frames::{self, Frame};
use super::reading::{self, AnswerPaths};
use super::{CompanyConfig, Timeouts, within};
use crate::chat::{ChatEvent, ChatStream, FinishReason, Usage};
use crate::error::LlmError;
use crate::tokens;
use crate::transport::HttpResponse;

/// Characters of one piece, where a whole answer comes at once.
const PIECE: usize = 48;

pub(super) async fn open(
    response: HttpResponse,
    config: &CompanyConfig,
    prompt_tokens: u64,
    cancel: CancellationToken,
) -> Result<ChatStream, LlmError> {
    let frames = within(config.timeouts.idle, &cancel, frames::of(&response.headers, response.body)).await?;
    let answer = Answer {
        frames: frames.stream,
        needs_end: frames.needs_end,
        paths: AnswerPaths::new(config.stream_path.as_ref(), &config.response_path),
        timeouts: config.timeouts,
        deadline: Instant::now() + config.timeouts.total,
        cancel,
        ready: VecDeque::new(),
        prompt_tokens,
        completion: tokens::Counter::default(),
        any_text: false,
        blank: String::new(),
        usage: None,
        finish: None,
        ended: false,
    };
    Ok(stream::unfold(answer, |mut answer| async move { answer.next().await.map(|event| (event, answer)) })
        .boxed())
}

struct Answer {
    frames: BoxStream<'static, Result<Frame, LlmError>>,
    needs_end: bool,
    paths: AnswerPaths,
    timeouts: Timeouts,
    deadline: Instant,
    cancel: CancellationToken,
    ready: VecDeque<ChatEvent>,
    prompt_tokens: u64,
    completion: tokens::Counter,
    any_text: bool,
    /// White space before the first text; an answer of nothing else is empty.
    blank: String,
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
        let frame = within(limit, &self.cancel, async { frames.next().await.transpose() }).await?;
        match frame {
            Some(Frame::Json(value)) => self.take_json(&value),
            Some(Frame::Text(text)) => {
                self.take_text(&text);
                Ok(())
            }
            Some(Frame::Failed(message)) => Err(self.failed(&message)),
            None if self.needs_end && self.finish.is_none() => {
                Err(LlmError::Cut { detail: "the connection closed before the end".into() })
            }
            Some(Frame::Done) | None => self.finish(),
        }
    }

    fn take_json(&mut self, value: &Value) -> Result<(), LlmError> {
        if let Some(usage) = reading::usage(value) {
            self.usage = Some(usage);
        }
        if let Some(finish) = reading::finish_reason(value) {
            self.finish = Some(finish);
        }
        if let Some(text) = self.paths.text(value) {
            self.take_text(&text);
        } else if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
            return Err(self.failed(&super::refusal::message_in(error).unwrap_or_default()));
        } else if !self.needs_end && !self.any_text && self.finish.is_none() && !reading::says_done(value) {
            let detail = "no text was found where the settings say it is".to_owned();
            return Err(LlmError::Unreadable { detail });
        }
        if reading::says_done(value) { self.finish() } else { Ok(()) }
    }

    fn take_text(&mut self, text: &str) {
        self.completion.add(text);
        if !self.any_text && text.trim().is_empty() {
            self.blank.push_str(text);
            return;
        }
        if text.is_empty() {
            return;
        }
        self.any_text = true;
        let text = &(std::mem::take(&mut self.blank) + text);
        if self.needs_end {
            self.ready.push_back(ChatEvent::Delta(text.to_owned()));
        } else {
            self.ready.extend(in_pieces(text).map(ChatEvent::Delta));
        }
    }

    fn finish(&mut self) -> Result<(), LlmError> {
        if !self.any_text {
            return Err(LlmError::Empty);
        }
        let estimate = Usage {
            prompt_tokens: self.prompt_tokens,
            completion_tokens: self.completion.tokens(),
            estimated: true,
        };
        self.ready.push_back(ChatEvent::Finished {
            usage: self.usage.unwrap_or(estimate),
            finish_reason: self.finish.take().unwrap_or(FinishReason::Stop),
        });
        self.ended = true;
        self.frames = stream::empty().boxed();
        Ok(())
    }

    fn failed(&self, message: &str) -> LlmError {
        let detail: String = domain::text::one_line(message).chars().take(200).collect();
        let detail = if detail.is_empty() { "it reported an error".to_owned() } else { detail };
        if self.any_text { LlmError::Cut { detail } } else { LlmError::Unavailable { detail } }
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
