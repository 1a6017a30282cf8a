//! What providers with a key are sent.

mod nasty;

use futures::StreamExt;
use llm::{ChatModel, ChatRequest, Message};
use nasty::{Interface, KEY, Server, hosted, json_reply, request};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn ask(model: &dyn ChatModel, request: ChatRequest) {
    let mut answer = model.start(request, CancellationToken::new()).await.unwrap();
    while answer.next().await.is_some() {}
}

async fn server(interface: Interface) -> Server {
    let whole = interface.whole("fine", interface.stop());
    Server::answering(move |_| json_reply(&whole)).await
}

fn conversation() -> ChatRequest {
    let messages = vec![Message::user("First"), Message::assistant("Answer"), Message::user("Sécond \"x\"")];
    ChatRequest { messages, max_tokens: Some(99), ..request() }
}

#[tokio::test]
async fn chat_completions_get_the_system_prompt_as_the_first_message() {
    let server = server(Interface::OpenAi).await;
    let model = Interface::OpenAi.model(hosted(&server.url));
    assert_eq!(model.id(), "hosted/large-2");
    ask(model.as_ref(), conversation()).await;
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen[0].headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(seen[0].headers["content-type"], "application/json");
    assert_eq!(seen[0].headers["x-request-id"], "req-1");
    assert_eq!(
        seen[0].body,
        json!({
            "model": "large-2",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "First"},
                {"role": "assistant", "content": "Answer"},
                {"role": "user", "content": "Sécond \"x\""},
            ],
            "max_tokens": 99, "temperature": 0.2, "stream": true, "stream_options": {"include_usage": true},
        })
    );
}

#[tokio::test]
async fn messages_get_the_system_prompt_beside_them_and_always_a_limit() {
    let server = server(Interface::Anthropic).await;
    let model = Interface::Anthropic.model(hosted(&server.url));
    ask(model.as_ref(), ChatRequest { max_tokens: None, ..conversation() }).await;
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen[0].headers["x-api-key"], KEY);
    assert_eq!(seen[0].headers["anthropic-version"], "2023-06-01");
    assert!(!seen[0].headers.contains_key("authorization"));
    assert_eq!(
        seen[0].body,
        json!({
            "model": "large-2",
            "system": "Be brief.",
            "messages": [
                {"role": "user", "content": "First"},
                {"role": "assistant", "content": "Answer"},
                {"role": "user", "content": "Sécond \"x\""},
            ],
            "max_tokens": 1000, "temperature": 0.2, "stream": true,
        })
    );
}

#[tokio::test]
async fn what_a_model_refuses_is_renamed_or_left_out() {
    for interface in Interface::BOTH {
        let server = server(interface).await;
        let mut config = hosted(&server.url);
        config.stream = false;
        config.omit = ["temperature".to_owned()].into();
        config.renames = [("max_tokens".to_owned(), "max_completion_tokens".to_owned())].into();
        ask(interface.model(config).as_ref(), conversation()).await;
        let body = server.seen.lock().unwrap()[0].body.clone();
        assert_eq!(body["max_completion_tokens"], 99, "{interface:?}");
        for absent in ["temperature", "max_tokens", "stream", "stream_options"] {
            assert_eq!(body.get(absent), None, "{interface:?}: {absent}");
        }
        let mut config = hosted(&server.url);
        config.omit = ["stream_options".to_owned()].into();
        ask(interface.model(config).as_ref(), conversation()).await;
        let body = server.seen.lock().unwrap()[1].body.clone();
        assert_eq!((body.get("stream"), body.get("stream_options")), (Some(&Value::Bool(true)), None));
    }
}

#[tokio::test]
async fn empty_texts_are_not_sent_where_they_are_refused() {
    let server = server(Interface::Anthropic).await;
    let messages = vec![Message::user("Hello"), Message::assistant(" "), Message::user("Go on")];
    let request = ChatRequest { system: String::new(), messages, ..request() };
    ask(Interface::Anthropic.model(hosted(&server.url)).as_ref(), request).await;
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen[0].body.get("system"), None);
    let contents: Vec<&Value> =
        seen[0].body["messages"].as_array().unwrap().iter().map(|message| &message["content"]).collect();
    assert_eq!(contents, ["Hello", "Go on"]);
}

#[test]
fn a_configuration_does_not_show_its_key() {
    assert!(!format!("{:?}", hosted("http://127.0.0.1:1")).contains(KEY));
}
