//! What went wrong, kept over retries.

use super::{
    super::state::AppState,
    asking::{Answer, Id, Who},
    csv,
};
use axum::{Json, extract::State, response::Response};
use contract::v1;
use domain::ids::DraftId;

/// What went wrong with a draft, the same things together, the latest first.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}/failures", tag = "failures", operation_id = "failures_of_draft",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    responses((status = 200, description = "The failures.", body = v1::FailureList)),
)]
pub(super) async fn of_draft(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
) -> Answer<Json<v1::FailureList>> {
    Ok(Json(state.use_cases.failures.of_draft(&who.principal, draft).await?.into()))
}

/// The same as a file for a spreadsheet.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}/failures.csv", tag = "failures", operation_id = "failures_of_draft_as_csv",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    responses((status = 200, description = "The failures.", body = String, content_type = "text/csv")),
)]
pub(super) async fn of_draft_as_csv(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
) -> Answer<Response> {
    let list: v1::FailureList = state.use_cases.failures.of_draft(&who.principal, draft).await?.into();
    let head = [
        "code",
        "category",
        "severity",
        "message",
        "next",
        "fields",
        "times",
        "first_at",
        "last_at",
        "resolved_at",
    ];
    let lines = std::iter::once(head.map(str::to_owned).into()).chain(list.groups.into_iter().map(line));
    Ok(csv::file("failures.csv", lines))
}

fn line(group: v1::FailureGroup) -> Vec<String> {
    let word = |word: serde_json::Result<serde_json::Value>| {
        word.ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let failure = group.failure;
    let fields: Vec<String> =
        failure.fields.iter().map(|one| format!("{}: {}", one.field, one.message)).collect();
    vec![
        failure.code,
        word(serde_json::to_value(failure.category)),
        word(serde_json::to_value(failure.severity)),
        failure.message,
        failure.next,
        fields.join("\n"),
        group.times.to_string(),
        group.first_at,
        group.last_at,
        group.resolved_at.unwrap_or_default(),
    ]
}

/// What went wrong with anything of the person's, the latest first.
#[utoipa::path(
    get, path = "/api/v1/failures", tag = "failures", operation_id = "list_failures",
    responses((status = 200, description = "The failures.", body = v1::FailureList)),
)]
pub(super) async fn mine(State(state): State<AppState>, who: Who) -> Answer<Json<v1::FailureList>> {
    Ok(Json(state.use_cases.failures.mine(&who.principal).await?.into()))
}
