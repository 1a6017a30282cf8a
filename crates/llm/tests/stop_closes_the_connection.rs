//! Stop, before and while an answer arrives.

mod nasty;

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::StreamExt;
use llm::{ChatEvent, ChatModel, LlmError};
use nasty::{Server, openai_events, reply_with, request, stalled_after};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

async fn stalling() -> Server {
    Server::with_drops(|dropped| {
        Box::new(move |_| {
            reply_with(
                200,
                "text/event-stream",
                stalled_after(openai_events(&["one "], "\n").as_bytes(), &dropped),
            )
        })
    })
    .await
}

async fn was_dropped(server: &Server) {
    let noticed = async {
        while server.dropped.load(Ordering::SeqCst) == 0 {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let noticed = timeout(Duration::from_secs(2), noticed).await;
    assert!(noticed.is_ok(), "the server still believes that somebody listens");
}

#[tokio::test]
async fn cancelling_while_waiting_for_the_next_piece() {
    let server = stalling().await;
    let cancel = CancellationToken::new();
    let mut answer = server.model().start(request(), cancel.clone()).await.unwrap();
    assert_eq!(answer.next().await, Some(Ok(ChatEvent::Delta("one ".into()))));
    let stopped = Instant::now();
    let (next, ()) = tokio::join!(answer.next(), async { cancel.cancel() });
    assert_eq!(next, Some(Err(LlmError::Cancelled)));
    assert!(answer.next().await.is_none());
    was_dropped(&server).await;
    println!("closed {:?} after stop", stopped.elapsed());
}

#[tokio::test]
async fn dropping_the_answer_closes_the_connection_too() {
    let server = stalling().await;
    let mut answer = server.model().start(request(), CancellationToken::new()).await.unwrap();
    assert!(answer.next().await.is_some());
    drop(answer);
    was_dropped(&server).await;
}

#[tokio::test]
async fn a_request_that_is_stopped_before_it_begins_is_not_sent() {
    let server = stalling().await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    assert_eq!(server.model().start(request(), cancel).await.err(), Some(LlmError::Cancelled));
    assert_eq!(server.requests(), 0);
}
