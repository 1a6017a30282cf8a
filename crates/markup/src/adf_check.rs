//! Whether a document keeps to the format, for the nodes this crate writes (source of the rules: npm
//! `@atlaskit/adf-schema`, `v1/full.json`). A test holds its verdicts against that schema.

use serde_json::{Map, Value};
use std::fmt;

/// Where a document breaks the format, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Place in the document, such as `content[2].content[0]`.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "the document" } else { &self.place };
        write!(f, "{place}: {}", self.what)
    }
}

/// An attribute's name, whether it must be there, and what it may be.
type Attribute = (&'static str, bool, fn(&Value) -> bool);

/// What one kind of node may have and hold.
struct Node {
    kind: &'static str,
    attributes: &'static [Attribute],
    /// Kinds of children; `None` when it holds nothing.
    children: Option<&'static [&'static str]>,
    /// Whether `content` must be there.
    needs_content: bool,
    /// Whether it must hold at least one child.
    not_empty: bool,
}

const BLOCKS: &[&str] =
    &["paragraph", "heading", "bulletList", "orderedList", "blockquote", "codeBlock", "table", "rule"];
const IN_ITEM: &[&str] = &["paragraph", "bulletList", "orderedList", "codeBlock"];
const IN_QUOTE: &[&str] = &["paragraph", "bulletList", "orderedList", "codeBlock"];
const IN_CELL: &[&str] =
    &["paragraph", "heading", "bulletList", "orderedList", "blockquote", "codeBlock", "rule"];
const INLINE: &[&str] = &["text", "hardBreak"];

fn is_level(value: &Value) -> bool {
    value.as_f64().is_some_and(|level| (1.0..=6.0).contains(&level))
}

const NODES: &[Node] = &[
    node("doc", &[], Some(BLOCKS), true, false),
    node("paragraph", &[], Some(INLINE), false, false),
    node("heading", &[("level", true, is_level)], Some(INLINE), false, false),
    node("bulletList", &[], Some(&["listItem"]), true, true),
    node("orderedList", &[], Some(&["listItem"]), true, true),
    node("listItem", &[], Some(IN_ITEM), true, true),
    node("blockquote", &[], Some(IN_QUOTE), true, true),
    node("codeBlock", &[("language", false, Value::is_string)], Some(&["text"]), false, false),
    node("table", &[], Some(&["tableRow"]), true, true),
    node("tableRow", &[], Some(&["tableCell", "tableHeader"]), true, false),
    node("tableCell", &[], Some(IN_CELL), true, true),
    node("tableHeader", &[], Some(IN_CELL), true, true),
    node("rule", &[], None, false, false),
    node("hardBreak", &[], None, false, false),
];

const fn node(
    kind: &'static str,
    attributes: &'static [Attribute],
    children: Option<&'static [&'static str]>,
    needs_content: bool,
    not_empty: bool,
) -> Node {
    Node { kind, attributes, children, needs_content, not_empty }
}

/// Everything that breaks the format; empty for a good document.
pub fn problems(document: &Value) -> Vec<Problem> {
    let mut checker = Checker { problems: Vec::new() };
    match document.as_object() {
        Some(object) if object.get("type").and_then(Value::as_str) == Some("doc") => {
            if object.get("version") != Some(&Value::from(1)) {
                checker.complain("", "the version must be 1");
            }
            checker.node(object, "", "doc", false);
        }
        _ => checker.complain("", "it must be an object of type \u{201c}doc\u{201d}"),
    }
    checker.problems
}

struct Checker {
    problems: Vec<Problem>,
}

impl Checker {
    fn complain(&mut self, place: &str, what: impl Into<String>) {
        self.problems.push(Problem { place: place.to_owned(), what: what.into() });
    }

    fn node(&mut self, object: &Map<String, Value>, place: &str, kind: &str, plain: bool) {
        if kind == "text" {
            self.text(object, place, plain);
            return;
        }
        let Some(rules) = NODES.iter().find(|node| node.kind == kind) else {
            self.complain(place, format!("\u{201c}{kind}\u{201d} is not known"));
            return;
        };
        let known: &[&str] =
            if kind == "doc" { &["version", "type", "content"] } else { &["type", "attrs", "content"] };
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            self.complain(place, format!("{kind} has no \u{201c}{key}\u{201d}"));
        }
        self.attributes(object, rules, place);
        match (object.get("content"), rules.children) {
            (None, None) => {}
            (None, Some(_)) if !rules.needs_content => {}
            (None, Some(_)) => self.complain(place, format!("{kind} must have content")),
            (Some(_), None) => self.complain(place, format!("{kind} holds nothing")),
            (Some(Value::Array(children)), Some(allowed)) => {
                if rules.not_empty && children.is_empty() {
                    self.complain(place, format!("{kind} must not be empty"));
                }
                for (at, child) in children.iter().enumerate() {
                    let place = if place.is_empty() {
                        format!("content[{at}]")
                    } else {
                        format!("{place}.content[{at}]")
                    };
                    self.child(child, &place, kind, allowed);
                }
            }
            (Some(_), Some(_)) => self.complain(place, format!("the content of {kind} must be a list")),
        }
    }

    fn child(&mut self, child: &Value, place: &str, parent: &str, allowed: &[&str]) {
        let Some((object, kind)) =
            child.as_object().and_then(|object| Some((object, object.get("type")?.as_str()?)))
        else {
            self.complain(place, "every element must be an object with a type");
            return;
        };
        if allowed.contains(&kind) {
            self.node(object, place, kind, parent == "codeBlock");
        } else {
            self.complain(place, format!("{kind} may not stand in {parent}"));
        }
    }

    fn attributes(&mut self, object: &Map<String, Value>, rules: &Node, place: &str) {
        let kind = rules.kind;
        let empty = Map::new();
        let given = match object.get("attrs") {
            None => &empty,
            Some(Value::Object(given)) => given,
            Some(_) => return self.complain(place, format!("the attributes of {kind} must be an object")),
        };
        for (name, value) in given {
            match rules.attributes.iter().find(|(known, ..)| known == name) {
                None => self.complain(place, format!("{kind} has no attribute \u{201c}{name}\u{201d}")),
                Some((.., fits)) if !fits(value) => {
                    self.complain(
                        place,
                        format!("the attribute \u{201c}{name}\u{201d} of {kind} has a wrong value"),
                    );
                }
                Some(_) => {}
            }
        }
        for (name, required, _) in rules.attributes {
            if *required && !given.contains_key(*name) {
                self.complain(place, format!("{kind} needs the attribute \u{201c}{name}\u{201d}"));
            }
        }
    }

    fn text(&mut self, object: &Map<String, Value>, place: &str, plain: bool) {
        if object.get("text").and_then(Value::as_str).is_none_or(str::is_empty) {
            self.complain(place, "text must not be empty");
        }
        for key in object.keys().filter(|key| !["type", "text", "marks"].contains(&key.as_str())) {
            self.complain(place, format!("text has no \u{201c}{key}\u{201d}"));
        }
        let kinds = match object.get("marks") {
            None => Vec::new(),
            Some(Value::Array(marks)) => marks.iter().map(mark).collect(),
            Some(_) => return self.complain(place, "marks must be a list"),
        };
        if plain && !kinds.is_empty() {
            self.complain(place, "text in a code block has no marks");
        }
        let code = kinds.contains(&Some("code"));
        for kind in kinds {
            match kind {
                None => self.complain(place, "a mark is not known or incomplete"),
                Some("code" | "link") => {}
                Some(kind) if code => self.complain(place, format!("code cannot be {kind} as well")),
                Some(_) => {}
            }
        }
    }
}

/// A mark's kind, when it is well formed.
fn mark(mark: &Value) -> Option<&'static str> {
    let object = mark.as_object()?;
    let kind = object.get("type")?.as_str()?;
    if kind == "link" {
        let attributes = object.get("attrs")?.as_object()?;
        let well_formed = object.len() == 2 && attributes.len() == 1 && attributes.get("href")?.is_string();
        return well_formed.then_some("link");
    }
    let known = ["code", "strong", "em", "strike"].into_iter().find(|known| *known == kind)?;
    (object.len() == 1).then_some(known)
}
