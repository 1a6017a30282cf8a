//! `payload.json`: the bodies that a company's model service expects, and how they are filled.
//!
//! Substitution works on the parsed JSON, never on its text, so the result is always valid JSON. A text that is exactly one
//! placeholder becomes the value itself (number, true or false, list); a placeholder inside a longer text is inserted as text.
//! One pass: a placeholder inside a value stays as it is.

use crate::{ConfigError, document::Document};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// The names that may stand in braces.
pub const PLACEHOLDERS: [&str; 7] =
    ["model", "system_prompt", "user_prompt", "history", "temperature", "max_tokens", "stream"];

/// What the placeholders stand for in one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// The model's name.
    pub model: String,
    /// Instructions for the model.
    pub system_prompt: String,
    /// What the model is asked now.
    pub user_prompt: String,
    /// Earlier turns, in the provider's history mode.
    pub history: Value,
    /// 0 to 2; sent with four decimals at most.
    pub temperature: f64,
    /// Tokens of the answer.
    pub max_tokens: u32,
    /// Whether the answer comes token by token.
    pub stream: bool,
}

impl Values {
    fn get(&self, name: &str) -> Option<Value> {
        Some(match name {
            "model" => self.model.as_str().into(),
            "system_prompt" => self.system_prompt.as_str().into(),
            "user_prompt" => self.user_prompt.as_str().into(),
            "history" => self.history.clone(),
            // A value that was once 32 bits wide would otherwise be sent as 0.20000000298023224.
            "temperature" => {
                Number::from_f64((self.temperature * 1e4).round() / 1e4).map_or(Value::Null, Value::Number)
            }
            "max_tokens" => self.max_tokens.into(),
            "stream" => self.stream.into(),
            _ => return None,
        })
    }
}

/// The HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Without a body.
    Get,
    /// With a body.
    #[default]
    Post,
    /// With a body.
    Put,
}

impl Method {
    /// As it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// One request: its method, where it goes and what it carries.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayloadTemplate {
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// A path on the provider's host, beginning with `/`; absent = the address in `config.json`.
    pub endpoint: Option<String>,
    /// The body; null = none.
    #[serde(default)]
    pub body: Value,
    /// Query parameters.
    #[serde(default)]
    pub query_params: BTreeMap<String, String>,
}

impl PayloadTemplate {
    /// Where the request goes, given the address of `config.json`; always the same host.
    pub fn address(&self, configured: &url::Url) -> url::Url {
        let mut address = configured.clone();
        if let Some(path) = &self.endpoint {
            address.set_path(path);
            address.set_query(None);
        }
        address
    }
}

/// All of a payload file.
#[derive(Debug, Clone, PartialEq)]
pub struct Payloads {
    /// For connection tests; absent = a plain GET.
    pub test: Option<PayloadTemplate>,
    /// For every prompt that has no template of its own.
    pub chat_completion: PayloadTemplate,
    /// For drafting issues.
    pub story_generation: PayloadTemplate,
}

/// The body with the values in place.
pub fn render(template: &PayloadTemplate, values: &Values) -> Value {
    fill(&template.body, values)
}

/// The query parameters with the values in place.
pub fn render_query(template: &PayloadTemplate, values: &Values) -> Vec<(String, String)> {
    template.query_params.iter().map(|(name, text)| (name.clone(), fill_text(text, values))).collect()
}

fn fill(value: &Value, values: &Values) -> Value {
    match value {
        Value::String(text) => whole_placeholder(text)
            .and_then(|name| values.get(name))
            .unwrap_or_else(|| Value::String(fill_text(text, values))),
        Value::Array(items) => items.iter().map(|item| fill(item, values)).collect(),
        Value::Object(map) => Value::Object(
            map.iter().map(|(key, value)| (key.clone(), fill(value, values))).collect::<Map<_, _>>(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn fill_text(text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_placeholder(rest) {
        filled.push_str(before);
        match values.get(name) {
            Some(Value::String(text)) => filled.push_str(&text),
            Some(other) => filled.push_str(&other.to_string()),
            None => filled.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    filled + rest
}

fn whole_placeholder(text: &str) -> Option<&str> {
    let (before, name, after) = next_placeholder(text)?;
    (before.is_empty() && after.is_empty()).then_some(name)
}

/// The text before the next `{name}`, the name, and the text after it. Other braces are plain text.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let inside = &text[open + 1..];
        let length = inside.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
        if length > 0 && inside[length..].starts_with('}') {
            return Some((&text[..open], &inside[..length], &inside[length + 1..]));
        }
        from = open + 1;
    }
    None
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPayloads {
    test_payload: Option<PayloadTemplate>,
    chat_completion: PayloadTemplate,
    story_generation: Option<PayloadTemplate>,
}

/// Reads and checks a payload file.
pub(crate) fn read(document: &Document, errors: &mut Vec<ConfigError>) -> Option<Payloads> {
    let keys = ["test_payload", "chat_completion", "story_generation"];
    if !document.check_root(&keys, errors) {
        return None;
    }
    let before = errors.len();
    let raw = document.without_unknown_root_keys::<RawPayloads>(&keys, errors)?;
    let templates = [
        ("test_payload", raw.test_payload.as_ref()),
        ("chat_completion", Some(&raw.chat_completion)),
        ("story_generation", raw.story_generation.as_ref()),
    ];
    for (key, template) in templates {
        let Some(template) = template else { continue };
        check(document, key, template, errors);
        if key != "test_payload" && !mentions(&template.body, "user_prompt") {
            errors.push(document.error(
                &format!("{key}.body"),
                "{user_prompt} somewhere in the body",
                "none",
            ));
        }
    }
    let story_generation = raw.story_generation.unwrap_or_else(|| raw.chat_completion.clone());
    (errors.len() == before).then_some(Payloads {
        test: raw.test_payload,
        chat_completion: raw.chat_completion,
        story_generation,
    })
}

fn check(document: &Document, key: &str, template: &PayloadTemplate, errors: &mut Vec<ConfigError>) {
    if let Some(endpoint) = template.endpoint.as_deref() {
        let plain =
            endpoint.starts_with('/') && !endpoint.starts_with("//") && !endpoint.contains(['\\', '?', '#']);
        if !plain {
            let path = format!("{key}.endpoint");
            let expected = "a path beginning with one /, without query and fragment";
            errors.push(document.error(&path, expected, document.describe(&endpoint.into())));
        }
    }
    if template.method == Method::Get && !template.body.is_null() {
        errors.push(document.error(&format!("{key}.body"), "no body with GET (use query_params)", "a body"));
    }
    for_each_text(&template.body, &format!("{key}.body"), &mut |path, text| {
        check_text(document, path, text, errors);
    });
    for (name, text) in &template.query_params {
        check_text(document, &format!("{key}.query_params.{name}"), text, errors);
    }
}

fn check_text(document: &Document, path: &str, text: &str, errors: &mut Vec<ConfigError>) {
    let mut rest = text;
    while let Some((_, name, after)) = next_placeholder(rest) {
        if !PLACEHOLDERS.contains(&name) {
            let expected = format!("placeholders among {{{}}}", PLACEHOLDERS.join("}, {"));
            errors.push(document.error(path, expected, format!("{{{name}}}")));
        }
        rest = after;
    }
}

fn for_each_text(value: &Value, path: &str, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => visit(path, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for_each_text(item, &crate::position::index_path(path, index), visit);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                for_each_text(value, &crate::position::key_path(path, key), visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn mentions(body: &Value, placeholder: &str) -> bool {
    let mut found = false;
    for_each_text(body, "", &mut |_, text| {
        let mut rest = text;
        while let Some((_, name, after)) = next_placeholder(rest) {
            found |= name == placeholder;
            rest = after;
        }
    });
    found
}
