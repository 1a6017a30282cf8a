//! `/api/v1`: who may call what, taken from its own description, so that no operation can be forgotten.

use crate::{
    fakes::{MAJA, MAJAS_READING_TOKEN, MAJAS_TOKEN, NOAH, NOAHS_TOKEN, program},
    test_host::{Ask, TestHost, header, text},
};
use axum::{http::StatusCode, response::Response};
use contract::v1;
use domain::api_tokens::{Area, Scope};
use server::http::{
    matrix::{API, Access},
    rest_v1::describe,
};
use std::{collections::BTreeSet, time::Duration};

const ID: &str = "01923f00-1234-7abc-8def-0123456789ab";
/// Two parts of a draft.
const PARTS: &str = r#"{"version":1,"shape":"sub_tasks","parts":[
    {"fields":{"summary":"A room","story":"","acceptance_criteria":["It is booked."],"scenarios":[],"stlc_notes":"",
        "story_points":2,"labels":[],"priority":null,"components":[]},"covers":[0],"after":[]},
    {"fields":{"summary":"A bed","story":"","acceptance_criteria":[],"scenarios":[],"stlc_notes":"",
        "labels":["beds"],"components":[]},"after":[0]}]}"#;

/// One described operation.
struct Operation {
    name: String,
    method: String,
    path: String,
    area: Area,
}

impl Operation {
    fn changes(&self) -> bool {
        self.method != "GET"
    }

    fn needs(&self) -> Scope {
        Scope::of(self.area, self.changes())
    }

    /// A request that fits the description.
    fn ask(&self) -> Ask {
        let mut path = self.path.replace("{id}", ID).replace("{field}", "summary");
        if self.name == "throw_split_away" {
            path.push_str("?version=1");
        }
        let body = match self.name.as_str() {
            "start_draft" => r#"{"requirement":"A room","project":"CLINIC"}"#.to_owned(),
            "edit_field" => r#"{"version":0,"value":"A room"}"#.to_owned(),
            "revise_draft" => r#"{"version":0,"scope":"whole","instructions":"Shorter"}"#.to_owned(),
            "split_draft" | "renew_split" | "make_parts" => r#"{"version":1}"#.to_owned(),
            "edit_split" => PARTS.to_owned(),
            "answer_question" => format!(r#"{{"question":"{ID}","text":"Patients"}}"#),
            _ => String::new(),
        };
        if self.changes() { Ask::json(&self.method, &path, &body) } else { Ask::get(&path) }
    }
}

fn operations() -> Vec<Operation> {
    let api = serde_json::to_value(describe()).unwrap();
    let paths = api["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let area = API.iter().find(|row| row.path == path).and_then(|row| row.area).unwrap();
        item.as_object().unwrap().iter().map(move |(method, operation)| Operation {
            name: operation["operationId"].as_str().unwrap().to_owned(),
            method: method.to_uppercase(),
            path: path.clone(),
            area,
        })
    });
    all.collect()
}

async fn failure(response: Response) -> v1::Failure {
    assert_eq!(header(&response, "content-type"), "application/json");
    let id = header(&response, "x-request-id").to_owned();
    let failure: v1::Failure = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(failure.request_id, Some(id));
    failure
}

async fn refused(host: &TestHost, ask: Ask, status: StatusCode, code: &str, what: &str) {
    // Whatever is accepted, programs get JSON.
    let response = host.send(ask.page()).await;
    assert_eq!(response.status(), status, "{what}");
    if status == StatusCode::UNAUTHORIZED {
        assert_eq!(header(&response, "www-authenticate"), "Bearer", "{what}");
    }
    assert_eq!(failure(response).await.code, code, "{what}");
}

#[test]
fn the_description_and_the_matrix_list_the_same_addresses() {
    let described: BTreeSet<String> = operations().into_iter().map(|operation| operation.path).collect();
    let listed: BTreeSet<String> = API.iter().map(|row| row.path.to_owned()).collect();
    assert_eq!(described, listed);
    assert!(API.iter().all(|row| row.access == Access::SignedIn && row.area.is_some()));
    let names: BTreeSet<String> = operations().into_iter().map(|operation| operation.name).collect();
    assert_eq!(names.len(), operations().len(), "every operation has a name of its own");
}

#[test]
fn words_are_described_as_they_are_sent() {
    let api = serde_json::to_value(describe()).unwrap();
    let words = |name: &str| api["components"]["schemas"][name]["enum"].as_array().unwrap().clone();
    for (name, sent) in [
        ("Category", serde_json::to_value(v1::Category::UserFixable)),
        ("IssueKind", serde_json::to_value(v1::IssueKind::SubTask)),
        ("Field", serde_json::to_value(v1::Field::StoryPoints)),
        ("ReviseScope", serde_json::to_value(v1::ReviseScope::StlcNotes)),
        ("Shape", serde_json::to_value(v1::Shape::SubTasks)),
    ] {
        assert!(words(name).contains(&sent.unwrap()), "{name}: {:?}", words(name));
    }
}

#[tokio::test]
async fn strangers_and_tokens_that_are_not_good_get_401() {
    let host = TestHost::start();
    // As if it had been revoked, had expired, or its owner had been switched off.
    host.world.take_away(MAJAS_TOKEN);
    let status = StatusCode::UNAUTHORIZED;
    for operation in operations() {
        let name = &operation.name;
        refused(&host, operation.ask(), status, "session.required", name).await;
        for token in [MAJAS_TOKEN, "nonsense", ""] {
            refused(&host, operation.ask().by_program(token), status, "token.refused", name).await;
        }
        let twice = operation.ask().by_program(NOAHS_TOKEN).by_program(NOAHS_TOKEN);
        refused(&host, twice, status, "token.refused", name).await;
    }
}

#[tokio::test]
async fn a_token_without_the_scope_gets_403() {
    let host = TestHost::start();
    for operation in operations() {
        let others = Scope::ALL.into_iter().filter(|scope| *scope != operation.needs());
        host.world.give("jca_others", program(1, others));
        let ask = operation.ask().by_program("jca_others");
        refused(&host, ask, StatusCode::FORBIDDEN, "token.scope_missing", &operation.name).await;
        // With the scope alone it comes as far as the use case.
        host.world.give("jca_alone", program(1, [operation.needs()]));
        let status = host.send(operation.ask().by_program("jca_alone")).await.status();
        assert!(!matches!(status.as_u16(), 400 | 401 | 403), "{}: {status}", operation.name);
    }
}

#[tokio::test]
async fn a_token_never_comes_together_with_a_cookie() {
    let host = TestHost::start();
    for operation in operations() {
        for cookie in [MAJA, "broken"] {
            let ask = operation.ask().by_program(MAJAS_TOKEN).signed_in(cookie).ours();
            refused(&host, ask, StatusCode::BAD_REQUEST, "token.with_cookie", &operation.name).await;
        }
    }
    let page = Ask::get("/dashboard").page().by_program(MAJAS_TOKEN).signed_in(MAJA);
    assert_eq!(host.send(page).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_things_do_not_exist_for_programs_and_people() {
    let host = TestHost::start();
    for operation in operations().into_iter().filter(|operation| operation.path.contains("{id}")) {
        // Opening a socket comes before looking for the job: see `sockets`.
        if operation.name == "open_socket" {
            continue;
        }
        for ask in [operation.ask().by_program(NOAHS_TOKEN), operation.ask().signed_in(NOAH).ours()] {
            refused(&host, ask, StatusCode::NOT_FOUND, "not_found", &operation.name).await;
            // A job may not be asked sooner.
            tokio::time::advance(Duration::from_secs(2)).await;
        }
        for id in ["1", "..%2f..", "%ff", "%00"] {
            let path = operation.path.replace("{id}", id).replace("{field}", "summary");
            let ask = Ask::json(&operation.method, &path, r#"{"version":0,"value":""}"#);
            let status = host.send(ask.by_program(MAJAS_TOKEN)).await.status();
            assert_eq!(status, StatusCode::NOT_FOUND, "{} {id}", operation.name);
        }
    }
}

#[tokio::test]
async fn programs_come_to_no_page_no_server_function_and_no_picture() {
    let host = TestHost::start();
    for (path, access) in app::api::REGISTERED {
        let response = host.send(Ask::post(path, "").by_program(MAJAS_TOKEN)).await;
        if *access != app::api::Access::Anyone {
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
            let failure: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
            assert_eq!(failure["code"], "token.refused", "{path}");
        }
    }
    let person = Ask::get("/me/avatar").by_program(MAJAS_TOKEN);
    assert_eq!(host.send(person).await.status(), StatusCode::UNAUTHORIZED);
    let page = host.send(Ask::get("/dashboard").page().by_program(MAJAS_TOKEN)).await;
    assert!(header(&page, "location").starts_with("/sign-in"));
}

#[tokio::test]
async fn with_a_cookie_changes_come_from_our_pages_only() {
    let host = TestHost::start();
    for operation in operations().into_iter().filter(Operation::changes) {
        let foreign = operation.ask().signed_in(MAJA).with("origin", "https://evil.example");
        for ask in [operation.ask().signed_in(MAJA), foreign] {
            refused(&host, ask, StatusCode::FORBIDDEN, "request.cross_site", &operation.name).await;
        }
        let ours = host.send(operation.ask().signed_in(MAJA).ours()).await.status();
        assert_ne!(ours, StatusCode::FORBIDDEN, "{}", operation.name);
        let foreign = operation.ask().by_program(MAJAS_TOKEN).with("origin", "https://evil.example");
        refused(&host, foreign, StatusCode::FORBIDDEN, "request.cross_site", &operation.name).await;
    }
}

#[tokio::test]
async fn when_tokens_cannot_be_read_programs_are_told_to_come_again() {
    let host = TestHost::start();
    *host.world.broken.lock().unwrap() = true;
    let response = host.send(Ask::get("/api/v1/drafts").by_program(MAJAS_TOKEN)).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn what_does_not_fit_the_description_is_refused_in_words() {
    let host = TestHost::start();
    let start = |body: &str| Ask::json("POST", "/api/v1/drafts", body).by_program(MAJAS_TOKEN);
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    for body in ["", "{", "[]", r#"{"requirement":"x"}"#, &deep] {
        refused(&host, start(body), status, "request.body", body).await;
    }
    for body in [
        r#"{"requirement":"x","project":"CLINIC","approve":true}"#,
        r#"{"requirement":"x","project":"CLINIC","kind":"Story"}"#,
        r#"{"requirement":7,"project":"CLINIC"}"#,
    ] {
        refused(&host, start(body), status, "request.body", body).await;
    }
    let form = Ask::post("/api/v1/drafts", "requirement=x").by_program(MAJAS_TOKEN);
    refused(&host, form, status, "request.content_type", "a form").await;
    let key = start(r#"{"requirement":"x","project":"CLINIC"}"#).with("idempotency-key", "a b");
    refused(&host, key, status, "draft.idempotency_key", "a key with a space").await;
    for (query, code) in [
        ("page=4001", "request.page"),
        ("project=clinic", "request.project"),
        (&*format!("query={}", "x".repeat(255)), "request.too_long"),
    ] {
        let ask = Ask::get(&format!("/api/v1/drafts?{query}")).by_program(MAJAS_TOKEN);
        refused(&host, ask, status, code, query).await;
    }
    for query in ["page=-1", "page=x", "status=open", "status=ready&status=ready"] {
        let ask = Ask::get(&format!("/api/v1/drafts?{query}")).by_program(MAJAS_TOKEN);
        refused(&host, ask, status, "request.query", query).await;
    }
    let large = format!(r#"{{"requirement":"{}","project":"CLINIC"}}"#, "x".repeat(300_000));
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    refused(&host, start(&large), status, "request.too_large", "a large body").await;
    let wrong = Ask::json("PATCH", "/api/v1/drafts", "{}").by_program(NOAHS_TOKEN);
    let status = StatusCode::METHOD_NOT_ALLOWED;
    refused(&host, wrong, status, "request.method", "PATCH").await;
}

#[tokio::test]
async fn wishes_for_a_draft_and_its_parts_are_read_strictly() {
    let host = TestHost::start();
    let draft = format!("/api/v1/drafts/{ID}");
    let (revise, split) = (format!("{draft}/revise"), format!("{draft}/split"));
    let (renew, make) = (format!("{split}/renew"), format!("{split}/make"));
    let field = format!("{draft}/fields/summary");
    let long = format!(r#"{{"version":1,"scope":"whole","instructions":"{}"}}"#, "x".repeat(4_001));
    let long_of_split = format!(r#"{{"version":1,"instructions":"{}"}}"#, "x".repeat(4_001));
    let shapeless = PARTS.replace("sub_tasks", "circle");
    let approved = PARTS.replacen(r#""covers":[0]"#, r#""covers":[0],"approved":true"#, 1);
    let backwards = PARTS.replacen(r#""covers":[0]"#, r#""covers":[-1]"#, 1);
    for (method, path, body, code) in [
        ("POST", &revise, r#"{"version":-1,"scope":"rules"}"#, "request.version"),
        ("POST", &revise, &*long, "request.too_long"),
        ("POST", &revise, r#"{"version":1}"#, "request.body"),
        ("POST", &revise, r#"{"version":1,"scope":"split"}"#, "request.body"),
        ("POST", &revise, r#"{"version":1,"scope":"rules","approve":true}"#, "request.body"),
        ("POST", &split, r#"{"version":-1}"#, "request.version"),
        ("POST", &split, &*long_of_split, "request.too_long"),
        ("POST", &split, r#"{"version":1,"scope":"rules"}"#, "request.body"),
        ("PUT", &split, r#"{"version":-1,"shape":"epic","parts":[]}"#, "request.version"),
        ("PUT", &split, r#"{"version":1,"shape":"epic"}"#, "request.body"),
        ("PUT", &split, &*shapeless, "request.body"),
        ("PUT", &split, &*approved, "request.body"),
        ("PUT", &split, &*backwards, "request.body"),
        ("POST", &renew, r#"{"version":-1}"#, "request.version"),
        ("POST", &make, r#"{"version":-1}"#, "request.version"),
        ("POST", &make, r#"{"version":1,"approve":true}"#, "request.body"),
        ("PUT", &field, r#"{"version":-1,"value":""}"#, "request.version"),
    ] {
        let ask = Ask::json(method, path, body).by_program(MAJAS_TOKEN);
        refused(&host, ask, StatusCode::UNPROCESSABLE_ENTITY, code, &format!("{method} {path} {body}")).await;
    }
    for (query, code) in
        [("", "request.query"), ("?version=x", "request.query"), ("?version=-1", "request.version")]
    {
        let ask = Ask::json("DELETE", &format!("{split}{query}"), "").by_program(MAJAS_TOKEN);
        refused(&host, ask, StatusCode::UNPROCESSABLE_ENTITY, code, query).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_can_be_asked_every_two_seconds_by_each_of_its_callers() {
    let host = TestHost::start();
    let path = format!("/api/v1/jobs/{ID}");
    let status = async |token: &str| {
        let response = host.send(Ask::get(&path).by_program(token)).await;
        (response.status().as_u16(), header(&response, "retry-after").to_owned())
    };
    assert_eq!(status(MAJAS_READING_TOKEN).await.0, 404);
    assert_eq!(status(MAJAS_READING_TOKEN).await, (429, "2".to_owned()));
    assert_eq!(status(MAJAS_TOKEN).await.0, 429, "another token of the same person is no way round it");
    assert_eq!(status(NOAHS_TOKEN).await.0, 404);
    tokio::time::advance(Duration::from_millis(1_200)).await;
    assert_eq!(status(MAJAS_TOKEN).await, (429, "1".to_owned()));
    tokio::time::advance(Duration::from_millis(800)).await;
    assert_eq!(status(MAJAS_TOKEN).await.0, 404);
}

#[tokio::test]
async fn a_hurried_program_is_told_to_wait_and_nobody_else_is() {
    let host = TestHost::hurried();
    let ask = |token: &str| Ask::get("/api/v1/failures").by_program(token);
    assert_eq!(host.send(ask(MAJAS_TOKEN)).await.status(), StatusCode::OK);
    let response = host.send(ask(MAJAS_TOKEN)).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&response, "retry-after"), "1");
    assert_eq!(failure(response).await.code, "api.too_fast");
    assert_eq!(host.send(ask(NOAHS_TOKEN)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_description_is_there_for_everybody() {
    let host = TestHost::start();
    let response = host.send(Ask::get("/api/v1/openapi.json")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "content-type"), "application/json");
    let sent: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(sent, serde_json::to_value(describe()).unwrap());
    assert!(host.world.touches.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_list_is_also_a_file() {
    let host = TestHost::start();
    let ask = Ask::get(&format!("/api/v1/drafts/{ID}/failures.csv")).by_program(MAJAS_READING_TOKEN);
    let response = host.send(ask).await;
    assert_eq!(header(&response, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header(&response, "content-disposition"), "attachment; filename=\"failures.csv\"");
    assert!(text(response).await.starts_with("\"code\",\"category\",\"severity\""));
}
