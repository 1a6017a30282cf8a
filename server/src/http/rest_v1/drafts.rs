//! Drafts.

use super::{
    super::state::AppState,
    asking::{self, Answer, Body, FieldName, Id, Params, Who, at_most},
};
use axum::{
    Json,
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{HeaderName, LOCATION},
    },
    response::{IntoResponse, Response},
};
use contract::{commands, v1};
use domain::{
    draft::{DraftFormat, Scope},
    failure::Failure,
    ids::{DraftId, QuestionId},
    jira::IssueKind,
    limits,
};
use secrets::Randomness;
use serde::Deserialize;
use utoipa::IntoParams;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Which drafts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DraftsQuery {
    /// Words that all occur in title or requirement.
    #[serde(default)]
    #[param(max_length = 254)]
    query: String,
    /// Only of this project, by its key.
    #[param(min_length = 2, max_length = 255, pattern = "^[A-Z][A-Z0-9_]+$")]
    project: Option<String>,
    /// Only with this status.
    status: Option<v1::DraftStatus>,
    /// Page of 25, from 0.
    #[serde(default)]
    #[param(minimum = 0, maximum = 4_000)]
    page: u32,
}

/// Lists drafts, the latest change first.
#[utoipa::path(
    get, path = "/api/v1/drafts", tag = "drafts", operation_id = "list_drafts", params(DraftsQuery),
    responses((status = 200, description = "A page of drafts.", body = v1::DraftList)),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: Who,
    Params(query): Params<DraftsQuery>,
) -> Answer<Json<v1::DraftList>> {
    at_most("query", &query.query, limits::SEARCH)?;
    let project = query.project.map(|key| asking::project(&key)).transpose()?;
    let status = query.status.map(contract::views::DraftStatus::from);
    let filter = commands::HistoryFilter {
        query: query.query,
        project: project.map(|key| key.to_string()).unwrap_or_default(),
        status: status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
        page: asking::page(query.page)?,
    };
    let page = state.use_cases.drafting.history(&who.caller, &who.principal, filter).await?;
    Ok(Json(page.into()))
}

/// Starts writing a draft. Follow the job's events, then read the draft. With the same `form_id` or
/// `Idempotency-Key` again, the answer names the first draft and nothing new is started.
#[utoipa::path(
    post, path = "/api/v1/drafts", tag = "drafts", operation_id = "start_draft",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 200, pattern = "^[!-~]+$",
        description = "Any text of visible ASCII characters that is new for every draft.")),
    request_body = v1::StartDraft,
    responses((status = 202, description = "The model is writing.", body = v1::Started,
        headers(("Location" = String, description = "Where the draft is read.")))),
)]
pub(super) async fn start(
    State(state): State<AppState>,
    who: Who,
    headers: HeaderMap,
    Body(start): Body<v1::StartDraft>,
) -> Answer<Response> {
    at_most("requirement", &start.requirement, limits::REQUIREMENT)?;
    let project = asking::project(&start.project)?.to_string();
    let parent = start.parent.map(|key| asking::key("parent", &key)).transpose()?;
    let epic = start.epic.map(|key| asking::key("epic", &key)).transpose()?;
    let template = start.template.unwrap_or_default();
    at_most("template", &template, limits::PROMPT)?;
    let form_id = match (start.form_id, idempotency_key(&headers)?) {
        (Some(form_id), _) => form_id,
        (None, Some(key)) => DraftId::from_u128(folded(&key)).to_string(),
        (None, None) => DraftId::from_u128(random(&*state.randomness)).to_string(),
    };
    let command = commands::StartDraft {
        requirement: start.requirement,
        kind: IssueKind::from(start.kind).as_str().to_owned(),
        format: DraftFormat::from(start.format).as_str().to_owned(),
        project,
        form_id,
        prompt: String::new(),
        template,
        template_from: String::new(),
        template_was: String::new(),
        epic: epic.map(|key| key.to_string()).unwrap_or_default(),
        parent: parent.map(|key| key.to_string()).unwrap_or_default(),
        context: start.context.join("\n"),
    };
    let started = state.use_cases.drafting.start(&who.caller, &who.principal, command).await?;
    Ok(begun(started))
}

fn begun(started: contract::views::Started) -> Response {
    let mut response = (StatusCode::ACCEPTED, Json(v1::Started::from(started))).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/drafts/{}", started.draft)) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let fits = (1..=limits::IDEMPOTENCY_KEY).contains(&key.len())
        && key.as_bytes().iter().all(u8::is_ascii_graphic)
        && headers.get_all(IDEMPOTENCY_KEY).iter().count() == 1;
    match key.to_str() {
        Ok(key) if fits => Ok(Some(key.to_owned())),
        _ => Err(Failure::field(
            "draft.idempotency_key",
            "Idempotency-Key",
            format!("The key has 1 to {} visible ASCII characters.", limits::IDEMPOTENCY_KEY),
        )),
    }
}

/// The beginning of a key's hash: different keys practically never meet, and only within one person's drafts.
fn folded(key: &str) -> u128 {
    let hash = secrets::token::hash(key);
    hash.get(..32).and_then(|half| u128::from_str_radix(half, 16).ok()).unwrap_or_default()
}

fn random(randomness: &dyn Randomness) -> u128 {
    let mut bytes = [0_u8; 16];
    randomness.fill(&mut bytes);
    u128::from_be_bytes(bytes)
}

/// Reads a draft with its fields, checks and what went wrong last.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}", tag = "drafts", operation_id = "read_draft",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    responses((status = 200, description = "The draft.", body = v1::Draft)),
)]
pub(super) async fn read(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
) -> Answer<Json<v1::Draft>> {
    Ok(Json(state.use_cases.drafting.draft(&who.principal, draft).await?.into()))
}

/// Deletes a draft. What is in Jira stays there.
#[utoipa::path(
    delete, path = "/api/v1/drafts/{id}", tag = "drafts", operation_id = "delete_draft",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    responses((status = 204, description = "It is deleted.")),
)]
pub(super) async fn delete(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
) -> Answer<StatusCode> {
    state.use_cases.drafting.delete(&who.caller, &who.principal, draft).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one field by hand. The answer names the version for the next edit.
#[utoipa::path(
    put, path = "/api/v1/drafts/{id}/fields/{field}", tag = "drafts", operation_id = "edit_field",
    params(
        ("id" = String, Path, format = "uuid", description = "The draft."),
        ("field" = v1::Field, Path, description = "The field."),
    ),
    request_body = v1::EditField,
    responses((status = 200, description = "The draft as it is now.", body = v1::Edited)),
)]
pub(super) async fn edit(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    FieldName(field): FieldName,
    Body(edit): Body<v1::EditField>,
) -> Answer<Json<v1::Edited>> {
    let version = asking::version(edit.version)?;
    at_most("value", &edit.value, limits::SECTION)?;
    let command = commands::EditField { draft, version, field, value: edit.value };
    Ok(Json(state.use_cases.drafting.edit(&who.caller, &who.principal, command).await?.into()))
}

/// Asks the model to change a draft that is ready: as the instructions say, one field alone, or so that it keeps its
/// rules. It is `writing` meanwhile; should that fail, it is as it was. What was written by hand is never replaced: the
/// model's text for it is one of the draft's `proposals`. Parts are asked for at `…/split`.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/revise", tag = "drafts", operation_id = "revise_draft",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    request_body = v1::ReviseDraft,
    responses((status = 202, description = "The model is writing.", body = v1::Started)),
)]
pub(super) async fn revise(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    Body(revise): Body<v1::ReviseDraft>,
) -> Answer<Response> {
    let version = asking::version(revise.version)?;
    let scope = Scope::from(revise.scope);
    begin_revision(&state, &who, draft, version, scope, revise.instructions).await
}

/// Lets the model begin with what is asked for.
pub(super) async fn begin_revision(
    state: &AppState,
    who: &Who,
    draft: DraftId,
    version: i32,
    scope: Scope,
    instructions: String,
) -> Answer<Response> {
    at_most("instructions", &instructions, limits::INSTRUCTIONS)?;
    let command = commands::ReviseDraft { draft, version, scope: scope.as_str().to_owned(), instructions };
    Ok(begun(state.use_cases.drafting.revise(&who.caller, &who.principal, command).await?))
}

/// Stops the draft's running job. Nothing to stop is fine.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/stop", tag = "drafts", operation_id = "stop_draft",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    responses((status = 204, description = "It stops.")),
)]
pub(super) async fn stop(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
) -> Answer<StatusCode> {
    state.use_cases.drafting.stop(&who.caller, &who.principal, draft).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Goes on after an interruption, a stop or a failure: writes again from the same requirement.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/continue", tag = "drafts", operation_id = "continue_draft",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    responses((status = 202, description = "The model is writing.", body = v1::Started)),
)]
pub(super) async fn continue_draft(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
) -> Answer<Response> {
    let started = state.use_cases.drafting.continue_draft(&who.caller, &who.principal, draft).await?;
    Ok(begun(started))
}

/// Answers the question the draft's job waits on; the same job goes on.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/answer", tag = "drafts", operation_id = "answer_question",
    params(("id" = String, Path, format = "uuid", description = "The draft.")),
    request_body = v1::Answer,
    responses((status = 202, description = "The job goes on.", body = v1::Started)),
)]
pub(super) async fn answer(
    State(state): State<AppState>,
    who: Who,
    Id(draft): Id<DraftId>,
    Body(answer): Body<v1::Answer>,
) -> Answer<Response> {
    at_most("text", &answer.text, limits::ANSWER)?;
    let question: QuestionId = answer
        .question
        .parse()
        .map_err(|_| Failure::field("draft.question_unknown", "question", "A question's id is a UUID."))?;
    let command = commands::Answer { draft, question, text: answer.text };
    Ok(begun(state.use_cases.drafting.answer(&who.caller, &who.principal, command).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_is_one_draft_and_strange_keys_are_refused() {
        assert_eq!(folded("a"), folded("a"));
        assert_ne!(folded("a"), folded("b"));
        let with = |key: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(IDEMPOTENCY_KEY, HeaderValue::from_bytes(key.as_bytes()).unwrap());
            idempotency_key(&headers)
        };
        assert_eq!(with("import-7").unwrap().as_deref(), Some("import-7"));
        for wrong in ["", "a b", "ü", &"x".repeat(201)] {
            assert_eq!(with(wrong).unwrap_err().code, "draft.idempotency_key", "{wrong}");
        }
    }
}
