//! Where each value of a JSON text stands, so that mistakes in meaning have a line too.

use std::collections::HashMap;

/// A place in a text, counted from one; columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// The positions of all keys and values by path (`sites[0].jira_url`; empty for the root).
#[derive(Debug, Default)]
pub(crate) struct PositionMap {
    values: HashMap<String, Position>,
    keys: HashMap<String, Position>,
    /// Paths of keys that occur twice in one object.
    pub(crate) repeated: Vec<String>,
}

impl PositionMap {
    /// Walks a text that serde_json has accepted.
    pub(crate) fn of(text: &str) -> Self {
        let mut walk =
            Walk { rest: text.chars().peekable(), at: Position { line: 1, column: 1 }, map: Self::default() };
        walk.value(String::new());
        walk.map
    }

    /// Where the value stands, or the nearest value around it.
    pub(crate) fn value(&self, path: &str) -> Option<Position> {
        let mut path = path;
        loop {
            if let Some(position) = self.values.get(path) {
                return Some(*position);
            }
            path = &path[..path.rfind(['.', '['])?.min(path.len())];
            if path.is_empty() {
                return self.values.get("").copied();
            }
        }
    }

    /// Where the key itself stands.
    pub(crate) fn key(&self, path: &str) -> Option<Position> {
        self.keys.get(path).copied().or_else(|| self.value(path))
    }
}

/// `parent.key`, or `key` at the root.
pub(crate) fn key_path(parent: &str, key: &str) -> String {
    if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") }
}

/// `parent[index]`.
pub(crate) fn index_path(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}

struct Walk<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    at: Position,
    map: PositionMap,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next == '\n' {
            self.at = Position { line: self.at.line + 1, column: 1 };
        } else {
            self.at.column += 1;
        }
        Some(next)
    }

    fn peek(&mut self) -> Option<char> {
        while self.rest.peek().is_some_and(char::is_ascii_whitespace) {
            self.next();
        }
        self.rest.peek().copied()
    }

    fn value(&mut self, path: String) {
        let Some(first) = self.peek() else { return };
        self.map.values.insert(path.clone(), self.at);
        match first {
            '{' => self.object(&path),
            '[' => self.array(&path),
            '"' => drop(self.string()),
            _ => {
                while self.rest.peek().is_some_and(|c| !c.is_ascii_whitespace() && !",]}".contains(*c)) {
                    self.next();
                }
            }
        }
    }

    fn object(&mut self, path: &str) {
        self.next();
        while self.peek() == Some('"') {
            let position = self.at;
            let path = key_path(path, &self.string());
            if self.map.keys.insert(path.clone(), position).is_some() {
                self.map.repeated.push(path.clone());
            }
            self.peek();
            self.next(); // the colon
            self.value(path);
            if self.peek() == Some(',') {
                self.next();
                self.peek();
            }
        }
        self.next();
    }

    fn array(&mut self, path: &str) {
        self.next();
        let mut index = 0;
        while self.peek().is_some_and(|next| next != ']') {
            self.value(index_path(path, index));
            index += 1;
            if self.peek() == Some(',') {
                self.next();
            }
        }
        self.next();
    }

    fn string(&mut self) -> String {
        let mut raw = String::from(self.next().unwrap_or('"'));
        while let Some(next) = self.next() {
            raw.push(next);
            match next {
                '\\' => raw.extend(self.next()),
                '"' => break,
                _ => {}
            }
        }
        serde_json::from_str(&raw).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn values_and_keys_have_their_line_and_column() {
        let map = PositionMap::of("{\n  \"a\": [1, {\"b\\u0020c\": \"x,]}\"}],\n  \"ä\": null }");
        assert_eq!(map.value(""), Some(Position { line: 1, column: 1 }));
        assert_eq!(map.value("a[0]"), Some(Position { line: 2, column: 9 }));
        assert_eq!(map.key("a[1].b c"), Some(Position { line: 2, column: 13 }));
        assert_eq!(map.value("a[1].b c"), Some(Position { line: 2, column: 25 }));
        assert_eq!(map.value("ä"), Some(Position { line: 3, column: 8 }));
        assert_eq!(map.value("a[1].missing"), map.value("a[1]"), "the nearest value around it");
    }

    #[test]
    fn repeated_keys_are_noticed() {
        assert_eq!(PositionMap::of(r#"{"a": {"b": 1, "b": 2}}"#).repeated, ["a.b"]);
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<String>().prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a-z{}\\[\\]\",: ]{0,6}", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(map) => map.values().map(count).sum(),
            _ => 0,
        }
    }

    proptest! {
        #[test]
        fn every_value_of_any_document_is_found(value in json()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let mut walk = Walk { rest: text.chars().peekable(), at: Position { line: 1, column: 1 }, map: PositionMap::default() };
                walk.value(String::new());
                prop_assert_eq!(walk.peek(), None, "the walk ends with the text");
                prop_assert!(walk.map.values.len() <= count(&value));
            }
        }
    }
}
