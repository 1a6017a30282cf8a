//! Where Jiras live in these tests.

use atlassian::jira::{Jira, JiraAuth, JiraKind, JiraSite};
use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach};
use sandbox::{Options, Sandbox};
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// A sandbox on free ports.
pub(crate) async fn sandbox() -> Sandbox {
    sandbox::serve(Options { port_base: 0 }).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Ada's access to the sandbox's Data Center.
#[expect(clippy::unwrap_used, reason = "test helper")]
pub(crate) fn data_center(sandbox: &Sandbox) -> Jira {
    let token = sandbox.person("alovelace").unwrap().jira_token;
    jira(&sandbox.addresses().jira, JiraKind::DataCenter, JiraAuth::Pat(token.into()))
}

/// Katherine's access to the sandbox's Cloud.
pub(crate) fn cloud(sandbox: &Sandbox) -> Jira {
    let person = sandbox.cloud_people().remove(0);
    let auth = JiraAuth::ApiToken { email: person.email.to_owned(), token: person.api_token.into() };
    jira(&sandbox.addresses().cloud, JiraKind::Cloud, auth)
}

fn jira(base: &str, kind: JiraKind, auth: JiraAuth) -> Jira {
    let mut policy = OriginPolicy::new(Mode::Development);
    let target = policy.allow(base, Reach::Internal).and_then(|()| policy.check(base));
    let site = JiraSite::new(target.unwrap_or_else(|error| panic!("{error}")), kind);
    Jira::new(Client::new(ClientConfig::new("test")), site, auth)
}

/// A Data Center that gives this answer once.
pub(crate) async fn that_answers(answer: Response) -> Jira {
    let answer = Arc::new(Mutex::new(Some(answer)));
    let handler = move || {
        let answer = answer.lock().ok().and_then(|mut answer| answer.take());
        async move { answer.unwrap_or_else(|| StatusCode::GONE.into_response()) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
    let base = format!("http://{}", listener.local_addr().unwrap_or_else(|e| panic!("{e}")));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(handler))).await });
    jira(&base, JiraKind::DataCenter, JiraAuth::Pat("pat-1".into()))
}

pub(crate) fn json(status: u16, body: Value) -> Response {
    (StatusCode::from_u16(status).unwrap_or_default(), axum::Json(body)).into_response()
}

pub(crate) fn text(status: u16, kind: &'static str, body: &'static str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}
