//! The request's body: what goes into the template, and how it is changed for services that differ.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::CompanyConfig;
use crate::chat::{ChatRequest, Message, Role};
use crate::tools::ToolSpec;

/// The values a body template may name.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateValues {
    /// `{model}`
    pub model: String,
    /// `{system_prompt}`
    pub system_prompt: String,
    /// `{user_prompt}`: the last message.
    pub user_prompt: String,
    /// `{history}`: the messages before it, in the form of [`HistoryMode`].
    pub history: Value,
    /// `{temperature}`
    pub temperature: f64,
    /// `{max_tokens}`
    pub max_tokens: u32,
    /// `{stream}`
    pub stream: bool,
}

impl TemplateValues {
    pub(super) fn of(request: &ChatRequest, config: &CompanyConfig) -> Self {
        let (earlier, last) = match request.messages.split_last() {
            Some((last, earlier)) => (earlier, last.content.clone()),
            None => (&[][..], String::new()),
        };
        Self {
            model: config.model.clone(),
            system_prompt: request.system.clone(),
            user_prompt: last,
            history: config.compat.history_mode.render(earlier),
            temperature: request.temperature.unwrap_or(config.temperature),
            max_tokens: request.max_tokens.unwrap_or(config.max_tokens),
            stream: config.stream,
        }
    }
}

/// The form of the conversation so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HistoryMode {
    /// One string, `USER: …\nASSISTANT: …`.
    #[default]
    Text,
    /// `[{"role": "user", "content": "…"}, …]`
    OpenAiArray,
    /// `["USER: …", "ASSISTANT: …"]`
    FlatArray,
}

impl HistoryMode {
    pub(super) fn render(self, messages: &[Message]) -> Value {
        match self {
            Self::Text => Value::String(messages.iter().map(labelled).collect::<Vec<_>>().join("\n")),
            Self::OpenAiArray => messages
                .iter()
                .map(|message| json!({"role": message.role.as_str(), "content": message.content}))
                .collect(),
            Self::FlatArray => messages.iter().map(labelled).collect(),
        }
    }
}

/// A message behind its label. Lines that look like a label are indented, so that a text cannot speak for the other
/// side.
fn labelled(message: &Message) -> String {
    let label = match message.role {
        Role::User => "USER",
        Role::Assistant => "ASSISTANT",
    };
    let lines: Vec<String> = message
        .content
        .split('\n')
        .map(|line| {
            let imitates = ["USER:", "ASSISTANT:"].iter().any(|label| {
                line.trim_start().get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label))
            });
            if imitates { format!("  > {line}") } else { line.to_owned() }
        })
        .collect();
    format!("{label}: {}", lines.join("\n"))
}

/// How a service's body differs from the usual one. Services of this kind refuse unknown keys with 422.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compat {
    /// New names of top-level members, by their name in the template.
    pub field_map: BTreeMap<String, String>,
    /// The form of the conversation so far.
    pub history_mode: HistoryMode,
    /// New name of the `parameters` member, such as `generationConfig`.
    pub parameters_key: Option<String>,
    /// New names inside of `parameters`, such as `max_tokens` → `maxTokens`.
    pub param_renames: BTreeMap<String, String>,
    /// Whether to add the tools as `tools: [{name, description, parameters}]`.
    pub include_tools_in_payload: bool,
    /// Whether to leave out null, `""`, `[]` and `{}`.
    pub prune_empty_keys: bool,
}

impl Compat {
    /// Turns the template's body into the one to send.
    pub fn apply(&self, body: Value, tools: &[ToolSpec]) -> Value {
        let Value::Object(mut members) = body else { return body };
        if self.include_tools_in_payload && !tools.is_empty() {
            members.insert("tools".into(), tools.iter().map(tool_json).collect());
        }
        if let Some(Value::Object(parameters)) = members.get_mut("parameters") {
            *parameters = renamed(std::mem::take(parameters), |name| self.param_renames.get(name));
        }
        let mut members = renamed(members, |name| {
            self.field_map.get(name).or_else(|| self.parameters_key.as_ref().filter(|_| name == "parameters"))
        });
        if self.prune_empty_keys {
            prune(&mut members);
        }
        Value::Object(members)
    }
}

fn tool_json(tool: &ToolSpec) -> Value {
    let properties: Map<String, Value> =
        tool.arguments.iter().map(|argument| (argument.name.clone(), json!({"type": "string"}))).collect();
    let required: Vec<&str> = tool
        .arguments
        .iter()
        .filter(|argument| argument.required)
        .map(|argument| argument.name.as_str())
        .collect();
    json!({
        "name": tool.name,
        "description": tool.description,
        "parameters": {"type": "object", "properties": properties, "required": required},
    })
}

fn renamed<'a>(
    members: Map<String, Value>,
    new_name: impl Fn(&str) -> Option<&'a String>,
) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (new_name(&name).cloned().unwrap_or(name), value)).collect()
}

fn prune(members: &mut Map<String, Value>) {
    members.retain(|_, value| {
        if let Value::Object(inner) = value {
            prune(inner);
        }
        match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(inner) => !inner.is_empty(),
            Value::Bool(_) | Value::Number(_) => true,
        }
    });
}
