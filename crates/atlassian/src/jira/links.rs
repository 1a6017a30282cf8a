use crate::jira::{IssueLink, JiraError, LinkDirection, LinkType, Wire, decode, issues, refuse};
use serde::Deserialize;
use serde_json::{Value, json};

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

/// A link as one of its two issues has it: only the other one is in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dto {
    id: String,
    #[serde(rename = "type")]
    kind: LinkType,
    #[serde(default)]
    inward_issue: Option<Other>,
    #[serde(default)]
    outward_issue: Option<Other>,
}

#[derive(Deserialize)]
struct Other {
    key: String,
}

/// In the issue "A blocks B" was said of, B is the `outwardIssue`; in B, A is the `inwardIssue`. That is the other way
/// round than when the link is made. Links to issues that the person cannot see are left out by Jira.
pub(super) async fn of(wire: &Wire, key: &str) -> Result<Vec<IssueLink>, JiraError> {
    let mut issue = issues::get(wire, key, &["issuelinks"]).await?;
    // Absent where linking is switched off.
    let found = issue.fields.remove("issuelinks").unwrap_or(Value::Null);
    let found: Option<Vec<Dto>> =
        serde_json::from_value(found).map_err(|_| JiraError::Unexpected { status: 200, html: false })?;
    Ok(found.unwrap_or_default().into_iter().filter_map(seen).collect())
}

fn seen(dto: Dto) -> Option<IssueLink> {
    let (direction, other) = match (dto.outward_issue, dto.inward_issue) {
        (Some(other), _) => (LinkDirection::Outward, other),
        (None, Some(other)) => (LinkDirection::Inward, other),
        (None, None) => return None,
    };
    Some(IssueLink { id: dto.id, kind: dto.kind, direction, other: other.key })
}
