use crate::jira::{JiraError, SearchPage, Wire, decode};
use serde_json::json;

pub(in crate::jira) async fn search(
    wire: &Wire,
    jql: &str,
    fields: &[&str],
    max: u32,
) -> Result<SearchPage, JiraError> {
    let body = json!({"jql": jql, "fields": fields, "startAt": 0, "maxResults": max});
    decode(&wire.post(wire.at("rest/api/2/search")?, &body).await?)
}

/// A JQL string literal.
pub(in crate::jira) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
