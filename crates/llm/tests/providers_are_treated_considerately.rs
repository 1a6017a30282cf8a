//! Retries, the limit on concurrent calls and the circuit breaker.

mod nasty;

use std::sync::atomic::Ordering;
use std::time::Duration;

use llm::guarded::{BreakerPolicy, GuardConfig, Guarded, ProviderGuard, RetryPolicy};
use llm::{ChatModel, LlmError};
use nasty::{
    Server, broken_after, hear, hear_with, json_reply, openai_events, reply_with, request, stalled_after,
};
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

fn quick() -> GuardConfig {
    GuardConfig {
        retry: RetryPolicy { first_delay: Duration::from_millis(5), ..RetryPolicy::default() },
        max_concurrent: 2,
        queue: Duration::from_millis(100),
        breaker: BreakerPolicy { window: 100, ..BreakerPolicy::default() },
    }
}

fn guard(config: GuardConfig) -> ProviderGuard {
    ProviderGuard::new(config)
}

fn fine() -> nasty::Reply {
    json_reply(&json!({"text": "fine"}))
}

#[tokio::test]
async fn failures_before_the_first_token_are_repeated() {
    let server = Server::answering(|number| match number {
        0 => reply_with(503, "text/html", "<html>"),
        1 => reply_with(200, "text/event-stream", broken_after(b": nothing yet\n\n")),
        _ => fine(),
    })
    .await;
    let heard = hear(&Guarded::new(server.model(), guard(quick()))).await;
    assert_eq!((heard.text().as_str(), heard.error, server.requests()), ("fine", None, 3));
}

#[tokio::test]
async fn the_number_of_attempts_is_limited() {
    let server = Server::answering(|_| reply_with(500, "text/plain", "")).await;
    let heard = hear(&Guarded::new(server.model(), guard(quick()))).await;
    assert!(matches!(heard.error, Some(LlmError::Unavailable { .. })));
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn nothing_is_repeated_after_the_first_token_or_a_refusal() {
    let text = openai_events(&["one "], "\n");
    let server =
        Server::answering(move |_| reply_with(200, "text/event-stream", broken_after(text.as_bytes()))).await;
    let heard = hear(&Guarded::new(server.model(), guard(quick()))).await;
    assert!(matches!(heard.error, Some(LlmError::Cut { .. })));
    assert_eq!((heard.text().as_str(), server.requests()), ("one ", 1));
    for status in [400, 401, 422] {
        let server = Server::answering(move |_| reply_with(status, "text/plain", "no")).await;
        assert!(hear(&Guarded::new(server.model(), guard(quick()))).await.error.is_some());
        assert_eq!(server.requests(), 1);
    }
}

#[expect(clippy::unwrap_used, reason = "test helper")]
fn slow_down(seconds: &str) -> nasty::Reply {
    let mut reply = reply_with(429, "application/json", "{}");
    reply.headers_mut().insert("retry-after", seconds.parse().unwrap());
    reply
}

#[tokio::test]
async fn a_provider_that_asks_to_wait_is_not_asked_earlier() {
    let server = Server::answering(|number| if number == 0 { slow_down("1") } else { fine() }).await;
    let asked = Instant::now();
    let heard = hear(&Guarded::new(server.model(), guard(quick()))).await;
    assert_eq!(heard.text(), "fine");
    assert!(asked.elapsed() >= Duration::from_secs(1));

    let server = Server::answering(|_| slow_down("3600")).await;
    let heard = hear(&Guarded::new(server.model(), guard(quick()))).await;
    assert_eq!(heard.error, Some(LlmError::RateLimited { retry_after: Some(Duration::from_hours(1)) }));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn stop_ends_the_wait_for_a_retry() {
    let server = Server::answering(|_| slow_down("20")).await;
    let cancel = CancellationToken::new();
    let model = Guarded::new(server.model(), guard(quick()));
    let (heard, ()) = tokio::join!(hear_with(&model, cancel.clone()), async {
        while server.requests() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        cancel.cancel();
    });
    assert_eq!((heard.error, server.requests()), (Some(LlmError::Cancelled), 1));
}

#[tokio::test]
async fn slots_are_shared_by_everybody_and_given_back_when_an_answer_is_dropped() {
    let server = Server::with_drops(|dropped| {
        Box::new(move |_| {
            reply_with(
                200,
                "text/event-stream",
                stalled_after(openai_events(&["one "], "\n").as_bytes(), &dropped),
            )
        })
    })
    .await;
    let guard = guard(quick());
    let start = || async {
        Guarded::new(server.model(), guard.clone()).start(request(), CancellationToken::new()).await
    };
    let first = start().await.unwrap();
    let _second = start().await.unwrap();
    assert_eq!(start().await.err(), Some(LlmError::Busy));
    drop(first);
    assert!(start().await.is_ok());
    assert_eq!(server.dropped.load(Ordering::SeqCst).min(1), 1);
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_alone_for_a_while() {
    let server =
        Server::answering(|number| if number < 4 { reply_with(500, "text/plain", "") } else { fine() }).await;
    let guard = guard(GuardConfig {
        retry: RetryPolicy { max_retries: 0, ..quick().retry },
        breaker: BreakerPolicy { window: 3, failure_rate: 0.5, pause: Duration::from_millis(200) },
        ..quick()
    });
    let ask = || async { hear(&Guarded::new(server.model(), guard.clone())).await };
    for _ in 0..4 {
        assert!(matches!(ask().await.error, Some(LlmError::Unavailable { .. })));
    }
    assert_eq!(ask().await.error, Some(LlmError::CircuitOpen));
    assert_eq!(server.requests(), 4);
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(ask().await.text(), "fine");
}
