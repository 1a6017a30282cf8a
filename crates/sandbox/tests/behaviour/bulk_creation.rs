use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::actors::{house, story};

fn update(fields: &Value) -> Value {
    json!({ "fields": fields })
}

#[tokio::test]
async fn successes_stay_in_order_and_errors_name_their_place() {
    let house = house().await;
    let updates =
        json!({"issueUpdates": [update(&story("One")), update(&story("")), update(&story("Three"))]});
    let (status, body) = house.post("alovelace", "/issue/bulk", &updates).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(body["issues"].as_array().unwrap().len(), 2);
    assert_eq!(body["errors"][0]["failedElementNumber"], 1);
    assert_eq!(body["errors"][0]["status"], 400);
    assert!(body["errors"][0]["elementErrors"]["errors"]["summary"].is_string());
    let summaries: Vec<Value> =
        house.sandbox.created_issues().iter().map(|issue| issue["summary"].clone()).collect();
    assert_eq!(summaries, ["One", "Three"]);
}

#[tokio::test]
async fn when_all_fail_the_same_body_is_a_400() {
    let house = house().await;
    let updates = json!({"issueUpdates": [update(&story(""))]});
    let (status, body) = house.post("alovelace", "/issue/bulk", &updates).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["issues"], json!([]));
    assert_eq!(body["errors"][0]["failedElementNumber"], 0);
}

#[tokio::test]
async fn parents_have_to_exist_before_the_call() {
    let house = house().await;
    let child = json!({"project": {"key": "CLINIC"}, "issuetype": {"id": "10003"}, "summary": "Child",
        "parent": {"key": "CLINIC-4"}});
    // CLINIC-4 is what the first element of the same call becomes.
    let updates = json!({"issueUpdates": [update(&story("Parent")), update(&child)]});
    let (_, body) = house.post("alovelace", "/issue/bulk", &updates).await;
    assert_eq!(body["issues"][0]["key"], "CLINIC-4");
    assert_eq!(body["errors"][0]["failedElementNumber"], 1);
    let again = json!({"issueUpdates": [update(&child)]});
    assert_eq!(house.post("alovelace", "/issue/bulk", &again).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn fifty_are_the_most() {
    let house = house().await;
    let many = |count: usize| json!({"issueUpdates": vec![update(&story("Same")); count]});
    assert_eq!(house.post("alovelace", "/issue/bulk", &many(51)).await.0, StatusCode::BAD_REQUEST);
    assert!(house.sandbox.created_issues().is_empty());
    assert_eq!(house.post("alovelace", "/issue/bulk", &many(50)).await.0, StatusCode::CREATED);
    assert_eq!(house.sandbox.created_issues().len(), 50);
}
