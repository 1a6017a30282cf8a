//! Finding the JSON in what a model wrote.

use domain::partial_json::PartialJson;
use serde_json::Value;

/// The JSON object or array in a text: the text itself, a fenced block, or the first object in prose.
///
/// Objects may have raw line breaks in strings and a comma too many; see [`domain::partial_json`].
pub fn find(text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Some(value) = strictly(text) {
        return Some(value);
    }
    fenced_blocks(text).find_map(|block| strictly(block.trim())).or_else(|| leniently(text))
}

fn strictly(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(|value: &Value| value.is_object() || value.is_array())
}

/// Empty objects that are taken for examples in prose.
const MAX_PASSED_OVER: usize = 16;

/// The first complete object; `{}` as it occurs in prose is passed over when something follows.
fn leniently(text: &str) -> Option<Value> {
    let mut rest = text;
    let mut found = None;
    for _ in 0..MAX_PASSED_OVER {
        let mut reading = PartialJson::default();
        reading.push(rest);
        let value = reading.value().filter(|_| reading.is_complete());
        match value {
            Some(Value::Object(members)) if members.is_empty() => {
                found = Some(Value::Object(members));
                rest = rest.split_once('}')?.1;
            }
            Some(value) => return Some(value),
            None => break,
        }
    }
    found
}

/// What stands between lines that begin with three backticks.
fn fenced_blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once("```")?;
        let (_, block) = after.split_once('\n')?;
        let (block, after) = block.split_once("\n```").unwrap_or((block, ""));
        rest = after;
        Some(block)
    })
}
