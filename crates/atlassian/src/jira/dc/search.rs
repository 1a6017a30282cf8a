use crate::jira::{Found, Issue, JiraError, Wire, decode, jql::quoted};
use serde::de::DeserializeOwned;
use serde_json::json;

pub(in crate::jira) async fn search(
    wire: &Wire,
    jql: &str,
    fields: &[&str],
    max: u32,
) -> Result<Vec<Issue>, JiraError> {
    let body = json!({"jql": jql, "fields": fields, "startAt": 0, "maxResults": max});
    let found: Found = decode(&wire.post(wire.rest("search")?, &body).await?)?;
    Ok(found.issues)
}

/// Those of these issues that exist. Without validation Jira leaves out keys it does not know; with it, one of them
/// makes it refuse the whole query (Jira DC 10.3: "An issue with key … does not exist for field 'key'").
pub(in crate::jira) async fn by_key<T: DeserializeOwned>(
    wire: &Wire,
    keys: &[&str],
    fields: &[&str],
    expand: &[&str],
) -> Result<Vec<T>, JiraError> {
    let list = keys.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(", ");
    let body = json!({
        "jql": format!("key in ({list})"),
        "fields": fields,
        "startAt": 0,
        "maxResults": keys.len(),
        "validateQuery": false,
        "expand": expand,
    });
    let found: Found<T> = decode(&wire.post(wire.rest("search")?, &body).await?)?;
    Ok(found.issues)
}
