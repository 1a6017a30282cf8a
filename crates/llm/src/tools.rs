//! The read tools a model may ask for.

use serde_json::{Map, Value};

use crate::envelope::ToolCall;

/// A tool that only reads, as it is shown to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolSpec {
    /// Its name, as the model writes it.
    pub name: String,
    /// One line saying what it gives.
    pub description: String,
    /// Its arguments.
    pub arguments: Vec<ToolArgument>,
}

/// One argument of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolArgument {
    /// Its name.
    pub name: String,
    /// What to ask a person when the model left it out.
    pub question: String,
    /// Whether the tool cannot work without it.
    pub required: bool,
}

impl ToolSpec {
    /// A tool without arguments.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into(), arguments: Vec::new() }
    }

    /// Adds an argument the tool cannot work without, and the question a person is asked for it.
    #[must_use]
    pub fn required(mut self, name: impl Into<String>, question: impl Into<String>) -> Self {
        self.arguments.push(ToolArgument { name: name.into(), question: question.into(), required: true });
        self
    }

    /// Adds an argument that may be left out.
    #[must_use]
    pub fn optional(mut self, name: impl Into<String>) -> Self {
        self.arguments.push(ToolArgument { name: name.into(), question: String::new(), required: false });
        self
    }
}

/// The list of tools a model may call. Nothing that changes anything may ever be on it.
#[derive(Debug, Clone, Default)]
pub struct ToolRegistry {
    tools: Vec<ToolSpec>,
}

/// What to do with a model's wish to call a tool.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolDecision {
    /// It may run with these arguments; those the tool does not know were dropped.
    Run(ToolCall),
    /// There is no such tool; tell the model this.
    Unknown {
        /// Text for the model, naming the tools there are.
        message: String,
    },
    /// Required arguments are missing; ask the person.
    Clarify {
        /// The question, in words.
        question: String,
        /// Names of the missing arguments.
        fields: Vec<String>,
    },
}

impl ToolRegistry {
    /// A list of read tools.
    pub fn new(tools: Vec<ToolSpec>) -> Self {
        Self { tools }
    }

    /// The tools, in the order they are shown to the model.
    pub fn tools(&self) -> &[ToolSpec] {
        &self.tools
    }

    /// Decides about a call.
    pub fn decide(&self, call: &ToolCall) -> ToolDecision {
        let Some(tool) = self.tools.iter().find(|tool| tool.name == call.tool) else {
            let names: Vec<&str> = self.tools.iter().map(|tool| tool.name.as_str()).collect();
            let message = if names.is_empty() {
                "There are no tools. Give your final answer.".to_owned()
            } else {
                format!("There is no such tool. The tools are: {}.", names.join(", "))
            };
            return ToolDecision::Unknown { message };
        };
        let missing: Vec<&ToolArgument> = tool
            .arguments
            .iter()
            .filter(|argument| argument.required && is_missing(&call.args, &argument.name))
            .collect();
        if !missing.is_empty() {
            return ToolDecision::Clarify {
                question: missing
                    .iter()
                    .map(|argument| argument.question.as_str())
                    .collect::<Vec<_>>()
                    .join("\n"),
                fields: missing.iter().map(|argument| argument.name.clone()).collect(),
            };
        }
        let args = call
            .args
            .iter()
            .filter(|(name, _)| tool.arguments.iter().any(|argument| argument.name == **name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        ToolDecision::Run(ToolCall { tool: call.tool.clone(), args })
    }

    /// The tools as lines for a prompt: name, arguments, what it gives.
    pub fn hints(&self) -> String {
        let mut hints = String::new();
        for tool in &self.tools {
            let arguments: Vec<String> =
                tool.arguments
                    .iter()
                    .map(|argument| {
                        if argument.required { argument.name.clone() } else { format!("{}?", argument.name) }
                    })
                    .collect();
            hints.push_str(&format_hint(&tool.name, &arguments.join(", "), &tool.description));
        }
        hints
    }
}

fn format_hint(name: &str, arguments: &str, description: &str) -> String {
    format!("- {name}({arguments}): {description}\n")
}

fn is_missing(args: &Map<String, Value>, name: &str) -> bool {
    match args.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}
