//! `prompts.json`: the shipped prompts. They are minijinja templates; a text may be written as a list of lines.

use crate::{ConfigError, document::Document, position::key_path};
use serde::{Deserialize, Deserializer, de};
use std::{collections::BTreeMap, fmt};

/// What a shipped prompt may name. The requirement is not among them: it only travels in the user message, as data.
pub const PROMPT_VARIABLES: [&str; 8] =
    ["kind", "format", "project", "max_points", "required_sections", "capability_hints", "schema", "section"];

const INSTRUCTIONS: [&str; 2] = ["base", "story_creation"];
const SYSTEM: [&str; 10] = [
    "classic_story",
    "bdd_story",
    "custom_story",
    "refine",
    "section",
    "split",
    "repair",
    "explain_error",
    "ticket_prose",
    "test_connection",
];

/// A prompt that people can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomPrompt {
    /// What people see.
    pub label: String,
    /// The template.
    pub text: String,
}

/// All of a prompts file, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prompts {
    /// Instructions that come before every prompt: `base`, `story_creation`, …
    pub system_instructions: BTreeMap<String, String>,
    /// Prompts the product uses by itself: `classic_story`, `bdd_story`, `custom_story`, `refine`, `section`, `repair`,
    /// `explain_error`, `ticket_prose`, `test_connection`, …
    pub system_prompts: BTreeMap<String, String>,
    /// Prompts that people choose.
    pub custom_prompts: BTreeMap<String, CustomPrompt>,
}

impl Prompts {
    /// The template of a system prompt; those the product uses by itself are always there.
    pub fn system(&self, name: &str) -> Option<&str> {
        self.system_prompts.get(name).map(String::as_str)
    }

    /// The template of an instruction; `base` and `story_creation` are always there.
    pub fn instruction(&self, name: &str) -> Option<&str> {
        self.system_instructions.get(name).map(String::as_str)
    }

    /// `base`, `story_creation` and the named system prompt as one template, for the system part of a request.
    pub fn story(&self, name: &str) -> Option<String> {
        let parts = [self.instruction("base")?, self.instruction("story_creation")?, self.system(name)?];
        Some(parts.join("\n\n"))
    }
}

/// A text, written as one string or as a list of lines.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of lines")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut lines: A) -> Result<Text, A::Error> {
                let mut all: Vec<String> = Vec::new();
                while let Some(line) = lines.next_element()? {
                    all.push(line);
                }
                Ok(Text(all.join("\n")))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrompts {
    system_instructions: BTreeMap<String, Text>,
    system_prompts: BTreeMap<String, Text>,
    #[serde(default)]
    custom_prompts: BTreeMap<String, RawCustomPrompt>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCustomPrompt {
    label: String,
    text: Text,
}

/// Prompts that came after the first release: a file from before gets the shipped text.
const LATER: [&str; 3] = ["custom_story", "explain_error", "ticket_prose"];

/// The prompts file as it is shipped.
const SHIPPED: &str = include_str!("../../../config/prompts.json");

fn add_later(prompts: &mut BTreeMap<String, String>) {
    for name in LATER.into_iter().filter(|name| !prompts.contains_key(*name)).collect::<Vec<_>>() {
        let shipped = serde_json::from_str::<RawPrompts>(SHIPPED).ok();
        let text = shipped.and_then(|mut shipped| shipped.system_prompts.remove(name));
        prompts.extend(text.map(|text| (name.to_owned(), text.0)));
    }
}

/// Reads and checks a prompts file.
pub(crate) fn read(document: &Document, errors: &mut Vec<ConfigError>) -> Option<Prompts> {
    let keys = ["system_instructions", "system_prompts", "custom_prompts"];
    if !document.check_root(&keys, errors) {
        return None;
    }
    let before = errors.len();
    let raw = document.without_unknown_root_keys::<RawPrompts>(&keys, errors)?;
    let texts = |map: BTreeMap<String, Text>| map.into_iter().map(|(name, text)| (name, text.0)).collect();
    let mut prompts = Prompts {
        system_instructions: texts(raw.system_instructions),
        system_prompts: texts(raw.system_prompts),
        custom_prompts: raw
            .custom_prompts
            .into_iter()
            .map(|(name, prompt)| (name, CustomPrompt { label: prompt.label, text: prompt.text.0 }))
            .collect(),
    };
    add_later(&mut prompts.system_prompts);
    let sections = [
        ("system_instructions", &INSTRUCTIONS[..], &prompts.system_instructions),
        ("system_prompts", &SYSTEM, &prompts.system_prompts),
    ];
    for (section, required, map) in sections {
        for name in required.iter().filter(|name| !map.contains_key(**name)) {
            errors.push(document.error(&key_path(section, name), "a prompt", "nothing"));
        }
        for (name, text) in map {
            check_template(document, &key_path(section, name), text, errors);
        }
    }
    for (name, prompt) in &prompts.custom_prompts {
        let path = key_path("custom_prompts", name);
        if prompt.label.trim().is_empty() {
            errors.push(document.error(&key_path(&path, "label"), "a name people see", "an empty text"));
        }
        check_template(document, &key_path(&path, "text"), &prompt.text, errors);
    }
    (errors.len() == before).then_some(prompts)
}

fn check_template(document: &Document, path: &str, text: &str, errors: &mut Vec<ConfigError>) {
    if text.trim().is_empty() {
        errors.push(document.error(path, "a prompt", "an empty text"));
        return;
    }
    let engine = minijinja::Environment::new();
    match engine.template_from_str(text) {
        Ok(template) => {
            let known = |name: &String| {
                PROMPT_VARIABLES.contains(&name.as_str())
                    || engine.globals().any(|(global, _)| global == name)
            };
            let mut unknown: Vec<String> =
                template.undeclared_variables(false).into_iter().filter(|name| !known(name)).collect();
            unknown.sort();
            for name in unknown {
                let expected = format!("variables among {}", PROMPT_VARIABLES.join(", "));
                errors.push(document.error(path, expected, name));
            }
        }
        Err(error) => {
            let line = error.line().unwrap_or(1);
            let what = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
            errors.push(document.error(
                path,
                "a valid template",
                format!("{what} (line {line} of the text)"),
            ));
        }
    }
}
