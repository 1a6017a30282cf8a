//! Splits a draft. Rules only: the criteria are dealt out in order.

use serde_json::{Value, json};

use crate::llm::prompt::Prompt;
use crate::llm::reading::{capitalised, shortened};

/// The draft in at least so many parts; in one, when a test asks for a model that does not listen.
pub(crate) fn parts(draft: &Value, least: usize, prompt: &Prompt) -> Value {
    let list = ["scenarios", "acceptance_criteria"]
        .into_iter()
        .find_map(|key| Some((key, draft.get(key)?.as_array().filter(|list| !list.is_empty())?)));
    let count = if prompt.directives.has("one-part") { 1 } else { least.max(1) };
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
            part["after"] = if at == 0 { json!([]) } else { json!([at]) };
            #[expect(clippy::cast_precision_loss, reason = "a handful of parts")]
            let share = points.map(|points| (points / count as f64).ceil());
            part["story_points"] = json!(share);
            part
        })
        .collect();
    json!({ "parts": parts })
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
}
