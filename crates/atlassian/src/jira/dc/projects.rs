use crate::jira::{JiraError, Project, Wire, decode};
use serde::Deserialize;
use std::collections::HashMap;

pub(in crate::jira) async fn projects(wire: &Wire) -> Result<Vec<Project>, JiraError> {
    decode(&wire.get(wire.at("rest/api/2/project")?).await?)
}

#[derive(Deserialize)]
struct Permissions {
    permissions: HashMap<String, Permission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    have_permission: bool,
}

pub(in crate::jira) async fn can_create(wire: &Wire, project_key: &str) -> Result<bool, JiraError> {
    permission(wire, "rest/api/2/mypermissions", project_key).await
}

/// Both kinds of Jira answer this in the same form.
pub(in crate::jira) async fn permission(
    wire: &Wire,
    path: &str,
    project_key: &str,
) -> Result<bool, JiraError> {
    // Data Center before 9.0 ignores `permissions` and calls the permission CREATE_ISSUE as well.
    let pairs = [("projectKey", project_key), ("permissions", "CREATE_ISSUES")];
    let target = wire.at(path)?.query(pairs);
    let found: Permissions = decode(&wire.get(target).await?)?;
    Ok(["CREATE_ISSUES", "CREATE_ISSUE"]
        .iter()
        .any(|name| found.permissions.get(*name).is_some_and(|permission| permission.have_permission)))
}
