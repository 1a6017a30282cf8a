//! From the arguments of `jira_create_issue` to the `fields` of `POST /issue`.

use serde_json::{Map, Value, json};

use crate::mcp::markdown;

/// The whole fields object. `known` is the answer of `GET /field`.
pub(crate) fn create_fields(
    arguments: &Map<String, Value>,
    known: &[Value],
    translate: bool,
) -> Result<Map<String, Value>, String> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let required = |name: &str| text(name).ok_or_else(|| format!("{name} is required"));
    let mut fields = Map::new();
    fields.insert("project".to_owned(), json!({"key": required("project_key")?}));
    fields.insert("summary".to_owned(), json!(required("summary")?));
    fields.insert("issuetype".to_owned(), json!({"name": required("issue_type")?}));
    if let Some(description) = text("description") {
        let wiki = if translate { markdown::to_wiki(description) } else { description.to_owned() };
        fields.insert("description".to_owned(), json!(wiki));
    }
    if let Some(assignee) = text("assignee") {
        fields.insert("assignee".to_owned(), json!({"name": assignee}));
    }
    if let Some(components) = text("components") {
        let list: Vec<Value> = components
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(|name| json!({"name": name}))
            .collect();
        fields.insert("components".to_owned(), json!(list));
    }
    let additional: Map<String, Value> = match arguments.get("additional_fields") {
        Some(Value::String(text)) if !text.trim().is_empty() => serde_json::from_str(text)
            .map_err(|error| format!("additional_fields is not valid JSON: {error}"))?,
        Some(Value::Object(map)) => map.clone(),
        _ => Map::new(),
    };
    for (name, value) in additional {
        if let Some((id, value)) = additional_field(&name, value, known) {
            fields.insert(id, value);
        }
    }
    Ok(fields)
}

/// Unknown names and `properties` vanish without a word, as with the real server.
fn additional_field(name: &str, value: Value, known: &[Value]) -> Option<(String, Value)> {
    let by = |key: &str, wanted: &str| {
        known
            .iter()
            .find(|field| {
                field.get(key).and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(wanted))
            })
            .and_then(|field| field.get("id").and_then(Value::as_str))
            .map(str::to_owned)
    };
    match name {
        "priority" | "reporter" if value.is_string() => Some((name.to_owned(), json!({ "name": value }))),
        "parent" if value.is_string() => Some((name.to_owned(), json!({ "key": value }))),
        "epicKey" | "epic_link" | "epicLink" => by("name", "Epic Link").map(|id| (id, value)),
        "properties" => None,
        _ => by("id", name).or_else(|| by("name", name)).map(|id| (id, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additional_fields_are_a_json_text_and_unknown_ones_vanish() {
        let known = [
            json!({"id": "labels", "name": "Labels"}),
            json!({"id": "parent", "name": "Parent"}),
            json!({"id": "customfield_10006", "name": "Story Points"}),
            json!({"id": "customfield_10008", "name": "Epic Link"}),
        ];
        let arguments = json!({
            "project_key": "CLINIC", "summary": "S", "issue_type": "Story", "components": "A, B",
            "additional_fields": r#"{"labels":["x"],"Story Points":3,"priority":"High","epicKey":"CLINIC-1",
                "parent":"CLINIC-2","properties":[1],"Flux":2}"#,
        });
        let fields = create_fields(arguments.as_object().unwrap(), &known, true).unwrap();
        assert_eq!(
            Value::Object(fields),
            json!({
                "project": {"key": "CLINIC"}, "summary": "S", "issuetype": {"name": "Story"},
                "components": [{"name": "A"}, {"name": "B"}], "labels": ["x"], "customfield_10006": 3,
                "priority": {"name": "High"}, "customfield_10008": "CLINIC-1", "parent": {"key": "CLINIC-2"},
            })
        );
    }
}
