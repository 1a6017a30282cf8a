use std::time::Duration;

use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::actors::{House, house};

fn streamed(requirement: &str) -> Value {
    json!({"query": format!("<requirement>{requirement}</requirement>"), "parameters": {"stream": true}})
}

/// The deltas put together, and whether the end was announced.
fn joined(text: &str) -> (String, bool) {
    let data = text.split(['\n', '\r']).filter_map(|line| line.strip_prefix("data: "));
    let mut answer = String::new();
    let mut done = false;
    for data in data {
        if data == "[DONE]" {
            done = true;
        } else if let Ok(event) = serde_json::from_str::<Value>(data) {
            answer.push_str(event["data"]["answer"].as_str().unwrap_or(""));
        }
    }
    (answer, done)
}

async fn settled(house: &House, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..100 {
        let calls = house.sandbox.llm_calls();
        if let Some(last) = calls.last().filter(|last| wanted(last)) {
            return last.clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the ledger did not get there: {:?}", house.sandbox.llm_calls().last());
}

#[tokio::test]
async fn deltas_put_together_are_the_answer_in_every_framing() {
    let house = house().await;
    let whole = house.answer("Patienten können Termine für 2 Personen buchen.").await;
    for settings in [
        json!({}),
        json!({"chunk": "byte"}),
        json!({"line_ending": "crlf"}),
        json!({"chunk": "token", "line_ending": "mixed"}),
    ] {
        house.control(Method::POST, "/llm", Some(&settings)).await;
        let response =
            house.chat("alovelace", &streamed("Patienten können Termine für 2 Personen buchen.")).await;
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
        let (answer, done) = joined(&response.text().await.unwrap());
        assert!(done && answer == whole, "{settings}: {answer}");
    }
    assert_eq!(settled(&house, |last| last["finished"] == true).await["closed_early"], false);
}

#[tokio::test]
async fn tokens_come_one_after_the_other() {
    let house = house().await;
    let response = house.chat("alovelace", &streamed("Book a room\n[[sandbox: slow=30]]")).await;
    let mut stream = response.bytes_stream();
    let first = stream.next().await.unwrap().unwrap();
    assert!(!joined(std::str::from_utf8(&first).unwrap()).1);
    let last = house.sandbox.llm_calls().pop().unwrap();
    assert!(last["tokens_sent"].as_u64().unwrap() < last["tokens_total"].as_u64().unwrap());
}

#[tokio::test]
async fn the_ledger_notices_who_hangs_up_early() {
    let house = house().await;
    let response = house.chat("alovelace", &streamed("Book a room\n[[sandbox: slow=40]]")).await;
    let mut stream = response.bytes_stream();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    let call = settled(&house, |last| last["closed_early"] == true).await;
    assert!(call["closed_at"].is_string() && call["finished"] == false);
}

#[tokio::test]
async fn a_stream_can_be_cut_or_fall_silent() {
    let house = house().await;
    let mut cut = house.chat("alovelace", &streamed("Räume buchen\n[[sandbox: cut]]")).await.bytes_stream();
    let mut bytes = Vec::new();
    let broken = loop {
        match cut.next().await {
            Some(Ok(piece)) => bytes.extend_from_slice(&piece),
            Some(Err(_)) => break true,
            None => break false,
        }
    };
    assert!(broken && !joined(&String::from_utf8_lossy(&bytes)).1 && !bytes.ends_with(b"\n\n"));

    let mut silent =
        house.chat("alovelace", &streamed("Book a room\n[[sandbox: stall]]")).await.bytes_stream();
    let mut pieces = 0;
    while let Ok(Some(Ok(_))) = tokio::time::timeout(Duration::from_millis(200), silent.next()).await {
        pieces += 1;
    }
    assert!(pieces > 0);
    drop(silent);
    settled(&house, |last| last["closed_early"] == true).await;
}

#[tokio::test]
async fn an_answer_can_be_long() {
    let house = house().await;
    let response = house.chat("alovelace", &streamed("Book a room\n[[sandbox: long=2000]]")).await;
    let (answer, done) = joined(&response.text().await.unwrap());
    assert!(done && answer.contains("step 2000 "));
}
