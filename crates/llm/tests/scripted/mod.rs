//! A model that says what a test wants, and a sink that remembers what it was given.
#![expect(clippy::unwrap_used, reason = "test helper")]

use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;
use futures::{StreamExt, stream};
use llm::chain::{Restart, TokenSink};
use llm::{ChatEvent, ChatModel, ChatRequest, ChatStream, FinishReason, LlmError, Usage};
use tokio_util::sync::CancellationToken;

/// Gives its answers in order; each call costs 10 and 5 tokens.
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Result<String, LlmError>>>,
    pub(crate) asked: Mutex<Vec<ChatRequest>>,
    stalls: bool,
}

impl Scripted {
    pub(crate) fn answering(answers: &[&str]) -> Self {
        Self {
            answers: Mutex::new(answers.iter().map(|answer| Ok((*answer).to_owned())).collect()),
            asked: Mutex::default(),
            stalls: false,
        }
    }

    /// Gives this and then nothing for a long time.
    pub(crate) fn stalling_after(answer: &str) -> Self {
        Self { stalls: true, ..Self::answering(&[answer]) }
    }

    pub(crate) fn failing(error: LlmError) -> Self {
        Self { answers: Mutex::new(VecDeque::from([Err(error)])), asked: Mutex::default(), stalls: false }
    }

    pub(crate) fn calls(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

#[async_trait]
impl ChatModel for Scripted {
    fn id(&self) -> &'static str {
        "scripted"
    }

    async fn start(&self, request: ChatRequest, _cancel: CancellationToken) -> Result<ChatStream, LlmError> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front().unwrap()?;
        let mut events: Vec<_> =
            answer.split_inclusive(' ').map(|piece| Ok(ChatEvent::Delta(piece.to_owned()))).collect();
        if self.stalls {
            return Ok(stream::iter(events).chain(stream::pending()).boxed());
        }
        let usage = Usage { prompt_tokens: 10, completion_tokens: 5, estimated: false };
        events.push(Ok(ChatEvent::Finished { usage, finish_reason: FinishReason::Stop }));
        Ok(stream::iter(events).boxed())
    }
}

/// What was passed on; `|` where the model began anew.
#[derive(Default)]
pub(crate) struct Heard(pub(crate) Mutex<String>);

#[async_trait]
impl TokenSink for Heard {
    async fn token(&self, piece: &str) {
        self.0.lock().unwrap().push_str(piece);
    }

    async fn restarted(&self, _why: Restart) {
        self.0.lock().unwrap().push('|');
    }
}
