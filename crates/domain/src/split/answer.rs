//! From a model's answer to parts.

use super::Part;
use crate::{
    draft::{self, DraftFormat, Problem},
    limits,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Names that models have for the list.
const LISTS: [&str; 5] = ["parts", "issues", "stories", "children", "sub_tasks"];

/// Reads the parts of an answer. Numbers in it are counted from 1; those that mean nothing are left out. Fails when
/// there is no list, or a part cannot be read.
pub fn from_model(value: &Value, format: DraftFormat) -> Result<Vec<Part>, Vec<Problem>> {
    let list = match value {
        Value::Array(list) => Some(list),
        value => LISTS.iter().find_map(|key| value.get(*key)).and_then(Value::as_array),
    };
    let problem = |message: String| vec![Problem { key: "parts".to_owned(), message }];
    let Some(list) = list else { return Err(problem("must be a list of issues".to_owned())) };
    if list.len() > limits::PARTS {
        return Err(problem(format!("must have at most {} entries", limits::PARTS)));
    }
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    for (at, value) in list.iter().enumerate() {
        match draft::from_model(value, format) {
            Ok(content) => {
                parts.push(Part {
                    content,
                    covers: numbers(value, "covers"),
                    after: numbers(value, "after"),
                });
            }
            Err(wrong) => problems.extend(wrong.into_iter().map(|problem| Problem {
                key: format!("parts[{}].{}", at + 1, problem.key),
                message: problem.message,
            })),
        }
    }
    if problems.is_empty() { Ok(parts) } else { Err(problems) }
}

/// A list of numbers from 1, also as texts or as one number, as a set from 0.
fn numbers(value: &Value, key: &str) -> BTreeSet<usize> {
    let one = |value: &Value| {
        let number = match value {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_u64(),
        };
        number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1))
    };
    match value.get(key) {
        Some(Value::Array(list)) => list.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parts_are_read_and_counted_from_nothing() {
        let answer = json!({"parts": [
            {"summary": "One", "story": "s", "covers": [1, "3", 0, -1, "x"], "after": []},
            {"summary": "Two", "story": "s", "covers": 2, "after": [1]},
        ]});
        let parts = from_model(&answer, DraftFormat::Classic).unwrap();
        assert_eq!(parts[0].covers, BTreeSet::from([0, 2]));
        assert_eq!((&parts[1].covers, &parts[1].after), (&BTreeSet::from([1]), &BTreeSet::from([0])));
        assert_eq!(from_model(&answer["parts"], DraftFormat::Classic).unwrap(), parts);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_part() {
        let answer = json!({"parts": [{"summary": "One", "story": "s"}, {"story": "s"}]});
        assert_eq!(from_model(&answer, DraftFormat::Classic).unwrap_err()[0].key, "parts[2].summary");
        assert_eq!(from_model(&json!({"summary": "x"}), DraftFormat::Classic).unwrap_err()[0].key, "parts");
        let many = json!({"parts": vec![json!({"summary": "s", "story": "s"}); limits::PARTS + 1]});
        assert!(from_model(&many, DraftFormat::Classic).is_err());
    }
}
