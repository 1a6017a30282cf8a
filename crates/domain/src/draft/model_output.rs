//! From a model's JSON to a draft: leniently while it streams, strictly at the end.

use super::{DraftContent, DraftFormat, Field, Scenario};
use crate::{limits, text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is wrong with a model's answer, in words that the model can act on too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The JSON key.
    pub key: String,
    /// What was expected.
    pub message: String,
}

/// What can be shown of an answer that is still being written. Never fails: what does not fit is left out.
pub fn partial(value: &Value) -> DraftContent {
    read(value, &mut Vec::new())
}

/// Reads a finished answer. Fails when it is not an object, or a value has the wrong type or size; whether
/// required sections are there is a matter of the rules, except for the summary, which an issue cannot lack.
pub fn from_model(value: &Value, format: DraftFormat) -> Result<DraftContent, Vec<Problem>> {
    let mut problems = Vec::new();
    if !value.is_object() {
        return Err(vec![Problem {
            key: String::new(),
            message: "the answer must be one JSON object".into(),
        }]);
    }
    let content = read(value, &mut problems);
    if content.summary.is_empty() {
        problems.push(problem(Field::Summary.as_str(), "must be a non-empty line of text"));
    }
    let body = format.criteria();
    if !content.has(Field::Story) && !content.has(body) {
        problems.push(problem(body.as_str(), "the issue has no body: write the story and this list"));
    }
    if problems.is_empty() { Ok(content) } else { Err(problems) }
}

fn problem(key: &str, message: impl Into<String>) -> Problem {
    Problem { key: key.to_owned(), message: message.into() }
}

fn read(value: &Value, problems: &mut Vec<Problem>) -> DraftContent {
    let get = |field: Field| value.get(field.as_str()).filter(|v| !v.is_null());
    let mut story = string(value, &["story", "feature", "description"], limits::SECTION, problems);
    if story.is_empty() && get(Field::Story).is_none() {
        story = string(value, &["user_story"], limits::SECTION, problems);
    }
    DraftContent {
        summary: text::one_line(&string(value, &["summary", "title"], limits::SECTION, problems)),
        story,
        acceptance_criteria: lines(value, Field::AcceptanceCriteria.as_str(), problems),
        scenarios: scenarios(get(Field::Scenarios), problems),
        stlc_notes: section(value, "stlc_notes", problems),
        story_points: points(get(Field::StoryPoints), problems),
        labels: lines(value, Field::Labels.as_str(), problems)
            .into_iter()
            .map(|label| label.split_whitespace().collect::<Vec<_>>().join("-"))
            .filter(|label| !label.is_empty())
            .take(limits::LABELS)
            .collect(),
        priority: Some(text::one_line(&string(value, &["priority"], limits::LINE, problems)))
            .filter(|p| !p.is_empty()),
        components: lines(value, Field::Components.as_str(), problems),
    }
}

/// The first of `keys` that is there.
fn string(value: &Value, keys: &[&str], limit: usize, problems: &mut Vec<Problem>) -> String {
    let Some((key, found)) = keys.iter().find_map(|key| value.get(*key).map(|found| (*key, found))) else {
        return String::new();
    };
    match found {
        Value::Null => String::new(),
        Value::String(text) => limited(key, text, limit, problems),
        Value::Number(number) => number.to_string(),
        _ => {
            problems.push(problem(key, "must be a text"));
            String::new()
        }
    }
}

/// A section that models write as one text or as a list of lines.
fn section(value: &Value, key: &str, problems: &mut Vec<Problem>) -> String {
    match value.get(key) {
        Some(Value::Array(_)) => lines(value, key, problems)
            .into_iter()
            .map(|line| format!("- {line}"))
            .collect::<Vec<_>>()
            .join("\n"),
        _ => string(value, &[key], limits::SECTION, problems),
    }
}

fn limited(key: &str, text: &str, limit: usize, problems: &mut Vec<Problem>) -> String {
    let text = text::clean(text).trim().to_owned();
    if text::length(&text) > limit {
        problems.push(problem(key, format!("must have at most {limit} characters")));
    }
    text
}

fn lines(value: &Value, key: &str, problems: &mut Vec<Problem>) -> Vec<String> {
    lines_of(value.get(key), key, problems)
}

fn lines_of(found: Option<&Value>, key: &str, problems: &mut Vec<Problem>) -> Vec<String> {
    let items = match found {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        // One text instead of a list of one is common.
        Some(Value::String(text)) => text.lines().map(|line| Value::String(line.to_owned())).collect(),
        Some(_) => {
            problems.push(problem(key, "must be a list of texts"));
            return Vec::new();
        }
    };
    if items.len() > limits::LINES {
        problems.push(problem(key, format!("must have at most {} entries", limits::LINES)));
    }
    items
        .iter()
        .take(limits::LINES)
        .filter_map(|item| match item {
            Value::String(text) => Some(limited(key, text, limits::LINE, problems)),
            Value::Null => None,
            Value::Object(map) => {
                // `{"text": "…"}` and the like: the only text in it is meant.
                map.values().find_map(Value::as_str).map(|text| limited(key, text, limits::LINE, problems))
            }
            other => Some(other.to_string()),
        })
        .filter(|line| !line.is_empty())
        .collect()
}

fn scenarios(found: Option<&Value>, problems: &mut Vec<Problem>) -> Vec<Scenario> {
    let key = Field::Scenarios.as_str();
    let items = match found {
        None => return Vec::new(),
        Some(Value::Array(items)) => items,
        Some(_) => {
            problems.push(problem(key, "must be a list of objects with name, given, when, then"));
            return Vec::new();
        }
    };
    if items.len() > limits::LINES {
        problems.push(problem(key, format!("must have at most {} entries", limits::LINES)));
    }
    items
        .iter()
        .take(limits::LINES)
        .filter_map(|item| {
            if !item.is_object() {
                problems.push(problem(key, "each entry must be an object with name, given, when, then"));
                return None;
            }
            Some(Scenario {
                name: text::one_line(&string(item, &["name", "title", "scenario"], limits::LINE, problems)),
                given: lines(item, "given", problems),
                when: lines(item, "when", problems),
                then: lines(item, "then", problems),
            })
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "points are small; the range is checked right after")]
fn points(found: Option<&Value>, problems: &mut Vec<Problem>) -> Option<f32> {
    let key = Field::StoryPoints.as_str();
    let number = match found? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let in_range = number.map(|n| n as f32).filter(|n| n.is_finite() && (0.0..=limits::POINTS).contains(n));
    if in_range.is_none() {
        problems.push(problem(key, "must be a number such as 3"));
    }
    in_range
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_complete_answer_becomes_a_draft() {
        let content = from_model(
            &json!({"summary": " Let patients\nmove ", "story": "As a patient", "acceptance_criteria": ["a", {"text": "b"}, null],
                "stlc_notes": ["x", "y"], "story_points": "3", "labels": ["patient portal"], "priority": "High"}),
            DraftFormat::Classic,
        )
        .unwrap();
        assert_eq!(content.summary, "Let patients move");
        assert_eq!(content.acceptance_criteria, ["a", "b"]);
        assert_eq!(content.stlc_notes, "- x\n- y");
        assert_eq!(content.story_points, Some(3.0));
        assert_eq!(content.labels, ["patient-portal"]);
    }

    #[test]
    fn wrong_types_are_named_by_their_key() {
        let problems = from_model(
            &json!({"summary": "", "story": {}, "scenarios": "x", "story_points": true}),
            DraftFormat::Bdd,
        )
        .unwrap_err();
        let keys: Vec<_> = problems.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(keys, ["story", "scenarios", "story_points", "summary", "scenarios"]);
    }

    #[test]
    fn a_half_written_answer_shows_what_is_there() {
        let content = partial(&json!({"summary": "Let", "scenarios": [{"name": "Mo"}]}));
        assert_eq!(content.summary, "Let");
        assert_eq!(content.scenarios[0].name, "Mo");
    }
}
