use rmcp::model::Tool;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A tool as its server describes it. All of this is other people's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolInfo {
    /// Such as `jira_create_issue`.
    pub name: String,
    /// What it says it does; empty when it says nothing.
    pub description: String,
    /// It says that it changes nothing. A hint: what a model may call is our own list.
    pub read_only: bool,
    /// It says that it may destroy something.
    pub destructive: bool,
    /// Name, description, input schema and annotations as JSON with sorted keys: what a model or a caller goes by.
    /// Equal text means an unchanged definition.
    pub definition: String,
}

impl ToolInfo {
    /// From JSON in the form of the protocol; `None` without a name.
    pub(crate) fn from_json(tool: &Value) -> Option<Self> {
        let hint = |name: &str| tool["annotations"][name].as_bool();
        Some(Self {
            name: tool["name"].as_str()?.to_owned(),
            description: tool["description"].as_str().unwrap_or_default().to_owned(),
            read_only: hint("readOnlyHint").unwrap_or(false),
            // The protocol's default for tools that do not say is "may destroy".
            destructive: !hint("readOnlyHint").unwrap_or(false) && hint("destructiveHint").unwrap_or(true),
            definition: sorted(&json!({
                "name": tool["name"],
                "description": tool["description"],
                "inputSchema": tool["inputSchema"],
                "annotations": tool["annotations"],
            }))
            .to_string(),
        })
    }

    pub(crate) fn from_rmcp(tool: &Tool) -> Option<Self> {
        Self::from_json(&serde_json::to_value(tool).ok()?)
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            Value::Object(entries.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_does_not_change_a_definition() {
        let one =
            ToolInfo::from_json(&json!({"name": "a", "inputSchema": {"x": 1, "b": [{"d": 1, "c": 2}]}}));
        let two =
            ToolInfo::from_json(&json!({"inputSchema": {"b": [{"c": 2, "d": 1}], "x": 1}, "name": "a"}));
        let other = ToolInfo::from_json(&json!({"name": "a", "inputSchema": {"x": 2}}));
        assert_eq!(one, two);
        assert_ne!(one, other);
    }

    #[test]
    fn only_what_callers_go_by_is_part_of_a_definition() {
        let plain = json!({"name": "a", "inputSchema": {}, "annotations": {"readOnlyHint": true}});
        let mut other = plain.clone();
        other["_meta"] = json!({"tags": ["x"]});
        other["title"] = json!("A");
        assert_eq!(
            ToolInfo::from_json(&plain).unwrap().definition,
            ToolInfo::from_json(&other).unwrap().definition
        );
        other["annotations"]["readOnlyHint"] = json!(false);
        assert_ne!(
            ToolInfo::from_json(&plain).unwrap().definition,
            ToolInfo::from_json(&other).unwrap().definition
        );
    }

    #[test]
    fn a_tool_that_says_nothing_is_taken_for_dangerous() {
        let tool = ToolInfo::from_json(&json!({"name": "a"})).unwrap();
        assert!(!tool.read_only && tool.destructive);
        assert_eq!(ToolInfo::from_json(&json!({})), None);
    }
}
