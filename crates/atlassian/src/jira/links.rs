use crate::jira::{JiraError, LinkType, Wire, decode, refuse};
use serde::Deserialize;
use serde_json::json;

/// `inwardIssue` A and `outwardIssue` B of type Blocks means "A blocks B", although the names suggest the opposite.
pub(super) async fn link(wire: &Wire, type_name: &str, from: &str, to: &str) -> Result<(), JiraError> {
    let body =
        json!({"type": {"name": type_name}, "inwardIssue": {"key": from}, "outwardIssue": {"key": to}});
    refuse(&wire.post(wire.rest("issueLink")?, &body).await?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LinkTypes {
    issue_link_types: Vec<LinkType>,
}

pub(super) async fn link_types(wire: &Wire) -> Result<Vec<LinkType>, JiraError> {
    let found: LinkTypes = decode(&wire.get(wire.rest("issueLinkType")?).await?)?;
    Ok(found.issue_link_types)
}
