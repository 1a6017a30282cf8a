//! Providers with a key that refuse, break off, stall or are busy.

mod nasty;

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::StreamExt;
use llm::guarded::{GuardConfig, Guarded, ProviderGuard, RetryPolicy};
use llm::hosted::smallest_call;
use llm::{ChatEvent, ChatModel, LlmError};
use nasty::{
    Interface, KEY, Server, broken_after, hear, hosted, json_reply, reply_with, request, stalled_after,
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

fn openai_error(kind: &str, code: Option<&str>, message: &str) -> Value {
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

fn anthropic_error(kind: &str, message: &str) -> Value {
    json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"})
}

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn error_of(
    interface: Interface,
    status: u16,
    body: Value,
    headers: &'static [(&str, &str)],
) -> LlmError {
    let server = Server::answering(move |_| {
        let mut reply = reply_with(status, "application/json", body.to_string());
        for (name, value) in headers {
            reply.headers_mut().insert(*name, value.parse().unwrap());
        }
        reply
    })
    .await;
    hear(interface.model(hosted(&server.url)).as_ref()).await.error.unwrap()
}

#[tokio::test]
async fn refusals_of_chat_completions_are_told_apart() {
    let unknown = LlmError::UnknownModel { model: "large-2".into() };
    for (status, body, expected) in [
        (
            401,
            openai_error("invalid_request_error", Some("invalid_api_key"), "Incorrect key"),
            LlmError::Unauthorised { status: 401 },
        ),
        (403, openai_error("invalid_request_error", None, "no"), LlmError::Unauthorised { status: 403 }),
        (
            404,
            openai_error("invalid_request_error", Some("model_not_found"), "The model does not exist"),
            unknown.clone(),
        ),
        // As Ollama and vLLM say it.
        (404, openai_error("api_error", None, "model \"large-2\" not found, try pulling it first"), unknown),
        (
            404,
            json!({"detail": "Not Found"}),
            LlmError::Misconfigured { detail: "nothing answers at the model's address (status 404)".into() },
        ),
        (
            429,
            openai_error("requests", Some("rate_limit_exceeded"), "slow down"),
            LlmError::RateLimited { retry_after: None },
        ),
        (
            429,
            openai_error("insufficient_quota", Some("insufficient_quota"), "You exceeded your current quota"),
            LlmError::QuotaExceeded { message: "You exceeded your current quota".into() },
        ),
        (
            400,
            openai_error("invalid_request_error", None, "Unsupported value: 'temperature'"),
            LlmError::Refused { status: 400, message: "Unsupported value: 'temperature'".into() },
        ),
        (
            503,
            openai_error("server_error", None, "overloaded"),
            LlmError::Unavailable { detail: "it answered with status 503".into() },
        ),
    ] {
        assert_eq!(error_of(Interface::OpenAi, status, body, &[]).await, expected);
    }
}

#[tokio::test]
async fn refusals_of_messages_are_told_apart() {
    for (status, body, expected) in [
        (
            401,
            anthropic_error("authentication_error", "invalid x-api-key"),
            LlmError::Unauthorised { status: 401 },
        ),
        (
            404,
            anthropic_error("not_found_error", "model: large-2"),
            LlmError::UnknownModel { model: "large-2".into() },
        ),
        (429, anthropic_error("rate_limit_error", "slow down"), LlmError::RateLimited { retry_after: None }),
        (
            400,
            anthropic_error("invalid_request_error", "Your credit balance is too low to access the API."),
            LlmError::QuotaExceeded { message: "Your credit balance is too low to access the API.".into() },
        ),
        (402, anthropic_error("billing_error", "no"), LlmError::QuotaExceeded { message: "no".into() }),
        (
            413,
            anthropic_error("request_too_large", "too large"),
            LlmError::Refused { status: 413, message: "too large".into() },
        ),
        (
            529,
            anthropic_error("overloaded_error", "Overloaded"),
            LlmError::Unavailable { detail: "it answered with status 529".into() },
        ),
    ] {
        assert_eq!(error_of(Interface::Anthropic, status, body, &[]).await, expected);
    }
}

#[tokio::test]
async fn the_time_to_wait_is_taken_from_every_header_that_says_it() {
    let waits = |seconds| LlmError::RateLimited { retry_after: Some(Duration::from_millis(seconds)) };
    for interface in Interface::BOTH {
        assert_eq!(error_of(interface, 429, json!({}), &[("retry-after", "7")]).await, waits(7000));
        assert_eq!(error_of(interface, 529, json!({}), &[("retry-after", "3")]).await, waits(3000));
        let both = &[("retry-after", "1"), ("retry-after-ms", "250")];
        assert_eq!(error_of(interface, 429, json!({}), both).await, waits(250));
    }
}

#[tokio::test]
async fn an_echoed_key_is_taken_out() {
    for interface in Interface::BOTH {
        let body =
            openai_error("invalid_request_error", None, &format!("bad header {KEY} in application/json"));
        let LlmError::Refused { message, .. } = error_of(interface, 400, body, &[]).await else { panic!() };
        assert_eq!(message, "bad header … in application/json");
    }
}

#[tokio::test]
async fn an_error_inside_a_stream_keeps_its_meaning_before_the_first_text_and_cuts_after_it() {
    let openai = |kind: &str, message: &str| format!("data: {}\n\n", openai_error(kind, None, message));
    let anthropic =
        |kind: &str, message: &str| format!("event: error\ndata: {}\n\n", anthropic_error(kind, message));
    let unavailable = |detail: &str| LlmError::Unavailable { detail: detail.into() };
    for (interface, event, expected) in [
        (Interface::OpenAi, openai("server_error", "sorry"), unavailable("sorry")),
        (
            Interface::OpenAi,
            openai("rate_limit_exceeded", "slow"),
            LlmError::RateLimited { retry_after: None },
        ),
        (
            Interface::OpenAi,
            openai("insufficient_quota", "empty"),
            LlmError::QuotaExceeded { message: "empty".into() },
        ),
        (Interface::Anthropic, anthropic("overloaded_error", "Overloaded"), unavailable("Overloaded")),
        (
            Interface::Anthropic,
            anthropic("invalid_request_error", "no"),
            LlmError::Refused { status: 400, message: "no".into() },
        ),
    ] {
        for (before, expected) in [("", expected), ("one ", LlmError::Cut { detail: event_words(&event) })] {
            let pieces: &[&str] = if before.is_empty() { &[] } else { &["one "] };
            let text = interface.events(pieces, "\n") + &event;
            let server = Server::answering(move |_| reply_with(200, "text/event-stream", text.clone())).await;
            let heard = hear(interface.model(hosted(&server.url)).as_ref()).await;
            assert_eq!((heard.text().as_str(), heard.error), (before, Some(expected)), "{interface:?}");
        }
    }
}

#[expect(clippy::unwrap_used, reason = "test helper")]
fn event_words(event: &str) -> String {
    let data = event.split("data: ").nth(1).unwrap();
    serde_json::from_str::<Value>(data).unwrap()["error"]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_connection_may_break_anywhere_and_what_came_is_kept() {
    for interface in Interface::BOTH {
        let text = interface.events(&["Grüße ", "😀"], "\r\n");
        let emoji = text.find("😀").unwrap();
        let umlaut = text.find('ü').unwrap();
        for cut in [text.len(), text.len() - 1, emoji + 2, emoji - 10, umlaut + 1] {
            let bytes = text.as_bytes()[..cut].to_vec();
            let server =
                Server::answering(move |_| reply_with(200, "text/event-stream", broken_after(&bytes))).await;
            let heard = hear(interface.model(hosted(&server.url)).as_ref()).await;
            assert!(matches!(heard.error, Some(LlmError::Cut { .. })), "{interface:?} {cut}: {heard:?}");
            assert!("Grüße 😀".starts_with(&heard.text()));
            assert_eq!(heard.text().is_empty(), cut == umlaut + 1, "{interface:?} {cut}: {heard:?}");
        }
        let text = interface.events(&["one"], "\n");
        let server = Server::answering(move |_| reply_with(200, "text/event-stream", text.clone())).await;
        let heard = hear(interface.model(hosted(&server.url)).as_ref()).await;
        assert!(
            matches!(heard.error, Some(LlmError::Cut { .. })),
            "a clean close is no end either: {heard:?}"
        );
    }
}

async fn stalling(interface: Interface) -> Server {
    let text = interface.events(&["one "], "\n");
    Server::with_drops(move |dropped| {
        Box::new(move |_| reply_with(200, "text/event-stream", stalled_after(text.as_bytes(), &dropped)))
    })
    .await
}

#[tokio::test]
async fn a_stall_ends_after_the_idle_time() {
    for interface in Interface::BOTH {
        let server = stalling(interface).await;
        let mut config = hosted(&server.url);
        config.timeouts.idle = Duration::from_millis(150);
        let heard = hear(interface.model(config).as_ref()).await;
        assert_eq!((heard.text().as_str(), heard.error), ("one ", Some(LlmError::TimedOut)));
    }
}

#[tokio::test]
async fn stop_closes_the_connection_at_once() {
    for interface in Interface::BOTH {
        let server = stalling(interface).await;
        let model = interface.model(hosted(&server.url));
        let cancel = CancellationToken::new();
        let mut answer = model.start(request(), cancel.clone()).await.unwrap();
        assert_eq!(answer.next().await, Some(Ok(ChatEvent::Delta("one ".into()))));
        let stopped = Instant::now();
        let (next, ()) = tokio::join!(answer.next(), async { cancel.cancel() });
        assert_eq!(next, Some(Err(LlmError::Cancelled)));
        let noticed = timeout(Duration::from_secs(2), async {
            while server.dropped.load(Ordering::SeqCst) == 0 {
                sleep(Duration::from_millis(2)).await;
            }
        });
        assert!(noticed.await.is_ok(), "{interface:?}: the server still believes that somebody listens");
        println!("{interface:?}: closed {:?} after stop", stopped.elapsed());
    }
}

fn guarded(model: Box<dyn ChatModel>) -> Guarded<Box<dyn ChatModel>> {
    let retry = RetryPolicy { first_delay: Duration::from_millis(5), ..RetryPolicy::default() };
    Guarded::new(model, ProviderGuard::new(GuardConfig { retry, ..GuardConfig::default() }))
}

#[expect(clippy::unwrap_used, reason = "test helper")]
fn slow_down() -> nasty::Reply {
    let mut reply = reply_with(429, "application/json", "{}");
    reply.headers_mut().insert("retry-after", "1".parse().unwrap());
    reply
}

#[tokio::test]
async fn busy_is_asked_again_before_the_first_text_and_not_after_it() {
    for interface in Interface::BOTH {
        let fine = interface.whole("fine", interface.stop());
        let server = Server::answering(move |n| if n == 0 { slow_down() } else { json_reply(&fine) }).await;
        let asked = Instant::now();
        let heard = hear(&guarded(interface.model(hosted(&server.url)))).await;
        assert_eq!(
            (heard.text().as_str(), heard.error, server.requests()),
            ("fine", None, 2),
            "{interface:?}"
        );
        assert!(asked.elapsed() >= Duration::from_secs(1), "never earlier than the provider asked for");

        let busy = match interface {
            Interface::OpenAi => {
                format!("data: {}\n\n", openai_error("rate_limit_exceeded", None, "slow down"))
            }
            Interface::Anthropic => {
                format!("event: error\ndata: {}\n\n", anthropic_error("rate_limit_error", "slow down"))
            }
        };
        let text = interface.events(&["one "], "\n") + &busy;
        let server = Server::answering(move |_| reply_with(200, "text/event-stream", text.clone())).await;
        let heard = hear(&guarded(interface.model(hosted(&server.url)))).await;
        assert_eq!(heard.error, Some(LlmError::Cut { detail: "slow down".into() }));
        assert_eq!((heard.text().as_str(), server.requests()), ("one ", 1), "{interface:?}");
    }
}

#[tokio::test]
async fn what_no_second_try_would_change_is_not_tried_again() {
    let quota = openai_error("insufficient_quota", Some("insufficient_quota"), "empty");
    for (status, body) in
        [(429, quota), (404, anthropic_error("not_found_error", "model: large-2")), (401, json!({}))]
    {
        let server =
            Server::answering(move |_| reply_with(status, "application/json", body.to_string())).await;
        for model in server.hosted() {
            assert!(hear(&guarded(model)).await.error.is_some());
        }
        assert_eq!(server.requests(), 2, "one per adapter");
    }
}

#[tokio::test]
async fn the_smallest_call_asks_for_a_few_tokens_and_takes_any_answer() {
    for interface in Interface::BOTH {
        let (length, refusal) = match interface {
            Interface::OpenAi => ("length", "content_filter"),
            Interface::Anthropic => ("max_tokens", "refusal"),
        };
        for document in [
            interface.whole("OK", interface.stop()),
            interface.whole("", length),
            interface.whole("", refusal),
        ] {
            let server = Server::answering(move |_| json_reply(&document)).await;
            let model = interface.model(hosted(&server.url));
            smallest_call(model.as_ref(), "req-2", CancellationToken::new()).await.unwrap();
            let seen = server.seen.lock().unwrap();
            assert_eq!((seen.len(), &seen[0].body["max_tokens"]), (1, &json!(16)));
            assert_eq!(seen[0].headers["x-request-id"], "req-2");
        }
        let server = Server::answering(|_| reply_with(401, "application/json", "{}")).await;
        let model = interface.model(hosted(&server.url));
        let refused = smallest_call(model.as_ref(), "req-2", CancellationToken::new()).await;
        assert_eq!(refused, Err(LlmError::Unauthorised { status: 401 }));
    }
}
