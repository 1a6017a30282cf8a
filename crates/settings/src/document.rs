//! One JSON file: read, positioned, and decoded section by section so that several mistakes are reported at once.

use crate::{
    ConfigError, Position,
    position::{PositionMap, index_path, key_path},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

/// Mistakes reported for one section before giving up on it.
const MOST_ERRORS: usize = 20;
/// Characters of a wrong value that are repeated in a message.
const SHOWN: usize = 60;

/// A parsed file that knows where everything stands.
pub(crate) struct Document {
    file: String,
    root: Value,
    positions: PositionMap,
    /// Values are described by their type only; for files that may hold credentials.
    hide_values: bool,
}

impl Document {
    pub(crate) fn parse(file: &str, text: &str, hide_values: bool) -> Result<Self, ConfigError> {
        let text = text.trim_start_matches('\u{feff}');
        let root: Value = serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            ConfigError {
                file: file.into(),
                path: String::new(),
                position: Some(Position { line: error.line().max(1), column: error.column().max(1) }),
                expected: "valid JSON".into(),
                found: message.rsplit_once(" at line ").map_or(message.clone(), |(text, _)| text.to_owned()),
            }
        })?;
        Ok(Self { file: file.into(), positions: PositionMap::of(text), root, hide_values })
    }

    /// A mistake at the value of `path`.
    pub(crate) fn error(
        &self,
        path: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> ConfigError {
        ConfigError {
            file: self.file.clone(),
            path: path.into(),
            position: self.positions.value(path),
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// Checks that the root is an object with these keys and nothing written twice.
    pub(crate) fn check_root(&self, keys: &[&str], errors: &mut Vec<ConfigError>) -> bool {
        for path in &self.positions.repeated {
            errors.push(ConfigError {
                position: self.positions.key(path),
                ..self.error(path, "every key once", "the key twice")
            });
        }
        let Value::Object(map) = &self.root else {
            errors.push(self.error("", "an object", self.describe(&self.root)));
            return false;
        };
        for key in map.keys().filter(|key| !keys.contains(&key.as_str())) {
            errors.push(self.unknown_key(key, key, &format!("one of {}", keys.join(", "))));
        }
        true
    }

    /// The section under a root key; its default when the key is missing.
    pub(crate) fn section<T: DeserializeOwned + Default>(
        &self,
        key: &str,
        errors: &mut Vec<ConfigError>,
    ) -> Option<T> {
        match self.root.get(key) {
            None => Some(T::default()),
            Some(value) => self.decode(key, value, errors),
        }
    }

    /// The whole file as one section, after [`Self::check_root`] has reported the keys that are not among these.
    pub(crate) fn without_unknown_root_keys<T: DeserializeOwned>(
        &self,
        keys: &[&str],
        errors: &mut Vec<ConfigError>,
    ) -> Option<T> {
        let mut root = self.root.clone();
        if let Value::Object(map) = &mut root {
            map.retain(|key, _| keys.contains(&key.as_str()));
        }
        self.decode("", &root, errors)
    }

    /// Each element of a list with its path; elements that are wrong are reported and left out.
    pub(crate) fn list<T: DeserializeOwned>(
        &self,
        key: &str,
        errors: &mut Vec<ConfigError>,
    ) -> Vec<(String, T)> {
        match self.root.get(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| {
                    let path = index_path(key, index);
                    self.decode(&path, item, errors).map(|decoded| (path, decoded))
                })
                .collect(),
            Some(other) => {
                errors.push(self.error(key, "a list", self.describe(other)));
                Vec::new()
            }
        }
    }

    /// Decodes; after a mistake its key is set aside and the rest is tried, so that one run shows them all.
    fn decode<T: DeserializeOwned>(
        &self,
        base: &str,
        value: &Value,
        errors: &mut Vec<ConfigError>,
    ) -> Option<T> {
        let mut value = value.clone();
        let mut set_aside: Vec<String> = Vec::new();
        for _ in 0..MOST_ERRORS {
            let error = match serde_path_to_error::deserialize::<_, T>(&value) {
                Ok(decoded) => return set_aside.is_empty().then_some(decoded),
                Err(error) => error,
            };
            let mut steps: Vec<Segment> = error.path().iter().cloned().collect();
            let message = error.into_inner().to_string();
            if let Some(name) = quoted_after(&message, "unknown field `")
                && !matches!(steps.last(), Some(Segment::Map { key }) if *key == name)
            {
                steps.push(Segment::Map { key: name });
            }
            let path = path_of(base, &steps);
            let report = self.explain(&path, at(&value, &steps), &message);
            if !set_aside.contains(&report.path) {
                errors.push(report);
            }
            if !set_apart(&mut value, &steps) {
                return None;
            }
            set_aside.push(path);
        }
        None
    }

    fn explain(&self, path: &str, value: Option<&Value>, message: &str) -> ConfigError {
        if let Some(name) = quoted_after(message, "unknown field `") {
            let expected = message.split_once(", expected ").map_or("no key here", |(_, expected)| expected);
            return self.unknown_key(path, &name, &expected.replace('`', ""));
        }
        if let Some(name) = quoted_after(message, "missing field `") {
            return self.error(&key_path(path, &name), "a value", "nothing");
        }
        for start in ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "] {
            if let Some((found, expected)) =
                message.strip_prefix(start).and_then(|rest| rest.split_once(", expected "))
            {
                let found = value.map_or_else(|| found.to_owned(), |value| self.describe(value));
                return self.error(path, expected.replace('`', ""), found);
            }
        }
        // Our own checks say what they expect.
        self.error(path, message, value.map_or_else(|| "something else".into(), |value| self.describe(value)))
    }

    fn unknown_key(&self, path: &str, name: &str, expected: &str) -> ConfigError {
        ConfigError {
            position: self.positions.key(path),
            ..self.error(path, expected, format!("the unknown key {name}"))
        }
    }

    /// A value in words: its type, and what it is where that is short and not secret.
    pub(crate) fn describe(&self, value: &Value) -> String {
        match value {
            Value::Null => "null".into(),
            Value::Array(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
            Value::String(_) if self.hide_values => "another text".into(),
            Value::String(text) if text.chars().count() > SHOWN => {
                format!("\"{}…\"", text.chars().take(SHOWN).collect::<String>())
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
        }
    }
}

fn quoted_after(message: &str, start: &str) -> Option<String> {
    Some(message.strip_prefix(start)?.split_once('`')?.0.to_owned())
}

fn path_of(base: &str, steps: &[Segment]) -> String {
    steps.iter().fold(base.to_owned(), |path, step| match step {
        Segment::Seq { index } => index_path(&path, *index),
        Segment::Map { key } | Segment::Enum { variant: key } => key_path(&path, key),
        Segment::Unknown => path,
    })
}

fn at<'a>(value: &'a Value, steps: &[Segment]) -> Option<&'a Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Segment::Seq { index } => value.get(index),
        Segment::Map { key } | Segment::Enum { variant: key } => value.get(key),
        Segment::Unknown => Some(value),
    })
}

/// Removes the key that the path ends with. List elements stay, because later ones would change their number.
fn set_apart(value: &mut Value, steps: &[Segment]) -> bool {
    let Some((Segment::Map { key }, parents)) = steps.split_last() else { return false };
    let parent = parents.iter().try_fold(value, |value, step| match step {
        Segment::Seq { index } => value.get_mut(index),
        Segment::Map { key } | Segment::Enum { variant: key } => value.get_mut(key),
        Segment::Unknown => None,
    });
    parent.and_then(Value::as_object_mut).is_some_and(|map| map.shift_remove(key).is_some())
}
