//! The shipped configuration files, turned into requests.

mod nasty;

use std::path::Path;

use futures::StreamExt;
use llm::company::{CompanyModel, Purpose, company_config, company_test};
use llm::guarded::GuardConfig;
use llm::{ChatEvent, ChatModel, ChatRequest, LlmError, Message};
use nasty::{COOKIE, Server, json_reply, openai_events, reply_with, request};
use secrecy::{ExposeSecret, SecretString};
use secrets::OsRandomness;
use serde_json::json;
use settings::{AppMode, Environment, Provider, ProviderKind, Settings};
use tokio_util::sync::CancellationToken;

#[expect(clippy::unwrap_used, reason = "test helper")]
fn shipped() -> Provider {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let key = format!("k1:{}=", "A".repeat(43));
    let variable = |name: &str| name.ends_with("_KEYS").then(|| key.clone());
    let environment = Environment::from_env(Some(AppMode::Development), &variable, &OsRandomness).unwrap();
    Settings::load(&dir, &environment).unwrap().providers[0].clone()
}

fn cookie() -> SecretString {
    SecretString::from(COOKIE)
}

#[tokio::test]
async fn the_shipped_company_provider_sends_its_templates_body() {
    let text = openai_events(&["Hi"], "\n") + "data: [DONE]\n\n";
    let server = Server::answering(move |_| reply_with(200, "text/event-stream", text.clone())).await;
    let mut provider = shipped();
    provider.integration.url = server.url.parse().unwrap();
    let config = company_config(&provider, Purpose::Story, &cookie()).unwrap();
    assert_eq!(config.url, format!("{}/api/chat", server.url));
    let model = CompanyModel::new(config, server.transport());
    assert_eq!(model.id(), "company/company-chat-1");
    let messages = vec![Message::user("First"), Message::assistant("Answer"), Message::user("Second")];
    let request = ChatRequest { messages, max_tokens: Some(99), ..request() };
    let mut answer = model.start(request, CancellationToken::new()).await.unwrap();
    assert_eq!(answer.next().await, Some(Ok(ChatEvent::Delta("Hi".into()))));
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen[0].headers["x-company-auth"], COOKIE);
    assert_eq!(
        seen[0].body,
        json!({
            "query": "Second",
            "history": "USER: First\nASSISTANT: Answer",
            "systemInstruction": "Be brief.",
            "parameters": {"model": "company-chat-1", "temperature": 0.2, "maxTokens": 99, "stream": true},
        })
    );
}

#[tokio::test]
async fn the_shipped_test_endpoint_is_asked_with_the_cookie() {
    let server = Server::answering(|_| json_reply(&json!({"username": "jdoe", "userID": "10017"}))).await;
    let mut provider = shipped();
    provider.test.as_mut().unwrap().url = server.url.parse().unwrap();
    let test = company_test(&provider, &cookie(), "req-3").unwrap();
    assert_eq!(
        (test.url.as_str(), test.method.as_str()),
        (format!("{}/api/whoami", server.url).as_str(), "GET")
    );
    assert!(test.headers.iter().any(|(_, value)| value.expose_secret() == COOKIE));
    assert_eq!(test.run(&server.transport(), &CancellationToken::new()).await.unwrap().user_id, "10017");
}

#[test]
fn limits_come_from_the_settings_and_other_kinds_are_refused() {
    let mut provider = shipped();
    let guard = GuardConfig::of(&provider);
    assert_eq!((guard.max_concurrent, guard.retry.max_retries), (8, 2));
    provider.kind = ProviderKind::OpenAi;
    assert!(matches!(
        company_config(&provider, Purpose::Chat, &cookie()),
        Err(LlmError::Misconfigured { .. })
    ));
}
