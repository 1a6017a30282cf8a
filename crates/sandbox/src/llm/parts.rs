//! Splits a draft. Rules only: the criteria are dealt out in order.

use serde_json::{Value, json};

use crate::llm::prompt::Prompt;
use crate::llm::reading::{capitalised, shortened};

/// The draft in at least so many parts; in one, when a test asks for a model that does not listen.
pub(crate) fn parts(draft: &Value, least: usize, prompt: &Prompt) -> Value {
    let list = ["scenarios", "acceptance_criteria"]
        .into_iter()
        .find_map(|key| Some((key, draft.get(key)?.as_array().filter(|list| !list.is_empty())?)));
    let mut lines = if list.is_none() { lines_of(draft) } else { Vec::new() };
    if list.is_none() {
        let more = lines.len() + 1..=least;
        lines.extend(more.map(|at| format!("What belongs to step {at} of it works.")));
    }
    let count = if prompt.directives.has("one-part") { 1 } else { least.max(lines.len()).max(1) };
    let points = draft.get("story_points").and_then(Value::as_f64);
    let parts: Vec<Value> = (0..count)
        .map(|at| {
            let mut part = draft.clone();
            if let Some((key, list)) = list {
                let (from, to) = (at * list.len() / count, (at + 1) * list.len() / count);
                let to = to.max(from + 1).min(list.len());
                part[key] = json!(list[from..to]);
                part["covers"] = json!((from + 1..=to).collect::<Vec<_>>());
                part["summary"] = json!(summary(&list[from], at));
            }
            if let Some(line) = lines.get(at) {
                part["summary"] = json!(summary(&json!(line), at));
                part["story"] = json!(line);
                part["acceptance_criteria"] = json!([line]);
                part["stlc_notes"] = json!("Regression: what is there already.");
            }
            part["after"] = if at == 0 { json!([]) } else { json!([at]) };
            #[expect(clippy::cast_precision_loss, reason = "a handful of parts")]
            let share = points.map(|points| (points / count as f64).ceil());
            part["story_points"] = json!(share);
            part
        })
        .collect();
    json!({ "parts": parts })
}

/// What an issue without criteria is about: the entries of its lists, or else its sentences; at most six.
fn lines_of(draft: &Value) -> Vec<String> {
    let text =
        ["story", "description"].into_iter().find_map(|key| draft.get(key)?.as_str()).unwrap_or_default();
    let entry = |line: &str| {
        let line = line.trim();
        let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))?;
        Some(line.trim().to_owned())
    };
    let mut found: Vec<String> = text.lines().filter_map(entry).collect();
    if found.is_empty() {
        let sentences = text.split_inclusive(". ").flat_map(str::lines).map(str::trim);
        found =
            sentences.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    }
    found.truncate(6);
    found
}

fn summary(first: &Value, at: usize) -> String {
    let text = first.get("name").unwrap_or(first).as_str().unwrap_or_default();
    let text = capitalised(&shortened(text.trim_end_matches('.'), 90));
    if text.is_empty() { format!("Part {}", at + 1) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_criterion_is_dealt_out() {
        let draft = json!({"summary": "s", "story": "t", "acceptance_criteria": ["a.", "b.", "c."], "story_points": 8});
        let prompt = Prompt::read("x", "", "");
        let split = parts(&draft, 2, &prompt);
        assert_eq!(split["parts"][0]["covers"], json!([1]));
        assert_eq!(split["parts"][1]["covers"], json!([2, 3]));
        assert_eq!((&split["parts"][1]["after"], &split["parts"][1]["summary"]), (&json!([1]), &json!("B")));
        assert_eq!(split["parts"][0]["story_points"], json!(4.0));
    }

    #[test]
    fn an_epic_is_broken_down_along_its_lines() {
        let draft =
            json!({"summary": "s", "story": "Goals:\n- Book online\n* Move it", "acceptance_criteria": []});
        let split = parts(&draft, 2, &Prompt::read("x", "", ""));
        assert_eq!(split["parts"][1]["summary"], json!("Move it"));
        assert_eq!(split["parts"][1]["acceptance_criteria"], json!(["Move it"]));
        assert_eq!(split["parts"].as_array().map(Vec::len), Some(2));
    }
}
