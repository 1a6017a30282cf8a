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

#[tokio::test]
async fn an_epic_has_to_exist_before_the_call_as_well() {
    let house = house().await;
    let epic = json!({"project": {"key": "CLINIC"}, "issuetype": {"id": "10000"}, "summary": "E", "customfield_10009": "E"});
    let mut child = story("Child");
    child["customfield_10008"] = json!("CLINIC-4");
    let updates = json!({"issueUpdates": [update(&epic), update(&child)]});
    let (_, body) = house.post("alovelace", "/issue/bulk", &updates).await;
    assert_eq!(body["issues"][0]["key"], "CLINIC-4");
    assert!(body["errors"][0]["elementErrors"]["errors"]["customfield_10008"].is_string(), "{body}");
    let again = json!({"issueUpdates": [update(&child)]});
    assert_eq!(house.post("alovelace", "/issue/bulk", &again).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn the_ledger_knows_the_marks_of_the_whole_call_and_shows_doubles() {
    let house = house().await;
    let marked = |summary: &str, id: u32| {
        let mut fields = story(summary);
        fields["labels"] = json!(["batch-1"]);
        json!({"fields": fields, "properties": [{"key": "op", "value": {"id": id}}]})
    };
    let updates = json!({"issueUpdates": [marked("One", 1), marked("Two", 2)]});
    house.fault(json!({"target": "jira.issue.bulk", "times": 1, "action": "drop_after_commit"})).await;
    let lost = house.jira("alovelace", reqwest::Method::POST, "/issue/bulk").json(&updates).send().await;
    assert!(lost.is_err());
    let line = house.sandbox.requests().remove(0);
    assert_eq!((&line["labels"], &line["status"]), (&json!(["batch-1"]), &Value::Null));
    assert_eq!(line["properties"].as_array().unwrap().len(), 2);
    assert_eq!(line["keys"], json!(["CLINIC-4", "CLINIC-5"]));
    assert_eq!(house.sandbox.summary()["properties_on_several_issues"], json!({}));
    let again = json!({"issueUpdates": [marked("Two", 2)]});
    assert_eq!(house.post("alovelace", "/issue/bulk", &again).await.0, StatusCode::CREATED);
    let doubles = &house.sandbox.summary()["properties_on_several_issues"];
    assert_eq!(doubles, &json!({r#"op = {"id":2}"#: 2}));
}

#[tokio::test]
async fn cloud_judges_documents_parents_and_the_number_as_data_center_does() {
    let house = house().await;
    let document = json!({"type": "doc", "version": 1, "content": []});
    let of = |description: &Value| {
        let mut fields = story("S");
        fields["description"] = description.clone();
        update(&fields)
    };
    let mut orphan = of(&document);
    orphan["fields"]["parent"] = json!({"key": "CLINIC-4"});
    let broken = json!({"type": "doc", "version": 1, "content": [{"type": "bulletList", "content": []}]});
    let updates = json!({"issueUpdates": [of(&broken), of(&document), orphan, of(&json!("h3. wiki"))]});
    let (status, body) = house.post_to_cloud("/issue/bulk", &updates).await;
    assert_eq!((status, &body["issues"][0]["key"]), (StatusCode::CREATED, &json!("CLINIC-4")), "{body}");
    assert!(body["issues"][0]["self"].as_str().unwrap().contains("/cloud/rest/api/3/issue/"));
    let errors = body["errors"].as_array().unwrap();
    let places: Vec<_> = errors.iter().map(|error| &error["failedElementNumber"]).collect();
    assert_eq!(places, [0, 2, 3]);
    assert_eq!(errors[0]["elementErrors"]["errorMessages"][0], "INVALID_INPUT");
    assert!(errors[1]["elementErrors"]["errors"]["parentId"].is_string(), "{body}");

    let failed = json!({"issueUpdates": [of(&broken)]});
    let (status, body) = house.post_to_cloud("/issue/bulk", &failed).await;
    assert_eq!((status, &body["issues"]), (StatusCode::BAD_REQUEST, &json!([])));
    let many = json!({"issueUpdates": vec![of(&document); 51]});
    assert_eq!(house.post_to_cloud("/issue/bulk", &many).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(house.sandbox.created_issues().len(), 1);
}
