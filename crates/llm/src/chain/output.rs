//! From a model's text to JSON.

use async_trait::async_trait;
use serde_json::Value;

use super::{Answer, ChainContext, ChainError, Step, json_text};
use crate::envelope::{Clarification, Envelope, ToolCall};

/// Reads JSON out of an answer: bare, fenced or with prose around it, alone or in an envelope.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutputParser;

/// What an answer holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// The JSON asked for.
    Value(Value),
    /// A question to the person.
    Clarify(Clarification),
    /// A wish to call a tool.
    Tool(ToolCall),
}

impl OutputParser {
    /// Reads an answer's text; `None` when there is no JSON in it.
    pub fn read(self, text: &str) -> Option<Parsed> {
        match Envelope::of(json_text::find(text)?) {
            Envelope::Final(Value::String(inner)) => json_text::find(&inner).map(Parsed::Value),
            Envelope::Final(value) => Some(Parsed::Value(value)),
            Envelope::Clarify(clarification) => Some(Parsed::Clarify(clarification)),
            Envelope::Tool(call) => Some(Parsed::Tool(call)),
        }
    }
}

#[async_trait]
impl Step<Answer, (Parsed, Answer)> for OutputParser {
    fn name(&self) -> &'static str {
        "parse"
    }

    async fn run(&self, _ctx: &ChainContext<'_>, answer: Answer) -> Result<(Parsed, Answer), ChainError> {
        match self.read(&answer.text) {
            Some(parsed) => Ok((parsed, answer)),
            None => Err(ChainError::AnswerNotJson { text: answer.text }),
        }
    }
}
