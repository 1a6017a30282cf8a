//! The test endpoint of a company service.

mod nasty;

use std::time::Duration;

use http::Method;
use llm::LlmError;
use llm::company::{CompanyTest, TestIdentity};
use nasty::{COOKIE, Server, json_reply, reply_with};
use secrecy::SecretString;
use serde_json::json;
use tokio_util::sync::CancellationToken;

async fn test_against(server: &Server) -> Result<TestIdentity, LlmError> {
    let test = CompanyTest {
        url: format!("{}/whoami", server.url),
        method: Method::GET,
        headers: vec![("X-Company-Auth".into(), SecretString::from(COOKIE))],
        body: None,
        timeout: Duration::from_millis(500),
        request_id: "req-2".into(),
    };
    test.run(&server.transport(), &CancellationToken::new()).await
}

#[tokio::test]
async fn name_and_number_are_read_wherever_they_usually_stand() {
    for answer in [
        json!({"username": "jdoe", "userID": "10017"}),
        json!({"data": {"userName": "jdoe", "userId": 10017}}),
        json!({"user": {"name": "jdoe", "id": "10017"}, "ok": true}),
    ] {
        let server = Server::answering(move |_| json_reply(&answer)).await;
        let identity = test_against(&server).await.unwrap();
        assert_eq!((identity.username.as_str(), identity.user_id.as_str()), ("jdoe", "10017"));
        assert_eq!(server.seen.lock().unwrap()[0].headers["x-company-auth"], COOKIE);
    }
}

#[tokio::test]
async fn everything_else_is_a_clear_error() {
    let error = |status: u16, body: &'static str| async move {
        let server = Server::answering(move |_| reply_with(status, "application/json", body)).await;
        test_against(&server).await.unwrap_err()
    };
    assert_eq!(error(200, "<html>Sign in</html>").await, LlmError::WebPage);
    assert_eq!(error(200, "").await, LlmError::Empty);
    assert_eq!(error(401, "{}").await, LlmError::Unauthorised { status: 401 });
    assert!(matches!(error(200, "{\"username\": \"jdoe\"}").await, LlmError::Unreadable { .. }));
    assert!(matches!(error(200, "{\"username\"").await, LlmError::Unreadable { .. }));
    assert!(matches!(error(500, "").await, LlmError::Unavailable { .. }));
}

#[tokio::test]
async fn an_endpoint_that_stalls_is_given_up() {
    let server = Server::with_drops(|dropped| {
        Box::new(move |_| reply_with(200, "application/json", nasty::stalled_after(b"{", &dropped)))
    })
    .await;
    assert_eq!(test_against(&server).await, Err(LlmError::TimedOut));
}
