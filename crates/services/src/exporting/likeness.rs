//! Whether a create that mcp-atlassian wants to send is the one a person approved.

use super::payload::Payload;
use serde_json::Value;

/// Everything approved is in the body, unchanged, and nothing else that matters is: project by key or id, type by
/// id or name, all other fields equal. mcp-atlassian drops fields it does not know without a word, which this finds.
pub(super) fn is_as_approved(payload: &Payload, body: &[u8]) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return false };
    let (Some(sent), Some(approved), Some(form)) =
        (body["fields"].as_object(), payload.rest["fields"].as_object(), &payload.mcp)
    else {
        return false;
    };
    if sent["project"]["key"] != payload.project.as_str() {
        return false;
    }
    let kind = &sent["issuetype"];
    if kind["name"] != form.issue_type.as_str() && kind["id"] != approved["issuetype"]["id"] {
        return false;
    }
    let named = |key: &&String| !matches!(key.as_str(), "project" | "issuetype");
    sent.keys().filter(named).all(|key| approved.contains_key(key))
        && approved
            .keys()
            .filter(named)
            .all(|key| sent.get(key).is_some_and(|value| same(value, &approved[key])))
}

/// Equal, where `3` and `3.0` are the same number and the order of a list of texts does not matter.
fn same(sent: &Value, approved: &Value) -> bool {
    match (sent, approved) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().all(|one| b.iter().any(|other| same(one, other)))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exporting::payload::McpForm;
    use domain::ids::OperationId;
    use serde_json::{Map, json};

    fn approved() -> Payload {
        Payload {
            operation: OperationId::from_u128(7),
            site: "main".into(),
            project: "CLINIC".into(),
            label: Some("m".into()),
            mcp: Some(McpForm {
                project_key: "CLINIC".into(),
                summary: "S".into(),
                issue_type: "Story".into(),
                description: "D".into(),
                components: Vec::new(),
                additional_fields: Map::new(),
            }),
            attachment: None,
            rest: json!({"fields": {"project": {"key": "CLINIC"}, "issuetype": {"id": "10"}, "summary": "S",
                "description": "D", "labels": ["a", "m"], "customfield_1": 3.0}}),
            only_rest: false,
        }
    }

    fn sent(change: impl Fn(&mut Value)) -> bool {
        let mut body = json!({"fields": {"project": {"key": "CLINIC"}, "issuetype": {"name": "Story"}, "summary": "S",
            "description": "D", "labels": ["m", "a"], "customfield_1": 3}});
        change(&mut body["fields"]);
        is_as_approved(&approved(), body.to_string().as_bytes())
    }

    #[test]
    fn the_same_issue_in_other_words_passes() {
        assert!(sent(|_| ()));
    }

    #[test]
    fn a_changed_a_dropped_and_an_added_field_do_not() {
        assert!(!sent(|fields| fields["summary"] = json!("T")));
        assert!(!sent(|fields| drop(fields.as_object_mut().unwrap().remove("customfield_1"))));
        assert!(!sent(|fields| fields["assignee"] = json!({"name": "x"})));
        assert!(!sent(|fields| fields["project"] = json!({"key": "OTHER"})));
    }
}
