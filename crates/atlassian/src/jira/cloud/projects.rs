use crate::jira::{JiraError, Project, Wire, decode};
use serde::Deserialize;

/// Jira gives at most 100 projects at a time.
const AT_ONCE: usize = 100;
/// A person with more projects than this looks for one by its key.
const MOST: usize = 5_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    values: Vec<Project>,
    #[serde(default)]
    is_last: bool,
}

/// Those in which the person may create issues. The next page is asked for by number: `nextPage` is a link, and
/// links in answers are not followed.
pub(in crate::jira) async fn projects(wire: &Wire) -> Result<Vec<Project>, JiraError> {
    let mut all = Vec::new();
    loop {
        let pairs = [
            ("action", "create".to_owned()),
            ("orderBy", "key".to_owned()),
            ("maxResults", AT_ONCE.to_string()),
            ("startAt", all.len().to_string()),
        ];
        let page: Page = decode(&wire.get(wire.rest("project/search")?.query(pairs)).await?)?;
        let ended = page.is_last || page.values.is_empty();
        all.extend(page.values);
        if ended || all.len() >= MOST {
            return Ok(all);
        }
    }
}
