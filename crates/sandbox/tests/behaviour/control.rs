use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::actors::{house, story};

#[tokio::test]
async fn a_reset_forgets_everything() {
    let house = house().await;
    let key = house.created("alovelace", &story("Gone soon")).await;
    house.fault(json!({"target": "confluence", "action": "hang"})).await;
    house.control(Method::POST, "/people/ghopper/expire", None).await;
    house.control(Method::POST, "/reset", None).await;
    assert_eq!(house.get("ghopper", &format!("/issue/{key}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(house.control(Method::GET, "/faults", None).await.1, json!([]));
    assert!(house.sandbox.created_issues().is_empty());
    // Keys start again, so a repeated run sees the same ones.
    assert_eq!(house.created("alovelace", &story("New")).await, key);
}

#[tokio::test]
async fn the_ledger_names_each_request_and_who_sent_it() {
    let house = house().await;
    let mut fields = story("One");
    fields["labels"] = json!(["mark"]);
    let request = house.jira("alovelace", Method::POST, "/issue").header("X-Request-ID", "r-1");
    request.json(&json!({ "fields": fields })).send().await.unwrap();
    house.created("ghopper", &fields).await;
    let (_, creates) =
        house.control(Method::GET, "/ledger?kind=request&operation=jira.issue.create", None).await;
    assert_eq!(creates.as_array().unwrap().len(), 2);
    assert_eq!((&creates[0]["who"], &creates[0]["request_id"]), (&json!("alovelace"), &json!("r-1")));
    assert_eq!((&creates[0]["status"], &creates[0]["labels"]), (&json!(201), &json!(["mark"])));
    assert_ne!(creates[0]["token_sha256"], creates[1]["token_sha256"]);
    assert!(!creates.to_string().contains(house.token("alovelace")));
    let (_, issues) = house.control(Method::GET, "/ledger?kind=issue&who=ghopper", None).await;
    assert_eq!(issues.as_array().unwrap().len(), 1);
    let (_, summary) = house.control(Method::GET, "/ledger/summary", None).await;
    assert_eq!(summary["issues"], 2);
    assert_eq!(summary["labels_on_several_issues"], json!({"mark": 2}));
    assert_eq!(summary["operations"]["jira.issue.create"]["201"], 2);
}

#[tokio::test]
async fn people_are_listed_and_mistakes_explained() {
    let house = house().await;
    let (_, people) = house.control(Method::GET, "/people", None).await;
    assert!(people.as_array().unwrap().len() >= 5);
    assert_eq!(house.control(Method::POST, "/people/nobody/expire", None).await.0, StatusCode::NOT_FOUND);
    let (status, answer) = house.control(Method::POST, "/llm", Some(&json!({"speed": 1}))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(answer["error"].as_str().unwrap().contains("speed"));
    assert_eq!(house.control(Method::GET, "/ledger?kind=dreams", None).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn rates_can_be_limited_for_each_person() {
    let house = house().await;
    let limit = json!({"limit": 1, "fill": 1, "seconds": 60});
    assert_eq!(house.control(Method::POST, "/rate-limit", Some(&limit)).await.0, StatusCode::OK);
    let wrong = json!({"limit": 0, "fill": 1, "seconds": 60});
    assert_eq!(house.control(Method::POST, "/rate-limit", Some(&wrong)).await.0, StatusCode::BAD_REQUEST);
    let first = house.jira("alovelace", Method::GET, "/myself").send().await.unwrap();
    assert_eq!(
        (first.status(), &first.headers()["x-ratelimit-remaining"]),
        (StatusCode::OK, &"0".parse().unwrap())
    );
    let create = house.jira("alovelace", Method::POST, "/issue").json(&json!({"fields": story("S")}));
    assert_eq!(create.send().await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(house.sandbox.created_issues().is_empty());
    let line = house.sandbox.requests().pop().unwrap();
    assert_eq!((&line["fault"], &line["status"]), (&json!("bucket"), &json!(429)));
    assert_eq!(house.get("ghopper", "/myself").await.0, StatusCode::OK);
    house.control(Method::DELETE, "/rate-limit", None).await;
    assert_eq!(house.get("alovelace", "/myself").await.0, StatusCode::OK);
}
