//! `POST /issue`, and the step that makes an issue exist.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Value, json};

use crate::gate::{Caller, Keys};
use crate::jira::answers::{Problems, read_json};
use crate::jira::validate::{self, Surroundings};
use crate::ledger::IssueEntry;
use crate::people::Person;
use crate::state::World;

/// Checks and commits in one lock: the ledger's line and the issue exist together or not at all.
pub(crate) fn commit(
    world: &World,
    caller: &Caller,
    person: &Person,
    update: &Value,
) -> Result<Value, Problems> {
    let base = world.addresses().jira;
    let mut inner = world.lock();
    let around = Surroundings { base: &base, data: &inner.jira, everybody: &inner.people, person };
    let accepted = validate::creation(&around, update)?;
    let issue = inner.jira.insert(
        accepted.project.key,
        accepted.kind.id,
        accepted.content,
        person.login,
        accepted.properties,
    );
    inner.ledger.committed(IssueEntry {
        n: 0,
        time: issue.created,
        key: issue.key.clone(),
        id: issue.id.to_string(),
        project: issue.project.to_owned(),
        issue_type: accepted.kind.name.to_owned(),
        summary: issue.content.summary.clone(),
        who: person.login.to_owned(),
        token_sha256: caller.secret_sha256.clone(),
        request: caller.request,
        labels: issue.content.labels.clone(),
        properties: json!(issue.properties),
        fields: update.get("fields").cloned().unwrap_or(Value::Null),
    });
    Ok(json!({
        "id": issue.id.to_string(),
        "key": issue.key,
        "self": format!("{base}/rest/api/2/issue/{}", issue.id),
    }))
}

pub(crate) async fn create(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Extension(caller): Extension<Caller>,
    body: String,
) -> Response {
    let update: Value = match read_json(&body) {
        Ok(update) => update,
        Err(response) => return response,
    };
    match commit(&world, &caller, &person, &update) {
        Ok(created) => {
            let keys = Keys(created["key"].as_str().map(str::to_owned).into_iter().collect());
            let mut response = (StatusCode::CREATED, Json(created)).into_response();
            response.extensions_mut().insert(keys);
            response
        }
        Err(problems) => problems.answer(StatusCode::BAD_REQUEST),
    }
}
