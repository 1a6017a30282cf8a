use crate::jira::{JiraError, Project, Wire, decode};

pub(in crate::jira) async fn projects(wire: &Wire) -> Result<Vec<Project>, JiraError> {
    decode(&wire.get(wire.rest("project")?).await?)
}
