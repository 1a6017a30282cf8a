use crate::{CreateOutcome, McpError, ToolAnswer};
use serde_json::{Map, Value, json};

/// What `jira_create_issue` is given.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateIssueArgs {
    /// Such as `SHOP`.
    pub project_key: String,
    /// One line, at most 255 characters.
    pub summary: String,
    /// The type's name in the person's language; sub-tasks as `Subtask`.
    pub issue_type: String,
    /// Ready Jira wiki text; it is sent as it is.
    pub description: String,
    /// By name. Apart from the rest because the tool refuses them there; it splits this list at commas.
    pub components: Vec<String>,
    /// Everything else, by field id. mcp-atlassian drops unknown names silently: compare what
    /// [`crate::CreateWitness::about_to_send`] is shown with what was approved.
    pub additional_fields: Map<String, Value>,
}

impl CreateIssueArgs {
    pub(crate) fn arguments(&self) -> Map<String, Value> {
        let mut arguments = Map::new();
        for (name, value) in [
            ("project_key", &self.project_key),
            ("summary", &self.summary),
            ("issue_type", &self.issue_type),
            ("description", &self.description),
        ] {
            arguments.insert(name.to_owned(), json!(value));
        }
        if !self.components.is_empty() {
            arguments.insert("components".to_owned(), json!(self.components.join(",")));
        }
        if !self.additional_fields.is_empty() {
            // The tool wants JSON inside a string here.
            let text = Value::Object(self.additional_fields.clone()).to_string();
            arguments.insert("additional_fields".to_owned(), json!(text));
        }
        arguments
    }
}

/// What was seen between the child and Jira. This is the truth about the create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witnessed {
    /// No create left our process.
    NotSent,
    /// One left, and its answer is still awaited; the witness will be told.
    Sending,
    /// One left and was answered, or given up on.
    Answered(CreateOutcome),
}

/// Both sides of a create through a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateReport {
    /// What really happened.
    pub witnessed: Witnessed,
    /// What the tool said. It may report an error although the issue exists.
    pub tool: Result<ToolAnswer, McpError>,
}
