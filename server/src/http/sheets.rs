//! Sheets of site builds as files: uploaded by a form, and downloaded again with what was made of them.

use super::{errors::Answering, session::Session, state::AppState};
use app::LocalPath;
use axum::{
    extract::{FromRequest, Multipart, Path, Query, Request, State},
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    commands::{NewSheet, WantedFile},
    services::Caller,
    views::MadeFile,
};
use domain::{
    failure::Failure,
    ids::{SheetFileId, SiteBuildId},
    limits,
    principal::Principal,
};
use serde::Deserialize;

/// `POST /builds/{build}/sheets`: a form with any number of files, and text that was pasted. Leads back to the sheets.
pub(super) async fn upload(
    State(state): State<AppState>,
    Path(build): Path<String>,
    request: Request,
) -> Response {
    let answering = Answering::to(&request);
    let who = principal(&request);
    let (Some(principal), Some(caller)) = (who, request.extensions().get::<Caller>().cloned()) else {
        return answering.fail(Failure::unauthenticated());
    };
    let Ok(build) = build.parse::<SiteBuildId>() else { return answering.fail(no_such_build()) };
    let sheets = match sheets_of(request).await {
        Ok(sheets) => sheets,
        Err(failure) => return answering.fail(failure),
    };
    match state.use_cases.site_builds.add(&caller, &principal, build, sheets).await {
        Ok(()) => Redirect::to(LocalPath::site_build(build).as_str()).into_response(),
        Err(failure) => answering.fail(failure),
    }
}

/// The form's files that have something in them; pasted text is a file with a name that says nothing about its type.
async fn sheets_of(request: Request) -> Result<Vec<NewSheet>, Failure> {
    let cut = |_| {
        let message = format!(
            "The files did not arrive whole, or are more than {} MiB together. Nothing was added.",
            limits::SPEC_BYTES / 1024 / 1024
        );
        Failure::field("site_build.upload", "sheets", message).with_next("Go back and add fewer at a time.")
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Failure::field("site_build.upload", "sheets", "No file arrived.")
            .with_next("Go back and choose some.")
    })?;
    let mut sheets = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(cut)? {
        let pasted = field.name() == Some("pasted");
        let name = field.file_name().unwrap_or_default().to_owned();
        if !pasted && field.name() != Some("sheets") {
            continue;
        }
        // One byte more than allowed is enough to see that a file is too large.
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(cut)? {
            let room = (limits::SPEC_FILE + 1).saturating_sub(bytes.len());
            bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        }
        // A form without a chosen file sends one without a name.
        if (pasted && bytes.trim_ascii().is_empty()) || (!pasted && name.is_empty()) {
            continue;
        }
        if sheets.len() > limits::SPEC_FILES {
            let words = format!("A specification can have {} files. Nothing was added.", limits::SPEC_FILES);
            return Err(Failure::field("site_build.too_much", "sheets", words));
        }
        sheets.push(NewSheet { name: if pasted { String::new() } else { name }, bytes });
    }
    Ok(sheets)
}

fn principal(request: &Request) -> Option<Principal> {
    request.extensions().get::<Session>().and_then(|session| session.principal)
}

fn no_such_build() -> Failure {
    Failure::not_found("site build")
}

/// `GET /builds/{build}/findings/{form}`.
pub(super) async fn findings(
    State(state): State<AppState>,
    Path((build, form)): Path<(String, String)>,
    request: Request,
) -> Response {
    download(&state, Asked::by(&request), &build, WantedFile::Findings(form)).await
}

/// `GET /builds/{build}/sheets/{file}`.
pub(super) async fn sheet(
    State(state): State<AppState>,
    Path((build, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    match file.parse::<SheetFileId>() {
        Ok(file) => download(&state, Asked::by(&request), &build, WantedFile::Sheet(file)).await,
        Err(_) => Answering::to(&request).fail(Failure::not_found("sheet")),
    }
}

/// Which of several files.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    file: Option<u32>,
}

/// `GET /builds/{build}/tickets/{form}`.
pub(super) async fn tickets(
    State(state): State<AppState>,
    Path((build, form)): Path<(String, String)>,
    Query(which): Query<Which>,
    request: Request,
) -> Response {
    download(&state, Asked::by(&request), &build, WantedFile::Plan(form, which.file)).await
}

/// `GET /builds/{build}/export/{form}`.
pub(super) async fn export(
    State(state): State<AppState>,
    Path((build, form)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Asked { answering, principal } = Asked::by(&request);
    let Some(principal) = principal else { return answering.fail(Failure::unauthenticated()) };
    let Ok(build) = build.parse::<SiteBuildId>() else { return answering.fail(no_such_build()) };
    match state.use_cases.site_tickets.file(&principal, build, &form).await {
        Ok(made) => attached(made),
        Err(failure) => answering.fail(failure),
    }
}

/// `GET /builds/{build}/states/{file}`.
pub(super) async fn states(
    State(state): State<AppState>,
    Path((build, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let Asked { answering, principal } = Asked::by(&request);
    let (Some(principal), Some(caller)) = (principal, caller) else {
        return answering.fail(Failure::unauthenticated());
    };
    let Ok(build) = build.parse::<SiteBuildId>() else { return answering.fail(no_such_build()) };
    let Ok(file) = file.parse::<SheetFileId>() else { return answering.fail(Failure::not_found("sheet")) };
    match state.use_cases.site_tickets.sheet_with_states(&caller, &principal, build, file).await {
        Ok(made) => attached(made),
        Err(failure) => answering.fail(failure),
    }
}

/// Who asks, and how they are answered.
struct Asked {
    answering: Answering,
    principal: Option<Principal>,
}

impl Asked {
    fn by(request: &Request) -> Self {
        Self { answering: Answering::to(request), principal: principal(request) }
    }
}

async fn download(state: &AppState, asked: Asked, build: &str, wanted: WantedFile) -> Response {
    let Asked { answering, principal } = asked;
    let Some(principal) = principal else { return answering.fail(Failure::unauthenticated()) };
    let Ok(build) = build.parse::<SiteBuildId>() else { return answering.fail(no_such_build()) };
    match state.use_cases.site_builds.file(&principal, build, wanted).await {
        Ok(made) => attached(made),
        Err(failure) => answering.fail(failure),
    }
}

/// Always as an attachment: a browser must not take somebody's sheet for a page of ours.
fn attached(made: MadeFile) -> Response {
    let mut response = made.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(made.media));
    if let Ok(value) = HeaderValue::from_str(&disposition(&made.name)) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// The name as old browsers read it, and as RFC 6266 writes any other.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_') { c } else { '_' })
        .collect();
    let whole = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_of_files_say_nothing_else_in_a_header() {
        assert_eq!(
            disposition("Bundles.csv"),
            "attachment; filename=\"Bundles.csv\"; filename*=UTF-8''Bundles%2Ecsv"
        );
        let name = disposition("a\"; x=\"\r\nSet-Cookie: b.csv");
        assert!(!name.contains(['\r', '\n']) && name.matches('"').count() == 2, "{name}");
        assert!(disposition("Ställen.csv").ends_with("filename*=UTF-8''St%C3%A4llen%2Ecsv"));
    }
}
