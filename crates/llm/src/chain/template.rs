//! Prompts shipped with the product, filled by a template language with strict limits.

use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::{ChainContext, ChainError, Memory, Step};
use crate::chat::Message;

/// Instructions a template may use, so that a mistake in one cannot hang the server.
const FUEL: u64 = 100_000;

/// One template of ours. Prompts of people are filled with [`domain::placeholders::fill`] instead.
#[derive(Debug, Clone)]
pub struct PromptTemplate {
    name: Arc<str>,
    environment: Arc<Environment<'static>>,
}

impl PromptTemplate {
    /// Reads a template; the name is used in errors.
    pub fn new(name: &str, source: &str) -> Result<Self, ChainError> {
        // With the usual tests and filters: `settings` checks prompts against the same ones.
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| prompt_error(name, &error))?);
        environment
            .add_template_owned(name.to_owned(), source.to_owned())
            .map_err(|error| prompt_error(name, &error))?;
        Ok(Self { name: name.into(), environment: Arc::new(environment) })
    }

    /// Fills the template. A value it names and `values` lacks is an error.
    pub fn render(&self, values: &impl Serialize) -> Result<String, ChainError> {
        self.environment
            .get_template(&self.name)
            .and_then(|template| template.render(minijinja::value::Serde(values)))
            .map_err(|error| prompt_error(&self.name, &error))
    }
}

fn prompt_error(name: &str, error: &minijinja::Error) -> ChainError {
    ChainError::Prompt { name: name.to_owned(), detail: error.to_string() }
}

/// What a model is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prompt {
    /// Instructions of ours.
    pub system: String,
    /// The conversation, ending with what shall be answered.
    pub messages: Vec<Message>,
    /// 0 to 2; `None` leaves the provider's setting.
    pub temperature: Option<f64>,
    /// Limit of the answer in tokens; `None` leaves the provider's setting.
    pub max_tokens: Option<u32>,
}

/// Fills a system and a user template from one set of values.
#[derive(Debug, Clone)]
pub struct PromptStep<I> {
    system: PromptTemplate,
    user: PromptTemplate,
    memory: Memory,
    takes: PhantomData<fn(I)>,
}

impl<I> PromptStep<I> {
    /// A step from two templates. Untrusted values belong in the user's one only.
    pub fn new(system: PromptTemplate, user: PromptTemplate) -> Self {
        Self { system, user, memory: Memory::default(), takes: PhantomData }
    }

    /// Puts an earlier conversation before the new message.
    #[must_use]
    pub fn with_memory(mut self, memory: Memory) -> Self {
        self.memory = memory;
        self
    }
}

#[async_trait]
impl<I: Serialize + Send + Sync + 'static> Step<I, Prompt> for PromptStep<I> {
    fn name(&self) -> &'static str {
        "prompt"
    }

    async fn run(&self, _ctx: &ChainContext<'_>, input: I) -> Result<Prompt, ChainError> {
        let prompt = Prompt {
            system: self.system.render(&input)?,
            messages: vec![Message::user(self.user.render(&input)?)],
            ..Prompt::default()
        };
        Ok(self.memory.before(prompt))
    }
}
