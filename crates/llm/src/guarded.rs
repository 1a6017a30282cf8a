//! Being considerate to a provider: a limit on concurrent calls, retries before the first token, and leaving it alone
//! while it fails.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backon::{ExponentialBuilder, Retryable};
use futures::StreamExt;
use futures::stream;
use recloser::{AsyncRecloser, Recloser};
use settings::Provider;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::chat::{ChatModel, ChatRequest, ChatStream};
use crate::error::LlmError;
use crate::observed::Call;

/// How a provider is treated.
#[derive(Debug, Clone, Copy)]
pub struct GuardConfig {
    /// When to ask again.
    pub retry: RetryPolicy,
    /// Calls at the same time, over all people.
    pub max_concurrent: usize,
    /// Longest wait for one of them to end.
    pub queue: Duration,
    /// When to leave the provider alone.
    pub breaker: BreakerPolicy,
}

impl Default for GuardConfig {
    /// 8 calls at a time, up to 30 s in the queue.
    fn default() -> Self {
        Self {
            retry: RetryPolicy::default(),
            max_concurrent: 8,
            queue: Duration::from_secs(30),
            breaker: BreakerPolicy::default(),
        }
    }
}

impl GuardConfig {
    /// How a provider wants to be treated; make one guard of it per provider and settings snapshot.
    pub fn of(provider: &Provider) -> Self {
        let retry = provider.integration.retry;
        let standard = Self::default();
        Self {
            retry: RetryPolicy {
                max_retries: usize::try_from(retry.max_retries).unwrap_or(usize::MAX),
                first_delay: retry.retry_delay,
                factor: retry.backoff_factor.max(1.0),
                longest_delay: standard.retry.longest_delay.max(retry.retry_delay),
            },
            max_concurrent: usize::try_from(provider.max_parallel).unwrap_or(usize::MAX),
            ..standard
        }
    }
}

/// When to ask again; only ever before the first token.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Attempts after the first one.
    pub max_retries: usize,
    /// Wait before the first of them; up to as much again is added at random.
    pub first_delay: Duration,
    /// How much longer each further wait is.
    pub factor: f64,
    /// Longest wait. A `Retry-After` beyond it ends the attempts.
    pub longest_delay: Duration,
}

impl Default for RetryPolicy {
    /// Two retries after 1 s and 2 s, never waiting more than 30 s.
    fn default() -> Self {
        Self {
            max_retries: 2,
            first_delay: Duration::from_secs(1),
            factor: 2.0,
            longest_delay: Duration::from_secs(30),
        }
    }
}

/// When to leave a provider alone.
#[derive(Debug, Clone, Copy)]
pub struct BreakerPolicy {
    /// Latest attempts that are looked at.
    pub window: usize,
    /// Share of them that may fail, 0 to 1.
    pub failure_rate: f32,
    /// How long it is left alone.
    pub pause: Duration,
}

impl Default for BreakerPolicy {
    /// Half of the latest 10 attempts; 30 s.
    fn default() -> Self {
        Self { window: 10, failure_rate: 0.5, pause: Duration::from_secs(30) }
    }
}

/// What all calls to one provider share, whoever makes them. Keep one per provider.
#[derive(Debug, Clone)]
pub struct ProviderGuard {
    config: GuardConfig,
    slots: Arc<Semaphore>,
    breaker: AsyncRecloser,
}

impl ProviderGuard {
    /// A guard with all slots free.
    pub fn new(config: GuardConfig) -> Self {
        let breaker = Recloser::custom()
            .error_rate(config.breaker.failure_rate)
            .closed_len(config.breaker.window.max(1))
            .half_open_len(1)
            .open_wait(config.breaker.pause)
            .build();
        Self {
            config,
            slots: Arc::new(Semaphore::new(config.max_concurrent.max(1))),
            breaker: AsyncRecloser::from(breaker),
        }
    }

    async fn slot(&self, cancel: &CancellationToken) -> Result<OwnedSemaphorePermit, LlmError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(LlmError::Cancelled),
            slot = tokio::time::timeout(self.config.queue, Arc::clone(&self.slots).acquire_owned()) => match slot {
                Ok(Ok(slot)) => Ok(slot),
                Ok(Err(_)) | Err(_) => Err(LlmError::Busy),
            },
        }
    }
}

/// A model behind its provider's guard.
pub struct Guarded<M> {
    model: M,
    guard: ProviderGuard,
}

impl<M: ChatModel> Guarded<M> {
    /// Puts a model behind a guard.
    pub fn new(model: M, guard: ProviderGuard) -> Self {
        Self { model, guard }
    }

    /// One attempt. Waits for the first event, because a failure before it may still be repeated.
    async fn attempt(
        &self,
        request: &ChatRequest,
        cancel: &CancellationToken,
    ) -> Result<ChatStream, LlmError> {
        let asked = async {
            let mut answer = self.model.start(request.clone(), cancel.clone()).await?;
            match answer.next().await {
                Some(first) => {
                    let first = first?;
                    Ok(stream::once(std::future::ready(Ok(first))).chain(answer).boxed())
                }
                None => Err(LlmError::Empty),
            }
        };
        let outcome = self.guard.breaker.call_with(LlmError::counts_against_provider, asked).await;
        outcome.map_err(|error| match error {
            recloser::Error::Inner(error) => error,
            recloser::Error::Rejected => LlmError::CircuitOpen,
        })
    }
}

#[async_trait]
impl<M: ChatModel> ChatModel for Guarded<M> {
    fn id(&self) -> &str {
        self.model.id()
    }

    /// Returns with the first event at hand. The slot is held until the stream ends or is dropped.
    async fn start(&self, request: ChatRequest, cancel: CancellationToken) -> Result<ChatStream, LlmError> {
        let mut call = Call::begin(self.id());
        let answer = self.first_event(request, cancel).instrument(call.span()).await;
        let (answer, slot) = answer.inspect_err(|error| call.failed(error))?;
        Ok(stream::unfold((answer, slot, call), |(mut answer, slot, mut call)| async move {
            let event = answer.next().await?;
            call.saw(&event);
            Some((event, (answer, slot, call)))
        })
        .boxed())
    }
}

impl<M: ChatModel> Guarded<M> {
    /// Waits for a slot and asks until there is a first event, or no hope of one.
    async fn first_event(
        &self,
        request: ChatRequest,
        cancel: CancellationToken,
    ) -> Result<(ChatStream, OwnedSemaphorePermit), LlmError> {
        let slot = self.guard.slot(&cancel).await?;
        let retry = self.guard.config.retry;
        let backoff = ExponentialBuilder::new()
            .with_jitter()
            .with_factor(narrowed(retry.factor))
            .with_min_delay(retry.first_delay)
            .with_max_delay(retry.longest_delay)
            .with_max_times(retry.max_retries);
        let attempts = (|| self.attempt(&request, &cancel))
            .retry(backoff)
            .when(LlmError::may_be_retried)
            .adjust(|error, delay| wait_before_retry(error, delay?, retry.longest_delay))
            .notify(|error, delay| {
                tracing::info!(model = self.id(), code = error.code(), ?delay, "asking the model again");
            });
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(LlmError::Cancelled),
            answer = attempts => Ok((answer?, slot)),
        }
    }
}

/// Never earlier than the provider asked for; not at all when it asked for too long.
fn wait_before_retry(error: &LlmError, delay: Duration, longest: Duration) -> Option<Duration> {
    match error {
        LlmError::RateLimited { retry_after: Some(asked) } if *asked > longest => None,
        LlmError::RateLimited { retry_after: Some(asked) } => Some(delay.max(*asked)),
        _ => Some(delay),
    }
}

/// backon takes 32 bits; a factor that large is cut to 100.
#[expect(clippy::cast_possible_truncation, reason = "between 1 and 100")]
fn narrowed(factor: f64) -> f32 {
    factor.clamp(1.0, 100.0) as f32
}
