//! Boards and sprints: Jira Software's own interface, `rest/agile/1.0`, the same on Data Center and Cloud (Jira Software
//! Server 10.3 and Jira Software Cloud REST API).

use super::{JiraError, Sprint, SprintState, Wire, decode, refuse};
use serde::Deserialize;
use serde_json::json;

/// Boards whose sprints are read, at most.
const BOARDS: usize = 5;
/// Entries on one page; Jira gives no more of them.
const PAGE: usize = 50;
/// Pages of one board, at most.
const PAGES: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    values: Vec<T>,
    #[serde(default = "last")]
    is_last: bool,
}

const fn last() -> bool {
    true
}

#[derive(Deserialize)]
struct Board {
    id: i64,
    #[serde(rename = "type", default)]
    kind: String,
}

#[derive(Deserialize)]
struct Dto {
    id: i64,
    name: String,
    state: String,
}

/// Active and future sprints of the project's boards: the active ones first, each once. Without Jira Software, or without
/// a board that has sprints, there are none.
pub(super) async fn sprints(wire: &Wire, project_key: &str) -> Result<Vec<Sprint>, JiraError> {
    let most = PAGE.to_string();
    let boards = wire
        .at("rest/agile/1.0/board")?
        .query([("projectKeyOrId", project_key), ("maxResults", most.as_str())]);
    let boards: Page<Board> = match decode(&wire.get(boards).await?) {
        Ok(boards) => boards,
        Err(JiraError::NotFound) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found: Vec<Sprint> = Vec::new();
    for board in boards.values.iter().filter(|board| board.kind != "kanban").take(BOARDS) {
        for sprint in of_board(wire, board.id).await? {
            if !found.iter().any(|known| known.id == sprint.id) {
                found.push(sprint);
            }
        }
    }
    found.sort_by_key(|sprint| sprint.state != SprintState::Active);
    Ok(found)
}

async fn of_board(wire: &Wire, board: i64) -> Result<Vec<Sprint>, JiraError> {
    let mut found = Vec::new();
    for page in 0..PAGES {
        let (start, most) = ((page * PAGE).to_string(), PAGE.to_string());
        let pairs = [("state", "active,future"), ("startAt", start.as_str()), ("maxResults", most.as_str())];
        let target = wire.at(&format!("rest/agile/1.0/board/{board}/sprint"))?.query(pairs);
        let answer: Page<Dto> = match decode(&wire.get(target).await?) {
            Ok(answer) => answer,
            // A board without sprints says so with a 400.
            Err(JiraError::Rejected { .. } | JiraError::NotFound) => break,
            Err(error) => return Err(error),
        };
        found.extend(answer.values.into_iter().filter_map(|dto| {
            let state = match dto.state.to_ascii_lowercase().as_str() {
                "active" => SprintState::Active,
                "future" => SprintState::Future,
                _ => return None,
            };
            Some(Sprint { id: dto.id, name: dto.name, state })
        }));
        if answer.is_last {
            break;
        }
    }
    Ok(found)
}

/// Whether a sprint is there and not over.
pub(super) async fn is_open(wire: &Wire, sprint: i64) -> Result<bool, JiraError> {
    match decode::<Dto>(&wire.get(wire.at(&format!("rest/agile/1.0/sprint/{sprint}"))?).await?) {
        Ok(found) => Ok(!found.state.eq_ignore_ascii_case("closed")),
        Err(JiraError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts issues into a sprint. Those that are in it already stay, so it can be said again.
pub(super) async fn put_into(wire: &Wire, sprint: i64, keys: &[&str]) -> Result<(), JiraError> {
    let target = wire.at(&format!("rest/agile/1.0/sprint/{sprint}/issue"))?;
    refuse(&wire.post(target, &json!({ "issues": keys })).await?)
}
