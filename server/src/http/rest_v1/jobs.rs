//! Long work.

use super::{
    super::state::AppState,
    asking::{self, Answer, Id, Params, Who},
};
use axum::{Json, extract::State, http::StatusCode};
use contract::{commands, v1, views::JobState};
use domain::ids::JobId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct JobsQuery {
    /// Only in this state.
    state: Option<v1::JobState>,
    /// Page of 25, from 0.
    #[serde(default)]
    #[param(minimum = 0, maximum = 4_000)]
    page: u32,
}

/// Lists jobs, the latest first.
#[utoipa::path(
    get, path = "/api/v1/jobs", tag = "jobs", operation_id = "list_jobs", params(JobsQuery),
    responses((status = 200, description = "A page of jobs.", body = v1::JobList)),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: Who,
    Params(query): Params<JobsQuery>,
) -> Answer<Json<v1::JobList>> {
    let filter =
        commands::JobFilter { state: query.state.map(JobState::from), page: asking::page(query.page)? };
    Ok(Json(state.use_cases.jobs.list(&who.principal, filter).await?.into()))
}

/// Where a job is. For places where streams are blocked: at most every two seconds, sooner answers 429.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", tag = "jobs", operation_id = "read_job",
    params(("id" = String, Path, format = "uuid", description = "The job.")),
    responses((status = 200, description = "The job.", body = v1::Job)),
)]
pub(super) async fn read(
    State(state): State<AppState>,
    who: Who,
    Id(job): Id<JobId>,
) -> Answer<Json<v1::Job>> {
    state.api.poll(&who.principal, job)?;
    Ok(Json(state.use_cases.jobs.status(&who.principal, job).await?.into()))
}

/// Stops a job. One that has ended already stays as it is.
#[utoipa::path(
    post, path = "/api/v1/jobs/{id}/cancel", tag = "jobs", operation_id = "cancel_job",
    params(("id" = String, Path, format = "uuid", description = "The job.")),
    responses((status = 204, description = "It stops.")),
)]
pub(super) async fn cancel(
    State(state): State<AppState>,
    who: Who,
    Id(job): Id<JobId>,
) -> Answer<StatusCode> {
    state.use_cases.activity.stop(&who.caller, &who.principal, job).await?;
    Ok(StatusCode::NO_CONTENT)
}
