use crate::jira::{Found, Issue, JiraError, Wire, decode};
use serde::de::DeserializeOwned;
use serde_json::json;

/// Jira fetches at most so many issues by their keys at once.
const AT_ONCE: usize = 100;

/// The old search is gone from Cloud; the new one wants a query that narrows something, and does not count.
pub(in crate::jira) async fn search(
    wire: &Wire,
    jql: &str,
    fields: &[&str],
    max: u32,
) -> Result<Vec<Issue>, JiraError> {
    let body = json!({"jql": jql, "fields": fields, "maxResults": max});
    let found: Found = decode(&wire.post(wire.rest("search/jql")?, &body).await?)?;
    Ok(found.issues)
}

/// Those of these issues that exist and can be seen. The new search refuses a query that names a key it does not know,
/// so they are fetched instead, which names the missing ones in a list of its own.
pub(in crate::jira) async fn by_key<T: DeserializeOwned>(
    wire: &Wire,
    keys: &[&str],
    fields: &[&str],
    expand: &[&str],
) -> Result<Vec<T>, JiraError> {
    let mut all = Vec::new();
    for keys in keys.chunks(AT_ONCE) {
        let body = json!({"issueIdsOrKeys": keys, "fields": fields, "expand": expand});
        let found: Found<T> = decode(&wire.post(wire.rest("issue/bulkfetch")?, &body).await?)?;
        all.extend(found.issues);
    }
    Ok(all)
}
