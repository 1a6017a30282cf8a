//! A conversation that is remembered over several runs.

use super::Prompt;
use crate::chat::Message;

/// Earlier messages, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    messages: Vec<Message>,
}

impl Memory {
    /// A memory of these messages.
    pub fn new(messages: Vec<Message>) -> Self {
        Self { messages }
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Adds a message at the end.
    pub fn remember(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// The prompt with these messages before its own.
    #[must_use]
    pub fn before(&self, mut prompt: Prompt) -> Prompt {
        prompt.messages.splice(0..0, self.messages.iter().cloned());
        prompt
    }
}
