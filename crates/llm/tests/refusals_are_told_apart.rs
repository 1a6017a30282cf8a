//! Everything that is not an answer.

mod nasty;

use llm::LlmError;
use nasty::{COOKIE, Server, hear, json_reply, reply_with};
use serde_json::json;

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn error_of(status: u16, content_type: &'static str, body: String) -> LlmError {
    let server = Server::answering(move |_| reply_with(status, content_type, body.clone())).await;
    let heard = hear(&server.model()).await;
    assert!(heard.pieces.is_empty() && heard.finished.is_none(), "{heard:?}");
    heard.error.unwrap()
}

#[tokio::test]
async fn a_web_page_is_named_as_one() {
    let page = "<!DOCTYPE html><html><body>Please sign in</body></html>".to_owned();
    assert_eq!(error_of(200, "text/html; charset=utf-8", page.clone()).await, LlmError::WebPage);
    assert_eq!(error_of(200, "application/json", format!("\n {page}")).await, LlmError::WebPage);
    assert_eq!(error_of(302, "text/html", String::new()).await, LlmError::Unauthorised { status: 302 });
}

#[tokio::test]
async fn nothing_is_named_as_nothing() {
    assert_eq!(error_of(200, "application/json", String::new()).await, LlmError::Empty);
    assert_eq!(
        error_of(200, "application/json", json!({"data": {"answer": " "}}).to_string()).await,
        LlmError::Empty
    );
    assert_eq!(error_of(200, "text/event-stream", "data: [DONE]\n\n".into()).await, LlmError::Empty);
}

#[tokio::test]
async fn an_unexpected_form_is_named_as_that() {
    for body in ["{\"unknown\": 1}", "some words that are not JSON"] {
        let error = error_of(200, "application/json", body.into()).await;
        assert!(matches!(error, LlmError::Unreadable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn credentials_that_are_not_accepted_are_their_own_error() {
    for status in [401, 403] {
        assert_eq!(error_of(status, "text/html", "<html>".into()).await, LlmError::Unauthorised { status });
    }
}

#[tokio::test]
async fn a_refused_request_shows_the_services_words_shortly_and_without_the_credential() {
    let fastapi = json!({"detail": [{"loc": ["body", "max_tokens"], "msg": "extra fields not permitted"}]});
    assert_eq!(
        error_of(422, "application/json", fastapi.to_string()).await,
        LlmError::Refused { status: 422, message: "body.max_tokens: extra fields not permitted".into() }
    );
    let openai = json!({"error": {"message": format!("bad cookie {COOKIE}\nand more: {}", "x".repeat(900))}});
    let LlmError::Refused { message, .. } = error_of(400, "application/json", openai.to_string()).await
    else {
        panic!()
    };
    assert!(message.starts_with("bad cookie … and more: xxx") && message.chars().count() == 300, "{message}");
    assert_eq!(
        error_of(404, "text/html", "<html><h1>Not found</h1></html>".into()).await,
        LlmError::Refused { status: 404, message: "it gave no reason".into() }
    );
}

#[tokio::test]
async fn server_errors_and_unreachable_servers_are_temporary() {
    assert!(matches!(error_of(503, "text/plain", "x".into()).await, LlmError::Unavailable { .. }));
    let address = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = format!("http://{address}");
    let model = llm::company::CompanyModel::new(nasty::config(&url), nasty::transport(&url));
    assert!(matches!(hear(&model).await.error, Some(LlmError::Unavailable { .. })));
}

#[tokio::test]
async fn an_origin_that_is_not_allowed_is_never_contacted() {
    let server = Server::answering(|_| json_reply(&json!({"text": "hi"}))).await;
    let model =
        llm::company::CompanyModel::new(nasty::config(&server.url), nasty::transport("http://127.0.0.1:9"));
    assert!(matches!(hear(&model).await.error, Some(LlmError::Misconfigured { .. })));
    assert_eq!(server.requests(), 0);
}
