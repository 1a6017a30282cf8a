//! As much of Jira Data Center as `jira_create_issue` touches, with faults on demand.

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Creates, and then cannot show the issue.
    NotReadable,
    /// Creates, and never answers.
    Hangs,
    /// Never answers anything that is asked by `GET`.
    HangsOnRead,
    /// Answers the create with 429 and `Retry-After`.
    Throttles,
    /// Refuses the create because of a field.
    Refuses,
    /// Creates, and answers with a broken gateway's page.
    BreaksAfterCreate,
}

#[derive(Default)]
pub(crate) struct Seen {
    /// Method and path of every request.
    pub(crate) requests: Vec<String>,
    /// Bodies of the requests to create.
    pub(crate) creates: Vec<Value>,
    pub(crate) authorizations: Vec<String>,
    pub(crate) request_ids: Vec<String>,
}

#[derive(Clone)]
pub(crate) struct FakeJira {
    pub(crate) base: String,
    seen: Arc<Mutex<Seen>>,
    fault: Fault,
}

impl FakeJira {
    pub(crate) async fn start(fault: Fault) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
        let base = format!("http://{}/jira", listener.local_addr().unwrap_or_else(|e| panic!("{e}")));
        let jira = Self { base, seen: Arc::default(), fault };
        let app = Router::new().fallback(answer).with_state(jira.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        jira
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(jira): State<FakeJira>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let header = |name: &str| {
        parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let number = {
        let mut seen = jira.seen();
        seen.requests.push(format!("{} {}", parts.method, parts.uri.path()));
        seen.authorizations.push(header(header::AUTHORIZATION.as_str()));
        seen.request_ids.push(header("x-request-id"));
        if parts.method == Method::POST && parts.uri.path() == "/jira/rest/api/2/issue" {
            seen.creates.push(serde_json::from_slice(&body).unwrap_or_default());
        }
        seen.creates.len()
    };
    if jira.fault == Fault::HangsOnRead && parts.method == Method::GET {
        tokio::time::sleep(Duration::from_mins(5)).await;
    }
    match (parts.method.as_str(), parts.uri.path()) {
        ("POST", "/jira/rest/api/2/issue") => created(jira.fault, number).await,
        ("GET", "/jira/rest/api/2/field") => {
            let number = json!({"type": "number", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:float"});
            Json(json!([
                {"id": "summary", "name": "Summary", "custom": false, "schema": {"type": "string", "system": "summary"}},
                {"id": "labels", "name": "Labels", "custom": false, "schema": {"type": "array", "items": "string"}},
                {"id": "customfield_10006", "name": "Story Points", "custom": true, "schema": number}
            ]))
            .into_response()
        }
        ("GET", path) if path.starts_with("/jira/rest/api/2/issue/") => {
            if jira.fault == Fault::NotReadable {
                let body = json!({"errorMessages": ["Issue Does Not Exist"], "errors": {}});
                return (StatusCode::NOT_FOUND, Json(body)).into_response();
            }
            let creates = jira.seen().creates.clone();
            let fields = creates.last().map(|create| create["fields"].clone()).unwrap_or_default();
            Json(json!({"id": "10001", "key": "SHOP-1", "self": "x", "fields": fields})).into_response()
        }
        _ => (StatusCode::NOT_FOUND, Json(json!({"errorMessages": ["no"], "errors": {}}))).into_response(),
    }
}

async fn created(fault: Fault, number: usize) -> Response {
    match fault {
        Fault::Hangs => {
            tokio::time::sleep(Duration::from_mins(5)).await;
            StatusCode::OK.into_response()
        }
        Fault::Throttles => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")], "slow down").into_response()
        }
        Fault::Refuses => {
            let errors = json!({"customfield_10006": "Field 'customfield_10006' cannot be set."});
            (StatusCode::BAD_REQUEST, Json(json!({"errorMessages": [], "errors": errors}))).into_response()
        }
        Fault::BreaksAfterCreate => {
            (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], "<html>").into_response()
        }
        Fault::None | Fault::NotReadable | Fault::HangsOnRead => {
            let body =
                json!({"id": format!("{}", 10_000 + number), "key": format!("SHOP-{number}"), "self": "x"});
            (StatusCode::CREATED, Json(body)).into_response()
        }
    }
}
