use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::actors::{house, story};

#[tokio::test]
async fn issues_are_found_by_label_creator_time_key_and_text() {
    let house = house().await;
    let mut fields = story("Export the schedule");
    fields["labels"] = json!(["ja-7f3"]);
    let key = house.created("alovelace", &fields).await;
    for jql in [
        "labels = ja-7f3",
        "labels in (\"ja-7f3\", other)",
        "creator = currentUser() AND created >= -5m",
        "project = CLINIC AND text ~ \"export schedule\" ORDER BY created DESC",
        "summary ~ sched*",
        &format!("key in ({key})"),
    ] {
        assert_eq!(house.found("alovelace", jql).await, [key.as_str()], "{jql}");
    }
    assert!(
        house
            .found("ghopper", "creator = currentUser() AND created >= -5m AND labels = ja-7f3")
            .await
            .is_empty()
    );
    let (_, page) =
        house.get("alovelace", "/search?jql=project%20%3D%20CLINIC&maxResults=1&fields=summary").await;
    assert_eq!((&page["total"], page["issues"].as_array().unwrap().len()), (&json!(4), 1));
}

#[tokio::test]
async fn unknown_names_in_a_query_are_a_400() {
    let house = house().await;
    for (jql, message) in [
        ("flux = 1", "Field 'flux' does not exist or you do not have permission to view it."),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("key = CLINIC-999", "An issue with key 'CLINIC-999' does not exist for field 'key'."),
    ] {
        let (status, body) = house.search("alovelace", jql).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(body["errorMessages"][0], message);
    }
    assert_eq!(house.search("mkeller", "project = READONLY").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(house.search("alovelace", "labels = ").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn search_can_lag_behind_writes() {
    let house = house().await;
    house.control(Method::POST, "/search-lag", Some(&json!({"seconds": 3600}))).await;
    let mut fields = story("Late");
    fields["labels"] = json!(["late"]);
    let key = house.created("alovelace", &fields).await;
    assert!(house.found("alovelace", "labels = late").await.is_empty());
    assert_eq!(house.get("alovelace", &format!("/issue/{key}")).await.0, StatusCode::OK);
    house.control(Method::POST, "/search-lag", Some(&json!({"seconds": 0}))).await;
    assert_eq!(house.found("alovelace", "labels = late").await, [key]);
}
