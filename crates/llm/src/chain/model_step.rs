//! Asking the model and passing its text on as it arrives.

use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use tokio::time::Instant;

use super::{ChainContext, ChainError, ModelCall, Prompt, Step};
use crate::chat::{ChatEvent, ChatRequest, FinishReason, Message, Usage};
use crate::error::{FILTERED, LlmError};
use crate::tokens;
use crate::tools::ToolSpec;

/// Asks the model.
#[derive(Debug, Clone, Default)]
pub struct ModelStep {
    tools: Vec<ToolSpec>,
}

/// A complete answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The text, not trimmed.
    pub text: String,
    /// The prompt with the answer as its last message, for going on.
    pub conversation: Prompt,
    /// Tokens of this call.
    pub usage: Usage,
    /// How long the call took, waits and retries included.
    pub duration: Duration,
    /// Why the model stopped.
    pub finish_reason: FinishReason,
}

impl ModelStep {
    /// A step that offers these read tools.
    #[must_use]
    pub fn with_tools(mut self, tools: Vec<ToolSpec>) -> Self {
        self.tools = tools;
        self
    }

    async fn ask(&self, ctx: &ChainContext<'_>, prompt: Prompt) -> Result<Answer, ChainError> {
        let request = ChatRequest {
            system: prompt.system.clone(),
            messages: prompt.messages.clone(),
            temperature: prompt.temperature,
            max_tokens: prompt.max_tokens,
            request_id: ctx.request_id.clone(),
            tools: self.tools.clone(),
        };
        let prompt_tokens = tokens::estimate_request(&request);
        check_budget(ctx, prompt_tokens + u64::from(prompt.max_tokens.unwrap_or(0)))?;
        let asked = Instant::now();
        let received = Received::default();
        let mut call =
            Call { ctx, sent: Some(prompt.clone()), prompt_tokens, asked, received, outcome: DROPPED };
        let receiving = receive(ctx, request, &mut call.received);
        let outcome = match ctx.deadline {
            None => receiving.await,
            Some(deadline) => {
                tokio::time::timeout_at(deadline, receiving).await.unwrap_or(Err(LlmError::TimedOut))
            }
        };
        call.outcome = outcome.as_ref().err().map_or("ok", LlmError::code);
        let (usage, duration) = (call.usage(), asked.elapsed());
        let Received { text, finished, .. } = call.end();
        outcome?;
        let Some((_, finish_reason)) = finished else {
            return Err(ChainError::Cut(LlmError::Cut { detail: "it had no end".into() }));
        };
        // Half an answer that was stopped on purpose would only be stopped again.
        if finish_reason == FinishReason::Filtered {
            return Err(LlmError::Declined { reason: FILTERED.to_owned() }.into());
        }
        let mut conversation = prompt;
        conversation.messages.push(Message::assistant(text.clone()));
        Ok(Answer { text, conversation, usage, duration, finish_reason })
    }
}

#[derive(Default)]
struct Received {
    /// Whether the provider took the request.
    begun: bool,
    first_token: Option<Instant>,
    text: String,
    counter: tokens::Counter,
    finished: Option<(Usage, FinishReason)>,
}

/// How a call ended whose run was dropped.
const DROPPED: &str = "cut";

/// A call under way. It is recorded when it ends, also with the run it belongs to: what was used counts.
struct Call<'c, 'm> {
    ctx: &'c ChainContext<'m>,
    /// Until it is recorded.
    sent: Option<Prompt>,
    prompt_tokens: u64,
    asked: Instant,
    received: Received,
    outcome: &'static str,
}

impl Call<'_, '_> {
    fn usage(&self) -> Usage {
        match &self.received.finished {
            Some((usage, _)) => *usage,
            None if self.received.begun => Usage {
                prompt_tokens: self.prompt_tokens,
                completion_tokens: self.received.counter.tokens(),
                estimated: true,
            },
            None => Usage::default(),
        }
    }

    fn end(mut self) -> Received {
        self.record();
        std::mem::take(&mut self.received)
    }

    fn record(&mut self) {
        let Some(sent) = self.sent.take() else { return };
        self.ctx.record(ModelCall {
            model: self.ctx.model.id().to_owned(),
            usage: self.usage(),
            first_token: self.received.first_token.map(|at| at.duration_since(self.asked)),
            duration: self.asked.elapsed(),
            outcome: self.outcome,
            sent,
            answer: self.received.text.clone(),
        });
    }
}

impl Drop for Call<'_, '_> {
    fn drop(&mut self) {
        self.record();
    }
}

async fn receive(
    ctx: &ChainContext<'_>,
    request: ChatRequest,
    received: &mut Received,
) -> Result<(), LlmError> {
    let mut answer = ctx.model.start(request, ctx.cancel.clone()).await?;
    received.begun = true;
    while let Some(event) = answer.next().await {
        match event? {
            ChatEvent::Delta(piece) => {
                received.first_token.get_or_insert_with(Instant::now);
                ctx.sink.token(&piece).await;
                received.counter.add(&piece);
                received.text.push_str(&piece);
            }
            ChatEvent::Finished { usage, finish_reason } => {
                received.finished = Some((usage, finish_reason));
                break;
            }
        }
    }
    Ok(())
}

fn check_budget(ctx: &ChainContext<'_>, needed: u64) -> Result<(), ChainError> {
    let Some(budget) = ctx.token_budget else { return Ok(()) };
    let left = budget.saturating_sub(ctx.used().total());
    if needed > left { Err(ChainError::Budget { needed, left }) } else { Ok(()) }
}

#[async_trait]
impl Step<Prompt, Answer> for ModelStep {
    fn name(&self) -> &'static str {
        "model"
    }

    async fn run(&self, ctx: &ChainContext<'_>, prompt: Prompt) -> Result<Answer, ChainError> {
        if ctx.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Err(ChainError::TimedOut);
        }
        self.ask(ctx, prompt).await
    }
}
