//! What the person may do; both kinds of Jira answer this in the same form.

use crate::jira::{JiraError, Wire, decode};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct Permissions {
    permissions: HashMap<String, Permission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    have_permission: bool,
}

pub(super) async fn can_create(wire: &Wire, project_key: &str) -> Result<bool, JiraError> {
    may(wire, project_key, ["CREATE_ISSUES", "CREATE_ISSUE"]).await
}

pub(super) async fn can_delete(wire: &Wire, project_key: &str) -> Result<bool, JiraError> {
    may(wire, project_key, ["DELETE_ISSUES", "DELETE_ISSUE"]).await
}

/// Data Center before 9.0 ignores `permissions` and calls the permission by the second name as well.
async fn may(wire: &Wire, project_key: &str, names: [&str; 2]) -> Result<bool, JiraError> {
    let pairs = [("projectKey", project_key), ("permissions", names[0])];
    let target = wire.rest("mypermissions")?.query(pairs);
    let found: Permissions = decode(&wire.get(target).await?)?;
    Ok(names
        .iter()
        .any(|name| found.permissions.get(*name).is_some_and(|permission| permission.have_permission)))
}
