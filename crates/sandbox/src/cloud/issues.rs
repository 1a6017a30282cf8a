//! Issues of Jira Cloud: what is asked is put to a Jira of its own in Data Center's form, and its answer given in
//! Cloud's.

use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::people::CloudPerson;
use super::{adf, bulk, dress, files};
use crate::gate::Caller;
use crate::jira;
use crate::jira::answers::{read_json, refused};
use crate::state::World;

/// Longest body that is read.
pub(super) const BODY: usize = 16 << 20;
/// Issues fetched at once by their keys.
const FETCHED: usize = 100;

/// What Jira is asked, in Data Center's form.
pub(super) struct Asked {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl Asked {
    fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None }
    }

    pub(super) fn post(path: &str, body: Value) -> Self {
        Self { method: Method::POST, path: path.to_owned(), body: Some(body) }
    }
}

/// What becomes of the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Same,
    IssueTypes,
    Fields,
    Search { start: usize },
    Fetched,
}

pub(super) async fn ask(
    State(world): State<World>,
    Extension(person): Extension<CloudPerson>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    if let Some(key) = files::wanted(&request) {
        return files::add(&world, &person, caller, &key, request).await;
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let path = parts.uri.path();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let site = world.jira_of_cloud();
    let lag = world.lock().search_lag;
    site.lock().search_lag = lag;
    let mut new = None;
    let (asked, form) = match (&parts.method, segments.as_slice()) {
        (
            &Method::GET,
            ["field" | "priority" | "status" | "issuetype" | "issueLinkType"]
            | ["issue" | "issueLink" | "attachment", _]
            | ["issue", _, "properties" | "comment", ..],
        ) => (Asked::get(format!("{path}{query}")), Form::Same),
        (&Method::DELETE, ["issue" | "issueLink", _]) => {
            let asked = Asked { method: Method::DELETE, path: format!("{path}{query}"), body: None };
            (asked, Form::Same)
        }
        (&Method::GET, ["attachment", "content", id]) => return files::content(&site, id).await,
        (&Method::GET, ["issue", "createmeta", _, "issuetypes"]) => {
            (Asked::get(format!("{path}{query}")), Form::IssueTypes)
        }
        (&Method::GET, ["issue", "createmeta", _, "issuetypes", _]) => {
            (Asked::get(format!("{path}{query}")), Form::Fields)
        }
        (&Method::GET, ["user", "assignable", "search"]) => {
            (Asked::get(format!("{path}{}", query.replace("query=", "username="))), Form::Same)
        }
        (&Method::GET, ["user"]) => {
            (Asked::get(format!("{path}{}", query.replace("accountId=", "username="))), Form::Same)
        }
        (&Method::PUT, ["issue", _, "properties", _]) => match read_json(&text) {
            Ok(body) => (Asked { method: Method::PUT, path: path.to_owned(), body: Some(body) }, Form::Same),
            Err(response) => return response,
        },
        (&Method::PUT, ["issue", key]) => {
            let update: Value = match read_json(&text) {
                Ok(update) => update,
                Err(response) => return response,
            };
            return match dress::create(&update) {
                Ok(edit) => {
                    let asked = Asked { method: Method::PUT, path: path.to_owned(), body: Some(edit.update) };
                    edited(&site, &person, caller, key, asked, edit.document).await
                }
                Err(problems) => problems.answer(StatusCode::BAD_REQUEST),
            };
        }
        (&Method::POST, ["issue", key, "comment"]) => match read_json::<Value>(&text) {
            Ok(wish) => return comment(&site, &person, caller, key, wish["body"].clone()).await,
            Err(response) => return response,
        },
        (&Method::POST, ["issueLink"]) => match read_json(&text) {
            Ok(body) => (Asked::post(path, body), Form::Same),
            Err(response) => return response,
        },
        (&Method::POST, ["issue"]) => {
            let update: Value = match read_json(&text) {
                Ok(update) => update,
                Err(response) => return response,
            };
            match dress::create(&update) {
                Ok(create) => {
                    new = Some(New { document: create.document, fields: update["fields"].clone() });
                    (Asked::post(path, create.update), Form::Same)
                }
                Err(problems) => return problems.answer(StatusCode::BAD_REQUEST),
            }
        }
        (&Method::POST, ["issue", "bulk"]) => return bulk::create(&world, &person, caller, &text).await,
        (&Method::POST, ["search", "jql"]) => match read_json(&text).map(|wish| search(&wish)) {
            Ok(Ok(asked)) => asked,
            Ok(Err(response)) | Err(response) => return response,
        },
        (&Method::POST, ["issue", "bulkfetch"]) => match read_json(&text).map(|wish| fetch(&wish)) {
            Ok(Ok(asked)) => (asked, Form::Fetched),
            Ok(Err(response)) | Err(response) => return response,
        },
        (_, ["search"]) => {
            let message =
                "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.";
            return refused(StatusCode::GONE, message);
        }
        _ => return super::no_such_resource().await,
    };

    let number = caller.request;
    let answer = put(&site, &person, caller, asked).await;
    note(&world, &site, number, new);
    dressed(&site, answer, form).await
}

/// An edit, with the document that the description is from then on.
async fn edited(
    site: &World,
    person: &CloudPerson,
    caller: Caller,
    key: &str,
    asked: Asked,
    document: Option<Value>,
) -> Response {
    let answer = put(site, person, caller, asked).await;
    if answer.status().is_success()
        && let (Some(document), Some(issue)) = (document, site.lock().jira.find_mut(key))
    {
        issue.content.document = Some(document);
    }
    dressed(site, answer, Form::Same).await
}

/// A comment is a document, as a description is.
async fn comment(site: &World, person: &CloudPerson, caller: Caller, key: &str, document: Value) -> Response {
    if !adf::is_document(&document) {
        return refused(StatusCode::BAD_REQUEST, "INVALID_INPUT");
    }
    let asked = Asked::post(&format!("/issue/{key}/comment"), json!({"body": adf::words(&document)}));
    let answer = put(site, person, caller, asked).await;
    if answer.status().is_success()
        && let Some(last) = site.lock().jira.find_mut(key).and_then(|issue| issue.comments.last_mut())
    {
        last.document = Some(document);
    }
    dressed(site, answer, Form::Same).await
}

/// An issue as Cloud was asked for it.
pub(super) struct New {
    pub(super) document: Option<Value>,
    pub(super) fields: Value,
}

/// Keeps the documents of what a request created, in its order, and writes the lines into the ledger of the whole sandbox.
pub(super) fn note(world: &World, site: &World, request: u64, new: impl IntoIterator<Item = New>) {
    let created = site.lock().ledger.take_issues(request);
    for (mut entry, new) in created.into_iter().zip(new) {
        if let Some(issue) = site.lock().jira.find_mut(&entry.key) {
            issue.content.document = new.document;
        }
        entry.fields = new.fields;
        world.lock().ledger.committed(entry);
    }
}

/// Cloud does not search everything, counts nothing, and pages by a token.
fn search(wish: &Value) -> Result<(Asked, Form), Response> {
    let jql = wish["jql"].as_str().unwrap_or_default();
    if jql.trim().is_empty() || jql.trim_start().to_lowercase().starts_with("order by") {
        let message =
            "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.";
        return Err(refused(StatusCode::BAD_REQUEST, message));
    }
    if wish.get("startAt").is_some() || wish.get("validateQuery").is_some() {
        return Err(refused(
            StatusCode::BAD_REQUEST,
            "Invalid request payload. Refer to the REST API documentation and try again.",
        ));
    }
    let start =
        wish["nextPageToken"].as_str().and_then(|token| token.strip_prefix("at-")?.parse().ok()).unwrap_or(0);
    let most = wish["maxResults"].as_u64().unwrap_or(50).min(5_000);
    // Without names of fields only ids are given.
    let fields = wish.get("fields").cloned().unwrap_or_else(|| json!(["id"]));
    let body = json!({"jql": jql, "startAt": start, "maxResults": most, "fields": fields});
    Ok((Asked::post("/search", body), Form::Search { start }))
}

fn fetch(wish: &Value) -> Result<Asked, Response> {
    let keys: Vec<&str> =
        wish["issueIdsOrKeys"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if keys.is_empty() || keys.len() > FETCHED {
        return Err(refused(
            StatusCode::BAD_REQUEST,
            format!("Between 1 and {FETCHED} issues can be fetched."),
        ));
    }
    let list = keys.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ");
    let fields = wish.get("fields").cloned().unwrap_or_else(|| json!(["*all"]));
    let expand = wish.get("expand").cloned().unwrap_or_else(|| json!([]));
    let jql = format!("key in ({list}) ORDER BY key");
    Ok(Asked::post(
        "/search",
        json!({"jql": jql, "fields": fields, "maxResults": FETCHED, "validateQuery": false, "expand": expand}),
    ))
}

pub(super) async fn put(site: &World, person: &CloudPerson, caller: Caller, asked: Asked) -> Response {
    let body = asked.body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = Request::builder()
        .method(asked.method)
        .uri(asked.path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(body);
    let Ok(request) = request else {
        return refused(StatusCode::BAD_REQUEST, "That is no address of Jira's.");
    };
    forward(site, person, caller, request).await
}

/// Boards and sprints are asked for and answered as on Data Center.
pub(super) async fn ask_agile(
    State(world): State<World>,
    Extension(person): Extension<CloudPerson>,
    Extension(caller): Extension<Caller>,
    mut request: Request,
) -> Response {
    let site = world.jira_of_cloud();
    request.extensions_mut().insert(person.as_person());
    request.extensions_mut().insert(caller);
    let answer = match jira::agile::resources().with_state(site.clone()).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    dressed(&site, answer, Form::Same).await
}

/// Puts a request to Jira in this person's name.
pub(super) async fn forward(
    site: &World,
    person: &CloudPerson,
    caller: Caller,
    mut request: Request,
) -> Response {
    request.extensions_mut().insert(person.as_person());
    request.extensions_mut().insert(caller);
    let jira = jira::resources().layer(DefaultBodyLimit::max(BODY)).with_state(site.clone());
    match jira.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

pub(super) async fn dressed(site: &World, answer: Response, form: Form) -> Response {
    let (mut parts, body) = answer.into_parts();
    let bytes = to_bytes(body, BODY).await.unwrap_or_default();
    let Ok(mut value) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    dress::answer(&mut value, &site.lock().jira);
    if parts.status.is_success() {
        value = match form {
            Form::Same => value,
            Form::IssueTypes | Form::Fields => {
                dress::create_meta(&mut value, form == Form::Fields);
                value
            }
            Form::Search { start } => {
                let total =
                    value["total"].as_u64().and_then(|total| usize::try_from(total).ok()).unwrap_or(0);
                let end = start + value["issues"].as_array().map_or(0, Vec::len);
                let mut page = json!({"isLast": end >= total, "issues": value["issues"]});
                if end < total {
                    page["nextPageToken"] = json!(format!("at-{end}"));
                }
                page
            }
            Form::Fetched => json!({"expand": "schema,names", "issues": value["issues"], "issueErrors": []}),
        };
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    let mut response = Json(value).into_response();
    *response.status_mut() = parts.status;
    response.extensions_mut().extend(parts.extensions);
    response
}

/// Where people read an issue.
pub(super) async fn browse(state: State<World>, key: axum::extract::Path<String>) -> Response {
    let State(world) = state;
    jira::browse::issue(State(world.jira_of_cloud()), key).await
}
