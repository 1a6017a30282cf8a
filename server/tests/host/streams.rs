//! A job's events over server-sent events, on a clock that tests turn.

use crate::{
    fakes::MAJA,
    test_host::{Ask, TestHost, header},
};
use axum::{body::Body, http::StatusCode, response::Response};
use contract::events::{EventId, JobEvent, NumberedEvent};
use http_body_util::BodyExt;
use server::http::{HEARTBEAT, RECHECK};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const EVENTS: &str = "/api/v1/jobs/01923f00-1234-7abc-8def-0123456789ab/events";

fn token(n: i32, text: &str) -> NumberedEvent {
    let event = JobEvent::AssistantToken { at: 0, text: text.to_owned() };
    NumberedEvent { id: EventId { fence: 1, n }, event }
}

async fn open(host: &TestHost) -> Body {
    let response = host.send(Ask::get(EVENTS).signed_in(MAJA)).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body()
}

/// The next piece of the stream, or nothing when it is over.
async fn next(body: &mut Body) -> Option<String> {
    let frame = body.frame().await?.unwrap();
    Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
}

#[tokio::test(start_paused = true)]
async fn events_come_in_order_with_their_place_and_name_and_the_last_one_ends_the_stream() {
    let host = TestHost::start();
    let job = host.world.job();
    let response: Response = host.send(Ask::get(EVENTS).signed_in(MAJA).with("accept-encoding", "br")).await;
    assert_eq!(header(&response, "content-type"), "text/event-stream");
    assert_eq!(
        (header(&response, "cache-control"), header(&response, "x-accel-buffering")),
        ("no-cache", "no")
    );
    assert!(response.headers().get("content-encoding").is_none());
    let mut body = response.into_body();
    job.send(token(1, "As a ")).unwrap();
    job.send(token(2, "user\nI")).unwrap();
    let done = NumberedEvent { id: EventId { fence: 1, n: 3 }, event: JobEvent::Done { issue: None } };
    job.send(done).unwrap();
    job.send(token(4, "never shown")).unwrap();
    let first = next(&mut body).await.unwrap();
    assert!(first.contains("id: 1.1\n") && first.contains("event: assistant_token\n"), "{first}");
    assert!(
        first.contains(r#"data: {"event":"1.1","type":"assistant_token","at":0,"text":"As a "}"#),
        "{first}"
    );
    assert!(next(&mut body).await.unwrap().contains(r#""text":"user\nI""#));
    assert!(next(&mut body).await.unwrap().contains("event: done\n"));
    assert_eq!(next(&mut body).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_sends_a_heartbeat() {
    let host = TestHost::start();
    let _job = host.world.job();
    let mut body = open(&host).await;
    let opened = Instant::now();
    for beat in 1..=3 {
        assert_eq!(next(&mut body).await.unwrap().trim(), ":");
        assert_eq!(opened.elapsed(), HEARTBEAT * beat);
    }
    assert!(HEARTBEAT <= Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_within_five_seconds_of_its_session_and_shows_nothing_after_that() {
    let host = TestHost::start();
    let job = host.world.job();
    let mut body = open(&host).await;
    sleep(Duration::from_millis(1)).await;
    host.world.sign_out(MAJA);
    let revoked = Instant::now();
    assert!(next(&mut body).await.unwrap().contains("event: session_ended\n"));
    assert!(revoked.elapsed() <= RECHECK && RECHECK < Duration::from_secs(5));
    drop(job.send(token(1, "too late")));
    assert_eq!(next(&mut body).await, None);
    assert!(host.world.touches.lock().unwrap().iter().all(|touch| !touch), "a stream is no activity");
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_gets_nothing_more_once_its_session_has_ended() {
    let host = TestHost::start();
    let job = host.world.job();
    let mut body = open(&host).await;
    job.send(token(1, "waiting in line")).unwrap();
    host.world.sign_out(MAJA);
    sleep(RECHECK * 3).await;
    assert!(next(&mut body).await.unwrap().contains("session_ended"));
}

#[tokio::test(start_paused = true)]
async fn streams_are_told_when_the_process_ends() {
    let host = TestHost::start();
    let _job = host.world.job();
    let mut body = open(&host).await;
    host.shutdown.begin();
    let told = next(&mut body).await.unwrap();
    assert!(told.contains("event: server_restarting\n") && told.contains("retry: 1000\n"), "{told}");
    assert_eq!(next(&mut body).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_reconnection_goes_on_after_the_last_event_it_saw() {
    let host = TestHost::start();
    let cases: [(&str, Option<&str>, EventId); 3] = [
        ("", None, EventId::default()),
        ("?after=1.7", None, EventId { fence: 1, n: 7 }),
        ("?after=1.7", Some("2.3"), EventId { fence: 2, n: 3 }),
    ];
    for (query, last, expected) in cases {
        let _job = host.world.job();
        let ask = Ask::get(&format!("{EVENTS}{query}")).signed_in(MAJA);
        host.send(if let Some(last) = last { ask.with("last-event-id", last) } else { ask }).await;
        assert_eq!(host.world.followed_after.lock().unwrap().pop(), Some(expected), "{query} {last:?}");
    }
    let ask = Ask::get(&format!("{EVENTS}?after=yesterday")).signed_in(MAJA);
    assert_eq!(host.send(ask).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(start_paused = true)]
async fn one_person_cannot_open_any_number_of_streams() {
    let host = TestHost::start();
    let _jobs = [host.world.job(), host.world.job(), host.world.job()];
    let first = open(&host).await;
    let _second = open(&host).await;
    let third = host.send(Ask::get(EVENTS).signed_in(MAJA)).await;
    assert_eq!(third.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&third, "retry-after"), "10");
    drop(first);
    drop(open(&host).await);
}
