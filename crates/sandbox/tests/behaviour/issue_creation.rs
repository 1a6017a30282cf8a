use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::actors::{house, story};

#[tokio::test]
async fn a_created_issue_is_there_with_its_creator_labels_and_properties() {
    let house = house().await;
    let mut fields = story("Cancel an appointment");
    fields["labels"] = json!(["ja-1"]);
    fields["customfield_10006"] = json!(3);
    fields["components"] = json!([{"name": "Frontend"}]);
    fields["priority"] = json!({"name": "High"});
    let body = json!({"fields": fields, "properties": [{"key": "op", "value": {"id": "x"}}]});
    let (status, created) = house.post("alovelace", "/issue?updateHistory=false", &body).await;
    assert_eq!(status, StatusCode::CREATED);
    let key = created["key"].as_str().unwrap();
    let (_, issue) = house.get("ghopper", &format!("/issue/{key}?properties=op")).await;
    assert_eq!(issue["fields"]["summary"], "Cancel an appointment");
    assert_eq!(issue["fields"]["creator"]["name"], "alovelace");
    assert_eq!(issue["fields"]["customfield_10006"], 3.0);
    assert_eq!(issue["fields"]["priority"]["id"], "2");
    assert_eq!(issue["properties"]["op"]["id"], "x");
    let (_, property) = house.get("ghopper", &format!("/issue/{key}/properties/op")).await;
    assert_eq!(property, json!({"key": "op", "value": {"id": "x"}}));

    let ledger = house.sandbox.created_issues();
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0]["who"], "alovelace");
    assert_eq!(ledger[0]["labels"], json!(["ja-1"]));
    assert_eq!(ledger[0]["properties"]["op"]["id"], "x");
    assert_eq!(ledger[0]["token_sha256"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn a_refused_create_says_which_field_and_leaves_nothing() {
    let house = house().await;
    let with = |name: &str, value: serde_json::Value| {
        let mut fields = story("Fine");
        fields[name] = value;
        fields
    };
    let not_on_screen =
        "Field 'customfield_10110' cannot be set. It is not on the appropriate screen, or unknown.";
    let cases = [
        (with("summary", json!("")), "summary", "You must specify a summary of the issue."),
        (
            with("summary", json!("two\nlines")),
            "summary",
            "The summary is invalid because it contains newline characters.",
        ),
        (with("summary", json!("x".repeat(256))), "summary", "Summary must be less than 255 characters."),
        (
            with("description", json!("x".repeat(32_768))),
            "description",
            "The entered text is too long. It exceeds the allowed limit of 32,767 characters.",
        ),
        (
            with("labels", json!(["two words"])),
            "labels",
            "The label 'two words' contains spaces which is invalid.",
        ),
        (with("customfield_10110", json!({"id": "10500"})), "customfield_10110", not_on_screen),
        (
            with("flux", json!(1)),
            "flux",
            "Field 'flux' cannot be set. It is not on the appropriate screen, or unknown.",
        ),
        (
            with("components", json!([{"name": "Basement"}])),
            "components",
            "Component name 'Basement' is not valid",
        ),
        (with("assignee", json!({"name": "nobody"})), "assignee", "User 'nobody' does not exist."),
        (with("customfield_10006", json!("three")), "customfield_10006", "Operation value must be a number"),
        (with("project", json!({"key": "NOPE"})), "project", "valid project is required"),
        (with("project", json!(null)), "project", "project is required"),
        (with("issuetype", json!({"id": "99999"})), "issuetype", "valid issue type is required"),
        (
            with("issuetype", json!({"id": "10003"})),
            "issuetype",
            "Issue type is a sub-task but parent issue key or id not specified.",
        ),
        (with("issuetype", json!({"name": "Epic"})), "customfield_10009", "Epic Name is required."),
    ];
    for (fields, field, message) in cases {
        assert_eq!(house.refused("alovelace", &fields).await[field], message);
    }
    assert!(house.sandbox.created_issues().is_empty());
}

#[tokio::test]
async fn limits_are_met_exactly() {
    let house = house().await;
    let mut fields = story(&"ä".repeat(255));
    fields["description"] = json!("ü".repeat(32_767));
    house.created("alovelace", &fields).await;
}

#[tokio::test]
async fn portal_asks_for_team_and_release() {
    let house = house().await;
    let mut fields =
        json!({"project": {"key": "PORTAL"}, "issuetype": {"name": "Geschichte"}, "summary": "S"});
    let errors = house.refused("alovelace", &fields).await;
    assert_eq!(errors["customfield_10110"], "Team is required.");
    assert_eq!(errors["customfield_10111"], "Release is required.");
    fields["customfield_10110"] = json!({"value": "Platform"});
    fields["customfield_10111"] = json!({"id": "10400"});
    let key = house.created("alovelace", &fields).await;
    let (_, issue) = house.get("alovelace", &format!("/issue/{key}")).await;
    assert_eq!(issue["fields"]["customfield_10110"]["value"], "Platform");
}

#[tokio::test]
async fn sub_tasks_need_a_parent_of_the_same_project() {
    let house = house().await;
    let parent = house.created("alovelace", &story("Parent")).await;
    let child = |parent: &str| json!({"project": {"key": "CLINIC"}, "issuetype": {"id": "10003"}, "summary": "Child", "parent": {"key": parent}});
    let key = house.created("alovelace", &child(&parent)).await;
    let (_, issue) = house.get("alovelace", &format!("/issue/{parent}")).await;
    assert_eq!(issue["fields"]["subtasks"][0]["key"], key);
    assert!(house.refused("alovelace", &child("CLINIC-999")).await["parent"].is_string());
    let elsewhere = json!({"project": {"key": "NOLABEL"}, "issuetype": {"id": "10002"}, "summary": "Other"});
    let other = house.created("alovelace", &elsewhere).await;
    assert!(house.refused("alovelace", &child(&other)).await["parent"].is_string());
}

#[tokio::test]
async fn rights_decide_who_sees_and_creates() {
    let house = house().await;
    let fields = json!({"project": {"key": "READONLY"}, "issuetype": {"id": "10002"}, "summary": "S"});
    let errors = house.refused("alovelace", &fields).await;
    assert_eq!(errors["project"], "You do not have permission to create issues in this project.");
    assert_eq!(house.refused("mkeller", &fields).await["project"], "valid project is required");
    let key = house.created("ghopper", &fields).await;
    assert_eq!(house.get("alovelace", &format!("/issue/{key}")).await.0, StatusCode::OK);
    let (status, body) = house.get("mkeller", &format!("/issue/{key}")).await;
    assert_eq!((status, &body["errorMessages"][0]), (StatusCode::NOT_FOUND, &json!("Issue Does Not Exist")));
    let may = |answer: &serde_json::Value| answer["permissions"]["CREATE_ISSUES"]["havePermission"].clone();
    assert_eq!(may(&house.get("alovelace", "/mypermissions?projectKey=READONLY").await.1), false);
    assert_eq!(may(&house.get("ghopper", "/mypermissions?projectKey=READONLY").await.1), true);
    assert_eq!(house.get("mkeller", "/project").await.1.as_array().unwrap().len(), 4);
    assert_eq!(house.get("mkeller", "/project/READONLY").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn broken_json_and_browsers_are_turned_away() {
    let house = house().await;
    let broken = house.jira("alovelace", Method::POST, "/issue").body("{\"fields\":").send().await.unwrap();
    assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
    let browser = house
        .jira("alovelace", Method::POST, "/issue")
        .header("user-agent", "Mozilla/5.0 (X11)")
        .json(&json!({"fields": story("S")}))
        .send()
        .await
        .unwrap();
    assert_eq!(browser.status(), StatusCode::FORBIDDEN);
    assert_eq!(browser.text().await.unwrap(), "XSRF check failed");
    assert!(house.sandbox.created_issues().is_empty());
}

#[tokio::test]
async fn fields_can_be_edited_and_issues_deleted() {
    let house = house().await;
    let key = house.created("alovelace", &story("Before")).await;
    let path = format!("/issue/{key}");
    let edit = |fields: serde_json::Value| {
        house.jira("alovelace", Method::PUT, &path).json(&json!({ "fields": fields })).send()
    };
    assert_eq!(edit(json!({"summary": "After"})).await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(edit(json!({"summary": ""})).await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(house.get("alovelace", &path).await.1["fields"]["summary"], "After");
    let deleted = house.jira("alovelace", Method::DELETE, &path).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert_eq!(house.get("alovelace", &path).await.0, StatusCode::NOT_FOUND);
}
