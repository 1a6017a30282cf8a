use crate::jira::{CreateField, Field, FieldSchema, IssueType, JiraError, Wire, decode};
use outbound::Target;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// What one page holds, and how many pages are read before giving up: more than any real screen.
const PAGE: usize = 100;
const PAGES: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    /// Cloud calls them by what they are.
    #[serde(alias = "issueTypes", alias = "fields")]
    values: Vec<T>,
    #[serde(default)]
    is_last: Option<bool>,
    #[serde(default)]
    total: Option<usize>,
}

/// Reads all pages. `isLast` decides; without it `total`, without both one page is all.
async fn all<T: DeserializeOwned>(wire: &Wire, target: Target) -> Result<Vec<T>, JiraError> {
    let mut found = Vec::new();
    for _ in 0..PAGES {
        let (start, size) = (found.len().to_string(), PAGE.to_string());
        let paged = target.query([("startAt", start.as_str()), ("maxResults", size.as_str())]);
        let page: Page<T> = decode(&wire.get(paged).await?)?;
        let empty = page.values.is_empty();
        found.extend(page.values);
        let last = page.is_last.unwrap_or_else(|| page.total.is_none_or(|total| found.len() >= total));
        if last || empty {
            return Ok(found);
        }
    }
    Ok(found)
}

pub(super) async fn issue_types(wire: &Wire, project: &str) -> Result<Vec<IssueType>, JiraError> {
    let target = wire.rest("issue/createmeta")?.segment(project)?.segment("issuetypes")?;
    all(wire, target).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dto {
    field_id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    schema: FieldSchema,
    #[serde(default)]
    allowed_values: Option<Vec<Value>>,
    #[serde(default)]
    has_default_value: bool,
}

pub(super) async fn create_fields(
    wire: &Wire,
    project: &str,
    type_id: &str,
) -> Result<Vec<CreateField>, JiraError> {
    let target = wire.rest("issue/createmeta")?.segment(project)?.segment("issuetypes")?.segment(type_id)?;
    let found: Vec<Dto> = all(wire, target).await?;
    let field = |dto: Dto| CreateField {
        id: dto.field_id,
        name: dto.name,
        required: dto.required,
        schema: dto.schema,
        allowed_values: dto.allowed_values.unwrap_or_default(),
        has_default: dto.has_default_value,
    };
    Ok(found.into_iter().map(field).collect())
}

pub(super) async fn fields(wire: &Wire) -> Result<Vec<Field>, JiraError> {
    decode(&wire.get(wire.rest("field")?).await?)
}
