//! Reading a JSON object while a model is still writing it.
//!
//! [`PartialJson`] is fed the text as it arrives and can say at any moment what is known so far. It looks for the
//! first object in the text, so prose and code fences around it do not matter. The work is a push-down machine over
//! the characters: nothing is read again on a later [`PartialJson::push`], except when a `{` turns out not to begin
//! an object, and then at most once per nesting level.
//!
//! Three slips that models make often are forgiven: raw line breaks inside strings, a comma before a closing
//! bracket, and half a surrogate pair (which becomes U+FFFD).

use serde_json::{Map, Number, Value};

mod string;

use string::OpenString;

/// Deepest nesting that is read; the same as serde_json's.
pub const MAX_DEPTH: usize = 127;

/// The first JSON object of a text that is still being written.
///
/// ```
/// use domain::partial_json::PartialJson;
///
/// let mut reading = PartialJson::default();
/// reading.push("Here you are: ```json\n{\"summary\": \"Export as C");
/// assert_eq!(reading.value(), Some(serde_json::json!({"summary": "Export as C"})));
/// assert_eq!(reading.writing().as_deref(), Some("summary"));
/// reading.push("SV\"}\n```");
/// assert!(reading.is_complete());
/// ```
#[derive(Debug, Clone, Default)]
pub struct PartialJson {
    /// Text from the present candidate's brace on; empty while there is none.
    text: String,
    /// Byte offset in `text` up to which characters were read.
    read: usize,
    /// Byte offset in `text` of the candidate's opening brace.
    start: usize,
    frames: Vec<Frame>,
    state: State,
}

#[derive(Debug, Clone)]
enum Frame {
    Object { members: Map<String, Value>, key: Option<String> },
    Array(Vec<Value>),
}

#[derive(Debug, Clone, Default)]
enum State {
    /// No object has begun.
    #[default]
    Seeking,
    KeyOrEnd,
    Key(OpenString),
    Colon,
    Value,
    ValueOrEnd,
    Text(OpenString),
    /// A number, `true`, `false` or `null`, known only once it has ended.
    Word(String),
    CommaOrEnd,
    Complete(Value),
}

/// This is not JSON, or nested too deeply.
struct NotJson;

impl PartialJson {
    /// Takes the next piece of text; pieces may be cut anywhere between characters.
    pub fn push(&mut self, piece: &str) {
        if self.is_complete() {
            return;
        }
        self.text.push_str(piece);
        while self.read < self.text.len() {
            if matches!(self.state, State::Seeking) {
                let Some(brace) = self.text[self.read..].find('{') else { break };
                self.start = self.read + brace;
                self.read = self.start + 1;
                self.open(Frame::object());
            } else if self.step().is_err() {
                self.frames.clear();
                self.state = State::Seeking;
                self.read = self.start + 1;
            }
            if self.is_complete() {
                break;
            }
        }
        if matches!(self.state, State::Seeking | State::Complete(_)) {
            self.text.clear();
            self.read = 0;
            self.start = 0;
        }
    }

    /// What is known so far, with everything open closed; `None` before an object has begun.
    ///
    /// A string counts from its opening quote, a number or keyword once it has ended, a key once it has a value.
    /// Costs a copy of the value: call it once per batch of tokens rather than per character.
    pub fn value(&self) -> Option<Value> {
        if let State::Complete(value) = &self.state {
            return Some(value.clone());
        }
        let mut inner = match &self.state {
            State::Text(text) => Some(Value::String(text.so_far().to_owned())),
            _ => None,
        };
        for frame in self.frames.iter().rev() {
            inner = Some(match frame {
                Frame::Object { members, key } => {
                    let mut members = members.clone();
                    if let (Some(key), Some(inner)) = (key, inner) {
                        members.insert(key.clone(), inner);
                    }
                    Value::Object(members)
                }
                Frame::Array(items) => {
                    let mut items = items.clone();
                    items.extend(inner);
                    Value::Array(items)
                }
            });
        }
        inner
    }

    /// Where the model is writing, such as `acceptance_criteria.2`; `None` outside of any member.
    pub fn writing(&self) -> Option<String> {
        let inside_value = matches!(self.state, State::Text(_) | State::Word(_));
        let last = self.frames.len().checked_sub(1)?;
        let steps: Vec<String> = self
            .frames
            .iter()
            .enumerate()
            .filter_map(|(depth, frame)| match frame {
                Frame::Object { key, .. } => key.clone(),
                Frame::Array(items) => (depth < last || inside_value).then(|| items.len().to_string()),
            })
            .collect();
        (!steps.is_empty()).then(|| steps.join("."))
    }

    /// Whether the object's closing brace has been read. What follows it is ignored.
    pub fn is_complete(&self) -> bool {
        matches!(self.state, State::Complete(_))
    }

    /// Reads one character, or a whole run of ordinary ones inside a string.
    fn step(&mut self) -> Result<(), NotJson> {
        let rest = &self.text[self.read..];
        if let State::Key(open) | State::Text(open) = &mut self.state {
            let (used, closed) = open.read(rest)?;
            self.read += used;
            if closed {
                self.close_string();
            }
            return Ok(());
        }
        let Some(next) = rest.chars().next() else { return Ok(()) };
        if let State::Word(word) = &mut self.state {
            if next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.') {
                word.push(next);
                self.read += 1;
                return Ok(());
            }
            let value = finished_word(word)?;
            self.put(value);
            return Ok(()); // the character that ended the word is read in the next step
        }
        self.read += next.len_utf8();
        if matches!(next, ' ' | '\t' | '\r' | '\n') {
            return Ok(());
        }
        self.structure(next)
    }

    fn structure(&mut self, next: char) -> Result<(), NotJson> {
        match (&self.state, next) {
            (State::KeyOrEnd, '"') => self.state = State::Key(OpenString::default()),
            (State::KeyOrEnd | State::CommaOrEnd, '}') => self.close_object()?,
            (State::ValueOrEnd | State::CommaOrEnd, ']') => self.close_array()?,
            (State::Colon, ':') => self.state = State::Value,
            (State::CommaOrEnd, ',') => match self.frames.last() {
                Some(Frame::Object { .. }) => self.state = State::KeyOrEnd,
                Some(Frame::Array(_)) => self.state = State::ValueOrEnd,
                None => return Err(NotJson),
            },
            (State::Value | State::ValueOrEnd, _) => match next {
                '"' => self.state = State::Text(OpenString::default()),
                '{' | '[' if self.frames.len() >= MAX_DEPTH => {
                    // Every level passed so far would fail in the same place: go on from here.
                    self.start = self.read - 2;
                    return Err(NotJson);
                }
                '{' => self.open(Frame::object()),
                '[' => self.open(Frame::Array(Vec::new())),
                '-' | '0'..='9' | 't' | 'f' | 'n' => self.state = State::Word(next.to_string()),
                _ => return Err(NotJson),
            },
            _ => return Err(NotJson),
        }
        Ok(())
    }

    fn open(&mut self, frame: Frame) {
        self.state = match frame {
            Frame::Object { .. } => State::KeyOrEnd,
            Frame::Array(_) => State::ValueOrEnd,
        };
        self.frames.push(frame);
    }

    fn close_string(&mut self) {
        match std::mem::take(&mut self.state) {
            State::Key(open) => {
                if let Some(Frame::Object { key, .. }) = self.frames.last_mut() {
                    *key = Some(open.finish());
                }
                self.state = State::Colon;
            }
            State::Text(open) => self.put(Value::String(open.finish())),
            other => self.state = other,
        }
    }

    fn close_object(&mut self) -> Result<(), NotJson> {
        match self.frames.pop() {
            Some(Frame::Object { members, .. }) => self.put(Value::Object(members)),
            _ => return Err(NotJson),
        }
        Ok(())
    }

    fn close_array(&mut self) -> Result<(), NotJson> {
        match self.frames.pop() {
            Some(Frame::Array(items)) => self.put(Value::Array(items)),
            _ => return Err(NotJson),
        }
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn put(&mut self, value: Value) {
        self.state = State::CommaOrEnd;
        match self.frames.last_mut() {
            Some(Frame::Object { members, key }) => {
                if let Some(key) = key.take() {
                    members.insert(key, value);
                }
            }
            Some(Frame::Array(items)) => items.push(value),
            None => self.state = State::Complete(value),
        }
    }
}

impl Frame {
    fn object() -> Self {
        Self::Object { members: Map::new(), key: None }
    }
}

fn finished_word(word: &str) -> Result<Value, NotJson> {
    match word {
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        "null" => Ok(Value::Null),
        number => serde_json::from_str::<Number>(number).map(Value::Number).map_err(|_| NotJson),
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
