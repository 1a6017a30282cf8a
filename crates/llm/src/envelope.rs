//! How a model without native tools says what it wants: one JSON object with a `mode`.
//!
//! `{"mode":"tool","tool":"jira_search","args":{…}}`, `{"mode":"final","final":…}` or
//! `{"mode":"clarify","question":"…","fields":[{"name":"…","label":"…","options":["…"]}]}`
//! (names alone are fine too). Anything else is a final answer.

use serde_json::{Map, Value};

use crate::chain::json_text;

/// What a model answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Envelope {
    /// It wants one tool to be called.
    Tool(ToolCall),
    /// It is done: any JSON value, or a string when it wrote plain text.
    Final(Value),
    /// It needs to know something from the person.
    Clarify(Clarification),
}

/// A wish to call a tool; see [`crate::tools::ToolRegistry::decide`].
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// The tool's name; empty when the model gave none.
    pub tool: String,
    /// Its arguments.
    pub args: Map<String, Value>,
}

/// A question to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clarification {
    /// The question, in the model's words.
    pub question: String,
    /// What is missing, where the model named it; at most 20.
    pub fields: Vec<MissingField>,
}

/// Something the model needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingField {
    /// Its name in the answer.
    pub name: String,
    /// As people read it; the name when the model gave no label.
    pub label: String,
    /// Answers to choose from, at most 20; empty means free text.
    pub options: Vec<String>,
}

/// More than a person would want to be asked at once.
const MOST: usize = 20;

impl MissingField {
    /// A name alone, or an object with `name`, `label` and `options`.
    fn read(value: &Value) -> Option<Self> {
        let name = match value {
            Value::String(name) => name.trim().to_owned(),
            _ => text_of(value.get("name")),
        };
        let label = text_of(value.get("label"));
        let options = value.get("options").and_then(Value::as_array).into_iter().flatten();
        (!name.is_empty()).then(|| Self {
            label: if label.is_empty() { name.clone() } else { label },
            options: options.filter_map(Value::as_str).map(str::to_owned).take(MOST).collect(),
            name,
        })
    }
}

impl Envelope {
    /// Reads an answer: bare or fenced JSON, with or without prose around it, or plain text. Never fails.
    pub fn parse(text: &str) -> Self {
        match json_text::find(text) {
            Some(value) => Self::of(value),
            None => Self::Final(Value::String(text.trim().to_owned())),
        }
    }

    /// Reads an answer that was already found to be JSON.
    pub fn of(value: Value) -> Self {
        let Value::Object(mut members) = value else { return Self::Final(value) };
        match members.get("mode").and_then(Value::as_str) {
            Some("tool") => Self::Tool(ToolCall {
                tool: text_of(members.get("tool")),
                args: match members.remove("args") {
                    Some(Value::Object(args)) => args,
                    _ => Map::new(),
                },
            }),
            Some("final") => match members.remove("final") {
                Some(value) => Self::Final(value),
                None => Self::Final(Value::Object(members)),
            },
            Some("clarify") if !text_of(members.get("question")).is_empty() => Self::Clarify(Clarification {
                question: text_of(members.get("question")),
                fields: match members.get("fields") {
                    Some(Value::Array(fields)) => {
                        fields.iter().filter_map(MissingField::read).take(MOST).collect()
                    }
                    _ => Vec::new(),
                },
            }),
            _ => Self::Final(Value::Object(members)),
        }
    }
}

fn text_of(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}
