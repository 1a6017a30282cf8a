//! What an answer must look like, as data.

use serde_json::Value;

use super::Problem;
use domain::text::length;

/// The members an object must or may have. Others are allowed and left to the type that reads the answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    fields: Vec<Field>,
}

/// One member.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    name: String,
    kind: Kind,
    required: bool,
}

/// What a member must hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A string of so many characters, trimmed.
    Text {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// One of these strings.
    OneOf(Vec<String>),
    /// A number in this range.
    Number {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
    },
    /// A list of so many items.
    List {
        /// What each item must be.
        of: Box<Kind>,
        /// Fewest items.
        min: usize,
        /// Most items.
        max: usize,
    },
    /// An object.
    Object(Schema),
}

impl Schema {
    /// An object with any members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member that must be there.
    #[must_use]
    pub fn required(mut self, name: &str, kind: Kind) -> Self {
        self.fields.push(Field { name: name.to_owned(), kind, required: true });
        self
    }

    /// Adds a member that may be left out or null.
    #[must_use]
    pub fn optional(mut self, name: &str, kind: Kind) -> Self {
        self.fields.push(Field { name: name.to_owned(), kind, required: false });
        self
    }

    /// Everything that is wrong with a value; empty when nothing is.
    pub fn check(&self, value: &Value) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.check_at("", value, &mut problems);
        problems
    }

    fn check_at(&self, path: &str, value: &Value, problems: &mut Vec<Problem>) {
        let Value::Object(members) = value else {
            problems.push(Problem::new(path, format!("must be an object, but is {}", kind_of(value))));
            return;
        };
        for field in &self.fields {
            let path = joined(path, &field.name);
            match members.get(&field.name) {
                None | Some(Value::Null) if field.required => problems.push(Problem::new(path, "is missing")),
                None | Some(Value::Null) => {}
                Some(value) => field.kind.check_at(&path, value, problems),
            }
        }
    }
}

impl Kind {
    /// A list of texts of 1 to `longest` characters each.
    pub fn texts(min: usize, max: usize, longest: usize) -> Self {
        Self::List { of: Box::new(Self::Text { min: 1, max: longest }), min, max }
    }

    /// One of these strings.
    pub fn one_of(choices: &[&str]) -> Self {
        Self::OneOf(choices.iter().map(|choice| (*choice).to_owned()).collect())
    }

    fn check_at(&self, path: &str, value: &Value, problems: &mut Vec<Problem>) {
        let mut wrong = |message: String| problems.push(Problem::new(path, message));
        match (self, value) {
            (Self::Text { min, max }, Value::String(text)) => match length(text.trim()) {
                0 if *min > 0 => wrong("is empty".into()),
                count if count < *min => wrong(format!("has {count} characters, at least {min} are needed")),
                count if count > *max => wrong(format!("has {count} characters, at most {max} are allowed")),
                _ => {}
            },
            (Self::OneOf(choices), Value::String(text)) => {
                if !choices.contains(text) {
                    wrong(format!("must be one of {}", choices.join(", ")));
                }
            }
            (Self::Number { min, max }, Value::Number(number)) => {
                if !number.as_f64().is_some_and(|number| (*min..=*max).contains(&number)) {
                    wrong(format!("must be between {min} and {max}, but is {number}"));
                }
            }
            (Self::List { of, min, max }, Value::Array(items)) => {
                if items.len() < *min || items.len() > *max {
                    wrong(format!("has {} items, {min} to {max} are allowed", items.len()));
                }
                for (position, item) in items.iter().enumerate() {
                    of.check_at(&joined(path, &position.to_string()), item, problems);
                }
            }
            (Self::Object(schema), value) => schema.check_at(path, value, problems),
            (kind, value) => wrong(format!("must be {}, but is {}", kind.article(), kind_of(value))),
        }
    }

    fn article(&self) -> &'static str {
        match self {
            Self::Text { .. } | Self::OneOf(_) => "a string",
            Self::Number { .. } => "a number",
            Self::List { .. } => "a list",
            Self::Object(_) => "an object",
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
