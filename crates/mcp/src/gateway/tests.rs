//! The gateway as a child sees it, with a Jira behind it that counts.

use super::{CreateGuard, Gateway, Registration};
use crate::{CreateOutcome, CreateWitness, Marks, NotWitnessed, Person, Upstream, Witnessed};
use axum::{
    extract::Request,
    response::{IntoResponse as _, Response as Answer},
};
use http::{Method, StatusCode};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach, Response, Target, Tls};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

const NONCE: &str = "nonce-0123456789-0123456789-0123456789";

fn target(base: &str) -> Target {
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(base, Reach::Internal).unwrap();
    policy.check(base).unwrap()
}

/// A Jira that takes `delay` for everything; the count of its requests.
async fn jira(delay: Duration, answer: fn(&Request) -> Answer) -> (Target, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let app = axum::Router::new().fallback(move |request: Request| {
        counter.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(delay).await;
            answer(&request)
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = target(&format!("http://{}/jira", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (base, count)
}

fn created(_: &Request) -> Answer {
    (StatusCode::CREATED, r#"{"id":"1","key":"A-1"}"#).into_response()
}

async fn gateway(jira: Target) -> (Gateway, Registration) {
    let gateway = Gateway::start(Client::new(ClientConfig::new("test"))).await.unwrap();
    let jira = Upstream { base: jira, token: "the-real-token".into(), tls: Tls::System };
    let person = Person { key: "a".to_owned(), jira: Some(jira), confluence: None };
    let registration = gateway.register(NONCE.to_owned(), person, 1 << 20).unwrap();
    (gateway, registration)
}

async fn ask(gateway: &Gateway, method: Method, path: &str, nonce: &str) -> Response {
    let target = target(&gateway.jira_url()).at(path).unwrap();
    let request = Client::new(ClientConfig::new("child")).request(method, target).bearer(&nonce.into());
    request.bytes(r#"{"fields":{"summary":"x"}}"#, "application/json").send().await.unwrap()
}

#[derive(Default)]
struct Ledger(Mutex<Vec<CreateOutcome>>);

#[async_trait::async_trait]
impl CreateWitness for Ledger {
    async fn about_to_send(&self, _: &[u8]) -> Result<(), NotWitnessed> {
        Ok(())
    }
    async fn answered(&self, outcome: &CreateOutcome) {
        self.0.lock().unwrap().push(outcome.clone());
    }
}

fn guard(ledger: &Arc<Ledger>) -> Arc<CreateGuard> {
    let deadline = Instant::now() + Duration::from_secs(20);
    Arc::new(CreateGuard::new(Arc::clone(ledger) as Arc<dyn CreateWitness>, Marks::default(), deadline))
}

#[tokio::test]
async fn strangers_and_idle_children_get_nothing_written() {
    let (base, count) = jira(Duration::ZERO, created).await;
    let (gateway, registration) = gateway(base).await;
    for nonce in ["", "the-real-token", "nonce-0123456789-0123456789-0123456788"] {
        assert_eq!(
            ask(&gateway, Method::GET, "rest/api/2/field", nonce).await.status(),
            StatusCode::UNAUTHORIZED
        );
    }
    let refused = ask(&gateway, Method::POST, "rest/api/2/issue", NONCE).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let refused = ask(&gateway, Method::PUT, "rest/api/2/issue/A-1", NONCE).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    drop(registration);
    assert_eq!(
        ask(&gateway, Method::GET, "rest/api/2/field", NONCE).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_second_create_gets_the_first_answer_and_is_not_forwarded() {
    let (base, count) = jira(Duration::from_millis(100), created).await;
    let (gateway, registration) = gateway(base).await;
    let ledger = Arc::<Ledger>::default();
    let running = registration.begin(None, Some(guard(&ledger)));
    let post = || ask(&gateway, Method::POST, "rest/api/2/issue", NONCE);
    let (first, second) = tokio::join!(post(), post());
    let third = post().await;
    for answer in [first, second, third] {
        assert_eq!(
            (answer.status(), answer.body().as_ref()),
            (StatusCode::CREATED, &br#"{"id":"1","key":"A-1"}"#[..])
        );
    }
    assert_eq!((count.load(Ordering::SeqCst), ledger.0.lock().unwrap().len()), (1, 1));
    drop(running);
    assert_eq!(post().await.status(), StatusCode::FORBIDDEN, "the right ends with the errand");
}

#[tokio::test]
async fn a_create_whose_child_went_away_still_reaches_the_ledger() {
    let (base, count) = jira(Duration::from_millis(300), created).await;
    let (gateway, registration) = gateway(base).await;
    let ledger = Arc::<Ledger>::default();
    let guard = guard(&ledger);
    let running = registration.begin(None, Some(Arc::clone(&guard)));
    let asked = ask(&gateway, Method::POST, "rest/api/2/issue", NONCE);
    assert!(tokio::time::timeout(Duration::from_millis(150), asked).await.is_err());
    assert_eq!(guard.witnessed(), Witnessed::Sending);
    drop(running);
    guard.close().await;
    assert!(matches!(guard.witnessed(), Witnessed::Answered(CreateOutcome::Created(_))));
    assert_eq!((count.load(Ordering::SeqCst), ledger.0.lock().unwrap().len()), (1, 1));
}

#[tokio::test]
async fn after_closing_nothing_can_be_sent() {
    let (base, count) = jira(Duration::ZERO, created).await;
    let (gateway, registration) = gateway(base).await;
    let guard = guard(&Arc::default());
    let _running = registration.begin(None, Some(Arc::clone(&guard)));
    guard.close().await;
    assert_eq!(ask(&gateway, Method::POST, "rest/api/2/issue", NONCE).await.status(), StatusCode::FORBIDDEN);
    assert_eq!((count.load(Ordering::SeqCst), guard.witnessed()), (0, Witnessed::NotSent));
}

#[tokio::test]
async fn nothing_that_makes_a_child_wait_or_wander_gets_through() {
    let throttled = |_: &Request| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "9")], "").into_response();
    let busy = |_: &Request| (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "9")], "").into_response();
    let moved = |_: &Request| (StatusCode::FOUND, [("location", "http://127.0.0.1:1/")], "").into_response();
    let answers: [fn(&Request) -> Answer; 3] = [throttled, busy, moved];
    for (answer, expected) in answers.into_iter().zip([400, 503, 502]) {
        let (base, _) = jira(Duration::ZERO, answer).await;
        let (gateway, _registration) = gateway(base).await;
        let seen = ask(&gateway, Method::GET, "rest/api/2/field", NONCE).await;
        assert_eq!(seen.status().as_u16(), expected);
        assert!(!seen.headers().contains_key("retry-after") && !seen.headers().contains_key("location"));
    }
}

#[tokio::test]
async fn the_persons_token_replaces_the_nonce_and_no_other_header_passes() {
    let (base, _) = jira(Duration::ZERO, |request| {
        let names: Vec<&str> = request.headers().keys().map(http::HeaderName::as_str).collect();
        let authorization = request.headers()["authorization"].to_str().unwrap();
        format!("{authorization} {} {}", request.uri(), names.join(",")).into_response()
    })
    .await;
    let (gateway, registration) = gateway(base).await;
    let _running = registration.begin(Some("r-1".to_owned()), None);
    let seen = ask(&gateway, Method::GET, "rest/api/2/issue/A-1", NONCE).await;
    let text = String::from_utf8_lossy(seen.body()).into_owned();
    assert!(text.starts_with("Bearer the-real-token /jira/rest/api/2/issue/A-1 "), "{text}");
    assert!(text.contains("x-request-id") && !text.contains("content-type"), "{text}");
}

#[tokio::test]
async fn a_weak_or_repeated_nonce_is_not_taken() {
    let (base, _) = jira(Duration::ZERO, created).await;
    let (gateway, registration) = gateway(base).await;
    let person = registration.person().clone();
    assert!(gateway.register("short".to_owned(), person.clone(), 1).is_err());
    assert!(gateway.register(NONCE.to_owned(), person, 1).is_err());
}
