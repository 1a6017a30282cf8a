//! Drafts in parts: asked for, changed, made, taken back.

use super::{
    super::state::AppState,
    asking::{self, Answer, Body, Id, Params, Who},
    drafts::begin_revision,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use contract::{
    commands::{EditSplit, SplitWish},
    v1,
};
use domain::{
    draft::Scope,
    failure::{Category, Failure},
    ids::DraftId,
    split::Part,
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which split.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SeenQuery {
    /// The version of the split that was read; another one in between answers 409.
    #[param(minimum = 0)]
    version: i32,
}

/// Asks the model for parts of a draft that is ready, and changes nothing of it. They are then in the draft's `split`.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/split", tag = "splits", operation_id = "split_draft",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    request_body = v1::SplitDraft,
    responses((status = 202, description = "The model is writing.", body = v1::Started)),
)]
pub(super) async fn ask(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    Body(split): Body<v1::SplitDraft>,
) -> Answer<Response> {
    let version = asking::version(split.version)?;
    begin_revision(&state, &who, draft, version, Scope::Split, split.instructions).await
}

/// Puts these parts in place of those that are proposed.
#[utoipa::path(
    put, path = "/api/v1/drafts/{id}/split", tag = "splits", operation_id = "edit_split",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    request_body = v1::EditSplit,
    responses((status = 200, description = "The split as it is now.", body = v1::Split)),
)]
pub(super) async fn edit(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    Body(edit): Body<v1::EditSplit>,
) -> Answer<Json<v1::Split>> {
    let seen = asking::version(edit.version)?;
    let parts = edit.parts.into_iter().map(Part::from).collect();
    let wish = SplitWish::Whole(edit.shape.into(), parts);
    take(&state, &who, EditSplit { draft, seen, step: "save".to_owned(), wish }).await?;
    as_it_is(&state, &who, draft).await
}

/// Throws the parts away that are proposed. The draft stays as it is.
#[utoipa::path(
    delete, path = "/api/v1/drafts/{id}/split", tag = "splits", operation_id = "throw_split_away",
    params(("id" = String, Path, format = "uuid", description = "The draft."), SeenQuery),
    responses((status = 204, description = "They are thrown away.")),
)]
pub(super) async fn throw_away(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    Params(query): Params<SeenQuery>,
) -> Answer<StatusCode> {
    step(&state, &who, draft, query.version, "drop").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Holds the parts against the draft's criteria as they are now. What is still there stays covered.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/split/renew", tag = "splits", operation_id = "renew_split",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    request_body = v1::SplitSeen,
    responses((status = 200, description = "The split as it is now.", body = v1::Split)),
)]
pub(super) async fn renew(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    Body(split): Body<v1::SplitSeen>,
) -> Answer<Json<v1::Split>> {
    step(&state, &who, draft, split.version, "renew").await?;
    as_it_is(&state, &who, draft).await
}

/// Makes the parts drafts of their own, which a person then approves like any other. Nothing goes to Jira.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/split/make", tag = "splits", operation_id = "make_parts",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    request_body = v1::SplitSeen,
    responses((status = 200, description = "The drafts that the parts became.", body = v1::MadeParts)),
)]
pub(super) async fn make(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    Body(split): Body<v1::SplitSeen>,
) -> Answer<Json<v1::MadeParts>> {
    step(&state, &who, draft, split.version, "make").await?;
    Ok(Json(state.use_cases.drafting.draft(&who.principal, draft).await?.into()))
}

/// Takes the making of parts back, as long as none of them is in Jira or on its way: their drafts are deleted, what was
/// written in them is proposed again, and the draft is what it was.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/split/take-back", tag = "splits", operation_id = "take_parts_back",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    responses((status = 204, description = "The parts are proposed again.")),
)]
pub(super) async fn take_back(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
) -> Answer<StatusCode> {
    state.use_cases.drafting.unsplit(&who.caller, &who.principal, draft).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a step with the parts as they are.
async fn step(state: &AppState, who: &Who, draft: DraftId, version: i32, step: &str) -> Answer<()> {
    let seen = asking::version(version)?;
    take(state, who, EditSplit { draft, seen, step: step.to_owned(), wish: SplitWish::AsItIs }).await
}

async fn take(state: &AppState, who: &Who, command: EditSplit) -> Answer<()> {
    state.use_cases.drafting.edit_split(&who.caller, &who.principal, command).await?;
    Ok(())
}

/// The split after a change of it.
async fn as_it_is(state: &AppState, who: &Who, draft: DraftId) -> Answer<Json<v1::Split>> {
    let view = state.use_cases.drafting.draft(&who.principal, draft).await?;
    let (format, split) = (view.format, view.split);
    let split = split.ok_or_else(|| {
        Failure::new(
            "draft.split_gone",
            Category::Conflict,
            "What was asked for is done, and the split was made or thrown away right after.",
        )
        .with_next("Read the draft.")
    })?;
    Ok(Json(v1::Split::of(*split, format)))
}
