//! Asking the model, reading and checking its answer, and showing it its mistakes.

use std::marker::PhantomData;

use async_trait::async_trait;
use serde_json::Value;

use super::{
    Answer, ChainContext, ChainError, ModelStep, OutputParser, Parsed, Problem, Prompt, Restart, Step,
    Validator,
};
use crate::chat::{FinishReason, Message, Usage};
use crate::envelope::{Clarification, ToolCall};

/// Times a model is shown its mistakes.
const MAX_REPAIRS: u8 = 2;

/// Problems shown to the model at once.
const MAX_SHOWN: usize = 20;

/// Asks a model until its answer is a valid `T`, at most twice again.
pub struct Repair<T, V> {
    model: ModelStep,
    validator: V,
    most: u8,
    gives: PhantomData<fn() -> T>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T> {
    /// A valid answer.
    Done(Checked<T>),
    /// The model needs to know something from the person; go on from the conversation.
    Clarify(Clarification, Prompt),
    /// The model wants a tool to be called; go on from there.
    Tool(ToolCall, Begun),
}

/// A conversation in which the model may have been shown mistakes already.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// The conversation.
    pub prompt: Prompt,
    /// How often it was shown mistakes.
    pub repairs: u8,
}

/// A valid answer and how it came to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<T> {
    /// The answer.
    pub value: T,
    /// The JSON it was read from.
    pub json: Value,
    /// How often the model had to be shown mistakes.
    pub repairs: u8,
    /// The conversation that led to it, mistakes left out.
    pub conversation: Prompt,
    /// Tokens of all calls together.
    pub usage: Usage,
}

impl<T, V> Repair<T, V>
where
    T: Send + 'static,
    V: Validator<T>,
{
    /// A step that accepts what `validator` accepts.
    pub fn new(model: ModelStep, validator: V) -> Self {
        Self { model, validator, most: MAX_REPAIRS, gives: PhantomData }
    }

    /// Shows the model its mistakes less often than twice.
    #[must_use]
    pub fn at_most(self, repairs: u8) -> Self {
        Self { most: repairs.min(MAX_REPAIRS), ..self }
    }

    /// The outcome, or the error together with the words that show it to the model.
    fn judge(&self, answer: &Answer, last: bool) -> Result<Judged<T>, (ChainError, String)> {
        let cut_short = answer.finish_reason == FinishReason::Length;
        let Some(parsed) = OutputParser.read(&answer.text) else {
            let reason = if cut_short {
                "Your answer was too long and was cut off. Answer again, shorter, with one complete JSON object."
            } else {
                "Your answer was not JSON. Answer again with one JSON object and nothing else."
            };
            return Err((ChainError::AnswerNotJson { text: answer.text.clone() }, reason.to_owned()));
        };
        match parsed {
            Parsed::Clarify(clarification) => Ok(Judged::Clarify(clarification)),
            Parsed::Tool(call) => Ok(Judged::Tool(call)),
            Parsed::Value(json) => match self.validator.validate(&json) {
                Ok(value) => Ok(Judged::Valid(value, json)),
                Err(problems) => {
                    if let Some(value) = last.then(|| self.validator.settle_for(&json)).flatten() {
                        return Ok(Judged::Valid(value, json));
                    }
                    let words = words_for(&problems);
                    Err((ChainError::AnswerInvalid { problems, text: answer.text.clone() }, words))
                }
            },
        }
    }
}

enum Judged<T> {
    Valid(T, Value),
    Clarify(Clarification),
    Tool(ToolCall),
}

fn words_for(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().take(MAX_SHOWN).map(|problem| format!("- {problem}")).collect();
    format!(
        "Your answer has these problems:\n{}\nAnswer again with the whole corrected JSON object and nothing else.",
        lines.join("\n")
    )
}

#[async_trait]
impl<T, V> Step<Prompt, Outcome<T>> for Repair<T, V>
where
    T: Send + 'static,
    V: Validator<T>,
{
    fn name(&self) -> &'static str {
        "repair"
    }

    async fn run(&self, ctx: &ChainContext<'_>, prompt: Prompt) -> Result<Outcome<T>, ChainError> {
        self.run(ctx, Begun { prompt, repairs: 0 }).await
    }
}

#[async_trait]
impl<T, V> Step<Begun, Outcome<T>> for Repair<T, V>
where
    T: Send + 'static,
    V: Validator<T>,
{
    fn name(&self) -> &'static str {
        "repair"
    }

    async fn run(&self, ctx: &ChainContext<'_>, begun: Begun) -> Result<Outcome<T>, ChainError> {
        let Begun { mut prompt, mut repairs } = begun;
        let asked = prompt.messages.clone();
        let mut usage = Usage::default();
        loop {
            let answer = self.model.traced(ctx, prompt).await?;
            usage = usage.plus(answer.usage);
            match self.judge(&answer, repairs >= self.most) {
                Ok(Judged::Valid(value, json)) => {
                    let mut conversation = answer.conversation;
                    conversation.messages = asked;
                    conversation.messages.push(Message::assistant(answer.text));
                    return Ok(Outcome::Done(Checked { value, json, repairs, conversation, usage }));
                }
                Ok(Judged::Clarify(clarification)) => {
                    return Ok(Outcome::Clarify(clarification, answer.conversation));
                }
                Ok(Judged::Tool(call)) => {
                    return Ok(Outcome::Tool(call, Begun { prompt: answer.conversation, repairs }));
                }
                Err((error, _)) if repairs >= self.most => return Err(error),
                Err((error, words)) => {
                    repairs += 1;
                    tracing::info!(code = error.code(), repairs, "showing the model its mistakes");
                    ctx.sink.restarted(Restart::Mistakes).await;
                    prompt = answer.conversation;
                    prompt.messages.push(Message::user(words));
                }
            }
        }
    }
}
