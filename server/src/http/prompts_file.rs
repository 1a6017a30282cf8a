//! A person's prompts as a file: downloaded, and taken back from a form.

use super::{errors::Answering, session::Session, state::AppState};
use axum::{
    extract::{FromRequest, Multipart, Request, State},
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
};
use contract::services::Caller;
use domain::{failure::Failure, limits};

const FILE_NAME: HeaderValue = HeaderValue::from_static("attachment; filename=\"prompts.json\"");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// `GET /prompts/export`.
pub(super) async fn export(State(state): State<AppState>, request: Request) -> Response {
    let answering = Answering::to(&request);
    let Some(principal) = request.extensions().get::<Session>().and_then(|session| session.principal) else {
        return answering.fail(Failure::unauthenticated());
    };
    match state.use_cases.prompts.export(&principal).await {
        Ok(file) => ([(CONTENT_TYPE, JSON), (CONTENT_DISPOSITION, FILE_NAME)], file).into_response(),
        Err(failure) => answering.fail(failure),
    }
}

/// `POST /prompts/import`: a form with one file. Leads back to the list, which says what was added.
pub(super) async fn import(State(state): State<AppState>, request: Request) -> Response {
    let answering = Answering::to(&request);
    let who = request.extensions().get::<Session>().and_then(|session| session.principal);
    let (Some(principal), Some(caller)) = (who, request.extensions().get::<Caller>().cloned()) else {
        return answering.fail(Failure::unauthenticated());
    };
    let file = match file_of(request).await {
        Ok(file) => file,
        Err(failure) => return answering.fail(failure),
    };
    match state.use_cases.prompts.import(&caller, &principal, &file).await {
        Ok(imported) => {
            let to = format!("/prompts?added={}&renamed={}", imported.added, imported.renamed);
            Redirect::to(&to).into_response()
        }
        Err(failure) => answering.fail(failure),
    }
}

/// The bytes of the form's `file`.
async fn file_of(request: Request) -> Result<Vec<u8>, Failure> {
    let missing = || {
        Failure::field("prompt.file", "file", "No file arrived.")
            .with_next("Go back, choose a file that was exported here, and import it again.")
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| missing())?;
    while let Some(field) = form.next_field().await.map_err(|_| missing())? {
        if field.name() != Some("file") {
            continue;
        }
        let bytes = field.bytes().await.map_err(|_| missing())?;
        if bytes.is_empty() {
            return Err(missing());
        }
        if bytes.len() > limits::PROMPTS_FILE {
            return Err(Failure::field("prompt.file", "file", "The file is too large to be one of ours."));
        }
        return Ok(bytes.to_vec());
    }
    Err(missing())
}
