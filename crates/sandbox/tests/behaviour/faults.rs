use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::actors::{house, story};

#[tokio::test]
async fn a_connection_can_drop_before_or_after_the_commit() {
    let house = house().await;
    for (action, committed) in [("drop_before", 0), ("drop_after_commit", 1), ("reset_mid_body", 2)] {
        house.fault(json!({"target": "jira.issue.create", "times": 1, "action": action})).await;
        let body = json!({"fields": story("Doubtful")});
        let outcome = match house.jira("alovelace", Method::POST, "/issue").json(&body).send().await {
            Ok(response) => response.bytes().await.map(|_| ()),
            Err(error) => Err(error),
        };
        assert!(outcome.is_err(), "{action}");
        assert_eq!(house.sandbox.created_issues().len(), committed, "{action}");
    }
    let creates: Vec<_> = house
        .sandbox
        .requests()
        .into_iter()
        .filter(|entry| entry["operation"] == "jira.issue.create")
        .map(|entry| (entry["fault"].clone(), entry["status"].clone()))
        .collect();
    assert_eq!(
        creates,
        [
            (json!("drop_before"), json!(null)),
            (json!("drop_after_commit"), json!(null)),
            (json!("reset_mid_body"), json!(201)),
        ]
    );
}

#[tokio::test]
async fn bodies_can_be_cut_mislabelled_or_nonsense() {
    let house = house().await;
    for (action, arrives) in [("truncate", true), ("garbage", true), ("html", true), ("wrong_length", false)]
    {
        house.fault(json!({"target": "jira.myself", "times": 1, "action": action})).await;
        let response = house.jira("alovelace", Method::GET, "/myself").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{action}");
        match response.bytes().await {
            Ok(bytes) => {
                assert!(arrives, "{action}");
                assert!(serde_json::from_slice::<serde_json::Value>(&bytes).is_err(), "{action}");
            }
            Err(_) => assert!(!arrives, "{action}"),
        }
    }
    assert_eq!(house.get("alovelace", "/myself").await.0, StatusCode::OK);
}

#[tokio::test]
async fn rate_limits_come_in_several_forms() {
    let house = house().await;
    let limit =
        |limit: serde_json::Value| json!({"target": "jira", "times": 1, "action": {"rate_limit": limit}});
    house.fault(limit(json!({"retry_after": 7, "form": "dc"}))).await;
    let response = house.jira("alovelace", Method::GET, "/myself").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(response.headers()["x-ratelimit-remaining"], "0");
    house.fault(limit(json!({"retry_after": "http-date+30", "form": "cloud"}))).await;
    let response = house.jira("alovelace", Method::GET, "/myself").send().await.unwrap();
    assert!(response.headers()["retry-after"].to_str().unwrap().ends_with(" GMT"));
    assert!(response.headers().contains_key("x-ratelimit-reset"));
    house.fault(limit(json!({}))).await;
    let response = house.jira("alovelace", Method::GET, "/myself").send().await.unwrap();
    assert!(!response.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn a_status_can_replace_the_answer_before_or_after_the_commit() {
    let house = house().await;
    let body = json!({"fields": story("S")});
    for (after_commit, committed) in [(false, 0), (true, 1)] {
        let action = json!({"status": 503, "body": "<html>busy</html>", "headers": {"x-why": "load"}, "after_commit": after_commit});
        house
            .fault(json!({"target": "/rest/api/2/issue", "method": "POST", "times": 1, "action": action}))
            .await;
        let response = house.jira("alovelace", Method::POST, "/issue").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["x-why"], "load");
        assert_eq!(house.sandbox.created_issues().len(), committed);
    }
}

#[tokio::test]
async fn a_slow_jira_commits_although_its_client_has_gone() {
    let house = house().await;
    house.fault(json!({"target": "jira.issue.create", "action": {"latency_ms": 300}})).await;
    let request = house.jira("alovelace", Method::POST, "/issue").json(&json!({"fields": story("S")}));
    assert!(request.timeout(Duration::from_millis(50)).send().await.is_err());
    for _ in 0..100 {
        if !house.sandbox.created_issues().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the issue was never committed");
}

#[tokio::test]
async fn a_hanging_request_hurts_nobody_else_and_a_wrong_rule_is_refused() {
    let house = house().await;
    house.fault(json!({"target": "jira", "who": "ghopper", "action": "hang"})).await;
    let request = house.jira("ghopper", Method::GET, "/myself").timeout(Duration::from_millis(50));
    assert!(request.send().await.unwrap_err().is_timeout());
    assert_eq!(house.get("alovelace", "/myself").await.0, StatusCode::OK);
    house.control(Method::DELETE, "/faults", None).await;
    assert_eq!(house.get("ghopper", "/myself").await.0, StatusCode::OK);
    let wrong = json!({"target": "jira", "action": "explode"});
    assert_eq!(house.control(Method::POST, "/faults", Some(&wrong)).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_body_can_be_huge() {
    let house = house().await;
    house.fault(json!({"target": "jira.myself", "action": {"huge": 3_000_000}})).await;
    let response = house.jira("alovelace", Method::GET, "/myself").send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap().len(), 3_000_000);
}
