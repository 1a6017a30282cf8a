//! How far issues are, and whose work that was.

use super::{JiraError, JiraKind, Wire, cloud, dc};
use serde::Deserialize;

/// Where an issue is, whatever its workflow calls that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has begun.
    New,
    /// Somebody works on it.
    Going,
    /// It counts as done.
    Done,
}

/// How far one issue is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The issue.
    pub key: String,
    /// Where it is.
    pub stage: Stage,
    /// The name of whoever it is assigned to.
    pub assignee: Option<String>,
    /// The name of whoever changed its status last.
    pub moved_by: Option<String>,
}

#[derive(Deserialize)]
struct Dto {
    key: String,
    fields: Fields,
    #[serde(default)]
    changelog: Changelog,
}

#[derive(Deserialize)]
struct Fields {
    status: Status,
    #[serde(default)]
    assignee: Option<User>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    status_category: Category,
}

#[derive(Deserialize)]
struct Category {
    key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    display_name: String,
}

#[derive(Deserialize, Default)]
struct Changelog {
    #[serde(default)]
    histories: Vec<History>,
}

#[derive(Deserialize)]
struct History {
    #[serde(default)]
    author: Option<User>,
    created: String,
    #[serde(default)]
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    field: String,
}

impl From<Dto> for Progress {
    fn from(dto: Dto) -> Self {
        let of_status = |history: &History| history.items.iter().any(|item| item.field == "status");
        // Data Center tells the oldest change first, Cloud the newest; moments of one site sort as they are written.
        let moves = dto.changelog.histories.into_iter().filter(of_status);
        let last = moves.max_by(|one, other| one.created.cmp(&other.created));
        Self {
            key: dto.key,
            stage: match dto.fields.status.status_category.key.as_str() {
                "done" => Stage::Done,
                "new" | "undefined" => Stage::New,
                _ => Stage::Going,
            },
            assignee: dto.fields.assignee.map(|user| user.display_name),
            moved_by: last.and_then(|history| history.author).map(|user| user.display_name),
        }
    }
}

pub(super) async fn of(wire: &Wire, kind: JiraKind, keys: &[&str]) -> Result<Vec<Progress>, JiraError> {
    let (fields, expand) = (["status", "assignee"], ["changelog"]);
    let found: Vec<Dto> = match kind {
        JiraKind::DataCenter => dc::search::by_key(wire, keys, &fields, &expand).await?,
        JiraKind::Cloud => cloud::search::by_key(wire, keys, &fields, &expand).await?,
    };
    Ok(found.into_iter().map(Progress::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whoever_moved_it_last_is_named_in_whichever_order_jira_tells() {
        let moved = |who: &str, at: &str, field: &str| json!({"author": {"displayName": who}, "created": at, "items": [{"field": field}]});
        let mut histories = vec![
            moved("A B", "2026-11-01T08:00:00.000+0000", "status"),
            moved("C D", "2026-11-03T08:00:00.000+0000", "status"),
            moved("E F", "2026-11-04T08:00:00.000+0000", "assignee"),
        ];
        for _ in 0..2 {
            histories.reverse();
            let issue = json!({
                "key": "WEB-1",
                "fields": {"status": {"name": "Closed", "statusCategory": {"key": "done"}}, "assignee": null},
                "changelog": {"histories": histories},
            });
            let progress = Progress::from(serde_json::from_value::<Dto>(issue).unwrap());
            assert_eq!((progress.stage, progress.assignee), (Stage::Done, None));
            assert_eq!(progress.moved_by.as_deref(), Some("C D"));
        }
    }
}
