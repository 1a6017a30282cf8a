//! What the trace and the metrics say about one call of a model. Prompts and answers stay out of it.

use tokio::time::Instant;
use tracing::{Span, field::Empty};

use crate::chat::{ChatEvent, Usage};
use crate::error::LlmError;

/// A call under way, repeated attempts included. Dropped before its end, it counts as stopped.
pub(crate) struct Call {
    span: Span,
    model: String,
    started: Instant,
    usage: Usage,
    outcome: Option<&'static str>,
}

impl Call {
    /// `model` is provider and model, as the operator configured them.
    pub(crate) fn begin(model: &str) -> Self {
        let span = tracing::info_span!(
            "llm",
            otel.name = format!("llm {model}"),
            otel.kind = "client",
            otel.status_code = Empty,
            model,
            outcome = Empty,
            duration_ms = Empty,
            tokens_sent = Empty,
            tokens_received = Empty,
        );
        Self {
            span,
            model: model.to_owned(),
            started: Instant::now(),
            usage: Usage::default(),
            outcome: None,
        }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// The next thing the model said.
    pub(crate) fn saw(&mut self, event: &Result<ChatEvent, LlmError>) {
        match event {
            Ok(ChatEvent::Delta(_)) => {}
            Ok(ChatEvent::Finished { usage, .. }) => {
                self.usage = *usage;
                self.outcome = Some("ok");
            }
            Err(error) => self.failed(error),
        }
    }

    pub(crate) fn failed(&mut self, error: &LlmError) {
        self.outcome = Some(error.code());
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let (took, outcome) = (self.started.elapsed(), self.outcome.unwrap_or("cancelled"));
        let Usage { prompt_tokens, completion_tokens, .. } = self.usage;
        self.span
            .record("outcome", outcome)
            .record("duration_ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
            .record("tokens_sent", prompt_tokens)
            .record("tokens_received", completion_tokens);
        if !matches!(outcome, "ok" | "cancelled") {
            self.span.record("otel.status_code", "ERROR");
        }
        instruments::metrics::llm_call(&self.model, outcome, took);
        instruments::metrics::llm_tokens(&self.model, prompt_tokens, completion_tokens);
    }
}
