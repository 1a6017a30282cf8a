//! Read tools for a model that asks for them in its answer.

use std::cmp::Ordering;

use async_trait::async_trait;

use super::{Begun, ChainContext, ChainError, Outcome, Prompt, Repair, Restart, Step, Validator};
use crate::chat::Message;
use crate::envelope::{Clarification, MissingField, ToolCall};
use crate::tools::{ToolDecision, ToolRegistry};

/// How often a run may look something up, or try to.
const MOST: u32 = 6;
/// What a model is told after that.
const ENOUGH: &str = "Nothing more can be looked up. Give your final answer with what you know.";

/// Runs read tools.
#[async_trait]
pub trait ToolRunner: Send + Sync {
    /// What the tool said, as the model is shown it: data between delimiters. What could not be looked up is said in
    /// words, because an answer can be written without it.
    async fn run(&self, call: &ToolCall) -> String;
}

/// Asks a model until its answer is valid, and looks up what it asks for on the way: one tool at a time, of those in
/// the registry, at most six times. Never ends with [`Outcome::Tool`].
pub struct LookUp<'a, T, V> {
    repair: Repair<T, V>,
    registry: &'a ToolRegistry,
    runner: &'a dyn ToolRunner,
}

impl<'a, T, V> LookUp<'a, T, V> {
    /// A step that looks things up for `repair`.
    pub fn new(repair: Repair<T, V>, registry: &'a ToolRegistry, runner: &'a dyn ToolRunner) -> Self {
        Self { repair, registry, runner }
    }

    async fn decided(&self, call: &ToolCall) -> Result<String, Clarification> {
        match self.registry.decide(call) {
            ToolDecision::Run(call) => Ok(self.runner.run(&call).await),
            ToolDecision::Unknown { message } => Ok(message),
            ToolDecision::Clarify { question, fields } => {
                let field = |name: String| MissingField { label: name.clone(), name, options: Vec::new() };
                Err(Clarification { question, fields: fields.into_iter().map(field).collect() })
            }
        }
    }
}

#[async_trait]
impl<T, V> Step<Prompt, Outcome<T>> for LookUp<'_, T, V>
where
    T: Send + 'static,
    V: Validator<T>,
{
    fn name(&self) -> &'static str {
        "look_up"
    }

    async fn run(&self, ctx: &ChainContext<'_>, prompt: Prompt) -> Result<Outcome<T>, ChainError> {
        let (mut begun, mut looked_up) = (Begun { prompt, repairs: 0 }, 0);
        loop {
            let outcome = self.repair.traced(ctx, begun).await?;
            let Outcome::Tool(call, so_far) = outcome else { return Ok(outcome) };
            let words = match looked_up.cmp(&MOST) {
                Ordering::Less => {
                    let decided = tokio::select! {
                        biased;
                        () = ctx.cancel.cancelled() => return Err(ChainError::Cancelled),
                        decided = self.decided(&call) => decided,
                    };
                    match decided {
                        Ok(words) => words,
                        Err(question) => return Ok(Outcome::Clarify(question, so_far.prompt)),
                    }
                }
                Ordering::Equal => ENOUGH.to_owned(),
                Ordering::Greater => {
                    let text = format!("a call of the tool {}", call.tool);
                    return Err(ChainError::AnswerNotJson { text });
                }
            };
            looked_up += 1;
            ctx.sink.restarted(Restart::LookUp).await;
            begun = so_far;
            begun.prompt.messages.push(Message::user(words));
        }
    }
}
