//! What a prompt or template of a person has to be, told per field.

use contract::{
    Outcome,
    views::{PLACEHOLDERS, PromptKind},
};
use domain::{
    failure::Failure,
    limits, placeholders,
    text::{clean, length, one_line},
};

/// A prompt that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Valid {
    pub(super) kind: PromptKind,
    pub(super) name: String,
    pub(super) body: String,
}

/// Every field's problem at once.
pub(super) fn check(kind: &str, name: &str, body: &str) -> Outcome<Valid> {
    let mut failure = Failure::user("prompt.invalid", "Some fields need another look.");
    let (kind, name) = (PromptKind::parse(kind), one_line(name));
    let body = clean(body).trim().to_owned();
    if kind.is_none() {
        failure = failure.with_field("kind", "Choose prompt or template.");
    }
    if name.is_empty() {
        failure = failure.with_field("name", "Give it a name, to find it again.");
    } else if length(&name) > limits::NAME {
        let words = format!("The name has {} characters; at most {} fit.", length(&name), limits::NAME);
        failure = failure.with_field("name", words);
    }
    if body.is_empty() {
        failure = failure.with_field("body", "Write what the model shall keep to.");
    } else if let Err(words) = check_body(&body) {
        failure = failure.with_field("body", words);
    }
    match kind {
        Some(kind) if failure.fields.is_empty() => Ok(Valid { kind, name, body }),
        _ => Err(failure),
    }
}

/// What is wrong with the text of a prompt or template.
pub(crate) fn check_body(body: &str) -> Result<(), String> {
    if length(body) > limits::PROMPT {
        return Err(format!("The text has {} characters; at most {} fit.", length(body), limits::PROMPT));
    }
    unknown_placeholders(body).map_or(Ok(()), Err)
}

fn unknown_placeholders(body: &str) -> Option<String> {
    let known = |name: &String| PLACEHOLDERS.iter().any(|placeholder| placeholder.name == name);
    let unknown: Vec<_> = placeholders::names_in(body).into_iter().filter(|name| !known(name)).collect();
    let in_braces = |names: &mut dyn Iterator<Item = &str>| {
        names.map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ")
    };
    (!unknown.is_empty()).then(|| {
        format!(
            "Nothing stands for {}. You can use {}.",
            in_braces(&mut unknown.iter().map(String::as_str)),
            in_braces(&mut PLACEHOLDERS.iter().map(|placeholder| placeholder.name))
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_that_nothing_stands_for_is_named_with_those_that_are_known() {
        let failure =
            check("prompt", "Short", "Be short in {project} for {reader} and {reader}.").unwrap_err();
        let words = failure.of_field("body").unwrap();
        assert!(words.starts_with("Nothing stands for {reader}. You can use {kind}, "), "{words}");
        let valid = check("template", " Short  one ", "\r\nFor {project}: {\"a\": 1} { x }\n").unwrap();
        assert_eq!(
            (valid.name.as_str(), valid.body.as_str()),
            ("Short one", "For {project}: {\"a\": 1} { x }")
        );
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let failure =
            check("poem", &"n".repeat(limits::NAME + 1), &"b".repeat(limits::PROMPT + 1)).unwrap_err();
        for field in ["kind", "name", "body"] {
            assert!(failure.of_field(field).is_some(), "{field}");
        }
        let failure = check("prompt", " ", "\n").unwrap_err();
        assert_eq!(failure.fields.len(), 2);
    }
}
