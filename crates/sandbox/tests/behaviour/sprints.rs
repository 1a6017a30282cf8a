use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::actors::house;

#[tokio::test]
async fn boards_tell_their_sprints_and_one_without_says_so() {
    let house = house().await;
    let (status, boards) = house.agile("alovelace", "/board?projectKeyOrId=CLINIC", None).await;
    assert_eq!(status, StatusCode::OK);
    let kinds: Vec<&Value> =
        boards["values"].as_array().unwrap().iter().map(|board| &board["type"]).collect();
    assert_eq!(kinds, ["scrum", "kanban"]);
    let (_, sprints) = house.agile("alovelace", "/board/1/sprint?state=active,future", None).await;
    let names: Vec<&Value> =
        sprints["values"].as_array().unwrap().iter().map(|found| &found["name"]).collect();
    assert_eq!(names, ["Clinic 12", "Clinic 13"]);
    assert_eq!(house.agile("alovelace", "/board/2/sprint", None).await.0, StatusCode::BAD_REQUEST);
    let none = house.agile("alovelace", "/board?projectKeyOrId=LABS", None).await.1;
    assert_eq!(none["values"], json!([]));
}

#[tokio::test]
async fn issues_go_into_a_sprint_all_together_or_not_at_all() {
    let house = house().await;
    let put = |keys: Value| json!({ "issues": keys });
    let (status, _) =
        house.agile("alovelace", "/sprint/32/issue", Some(&put(json!(["CLINIC-2", "CLINIC-99"])))).await;
    assert_eq!((status, house.sandbox.sprints()), (StatusCode::BAD_REQUEST, Vec::new()));
    for (sprint, wanted) in
        [(31, StatusCode::BAD_REQUEST), (99, StatusCode::NOT_FOUND), (32, StatusCode::NO_CONTENT)]
    {
        let path = format!("/sprint/{sprint}/issue");
        assert_eq!(
            house.agile("alovelace", &path, Some(&put(json!(["CLINIC-2"])))).await.0,
            wanted,
            "{sprint}"
        );
    }
    assert_eq!(house.sandbox.sprints(), [("CLINIC-2".to_owned(), 32)]);
    let many = put(json!(vec!["CLINIC-2"; 51]));
    assert_eq!(house.agile("alovelace", "/sprint/32/issue", Some(&many)).await.0, StatusCode::BAD_REQUEST);
    let issue = house.get("alovelace", "/issue/CLINIC-2").await.1;
    assert!(issue["fields"]["customfield_10005"][0].as_str().unwrap().contains("name=Clinic 12"), "{issue}");
}
