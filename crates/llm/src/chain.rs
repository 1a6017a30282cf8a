//! Chains of steps, typed from end to end: prompt → model → parser → validator → repair.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::chat::{ChatModel, Usage};

mod calls;
mod error;
pub mod json_text;
mod look_up;
mod memory;
mod model_step;
mod output;
mod repair;
mod schema;
mod template;
mod validate;

pub use calls::ModelCall;
pub use error::{ChainError, Problem};
pub use look_up::{LookUp, ToolRunner};
pub use memory::Memory;
pub use model_step::{Answer, ModelStep};
pub use output::{OutputParser, Parsed};
pub use repair::{Begun, Checked, Outcome, Repair};
pub use schema::{Field, Kind, Schema};
pub use template::{Prompt, PromptStep, PromptTemplate};
pub use validate::{SchemaValidator, Validator};

/// One step: takes an `I`, gives an `O`.
#[async_trait]
pub trait Step<I, O>: Send + Sync
where
    I: Send + 'static,
    O: Send + 'static,
{
    /// The step's name in traces, such as `model`.
    fn name(&self) -> &'static str;

    /// Does the work.
    async fn run(&self, ctx: &ChainContext<'_>, input: I) -> Result<O, ChainError>;

    /// Does the work inside a tracing span `chain.step` that records name, outcome and duration.
    async fn traced(&self, ctx: &ChainContext<'_>, input: I) -> Result<O, ChainError> {
        let span = tracing::info_span!(
            "chain.step",
            otel.name = format!("step {}", self.name()),
            step = self.name(),
            outcome = tracing::field::Empty,
            duration_ms = tracing::field::Empty
        );
        let started = Instant::now();
        let result = self.run(ctx, input).instrument(span.clone()).await;
        span.record("outcome", result.as_ref().err().map_or("ok", ChainError::code));
        span.record("duration_ms", u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        result
    }

    /// This step and then another one.
    fn then<P, S>(self, next: S) -> Then<Self, S, O>
    where
        Self: Sized,
        P: Send + 'static,
        S: Step<O, P>,
    {
        Then { first: self, second: next, between: PhantomData }
    }
}

/// Two steps, one after the other; made by [`Step::then`].
pub struct Then<A, B, M> {
    first: A,
    second: B,
    between: PhantomData<fn() -> M>,
}

#[async_trait]
impl<I, M, O, A, B> Step<I, O> for Then<A, B, M>
where
    I: Send + 'static,
    M: Send + 'static,
    O: Send + 'static,
    A: Step<I, M>,
    B: Step<M, O>,
{
    fn name(&self) -> &'static str {
        "chain"
    }

    async fn run(&self, ctx: &ChainContext<'_>, input: I) -> Result<O, ChainError> {
        let between = self.first.traced(ctx, input).await?;
        self.second.traced(ctx, between).await
    }

    /// The steps have their own spans; the pair needs none.
    async fn traced(&self, ctx: &ChainContext<'_>, input: I) -> Result<O, ChainError> {
        self.run(ctx, input).await
    }
}

/// What a run needs besides its input.
pub struct ChainContext<'a> {
    /// The model to ask.
    pub model: &'a dyn ChatModel,
    /// Gets the text as it arrives.
    pub sink: &'a dyn TokenSink,
    /// Stops the run.
    pub cancel: CancellationToken,
    /// Sent on to the provider.
    pub request_id: String,
    /// When the run must be over.
    pub deadline: Option<Instant>,
    /// Tokens the run may use in all; checked before each call with an estimate.
    pub token_budget: Option<u64>,
    calls: Mutex<Vec<ModelCall>>,
}

impl<'a> ChainContext<'a> {
    /// A context without deadline and budget.
    pub fn new(model: &'a dyn ChatModel, sink: &'a dyn TokenSink, cancel: CancellationToken) -> Self {
        Self {
            model,
            sink,
            cancel,
            request_id: String::new(),
            deadline: None,
            token_budget: None,
            calls: Mutex::default(),
        }
    }

    /// Tokens used by the run so far, over all calls, also those that failed.
    pub fn used(&self) -> Usage {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().fold(Usage::default(), |sum, call| sum.plus(call.usage))
    }

    /// The run's calls so far, also those that failed, oldest first.
    pub fn calls(&self) -> Vec<ModelCall> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn record(&self, call: ModelCall) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(call);
    }
}

/// Gets a model's text while it arrives.
#[async_trait]
pub trait TokenSink: Send + Sync {
    /// The next piece.
    async fn token(&self, piece: &str);

    /// The model begins anew; what came before no longer counts.
    async fn restarted(&self, why: Restart);
}

/// Why a model begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// It was shown its mistakes.
    Mistakes,
    /// What it wrote was no answer, but a wish to look something up.
    LookUp,
}

/// A sink for when nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSink;

#[async_trait]
impl TokenSink for NoSink {
    async fn token(&self, _piece: &str) {}

    async fn restarted(&self, _why: Restart) {}
}
