use reqwest::StatusCode;
use serde_json::Value;

use crate::actors::{House, house, read};

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn get(house: &House, name: &str, path: &str) -> (StatusCode, Value) {
    let person = house.sandbox.cloud_people().into_iter().find(|who| who.email.starts_with(name)).unwrap();
    let url = format!("{}{path}", house.sandbox.addresses().cloud);
    read(house.http.get(url).basic_auth(person.email, Some(person.api_token)).send().await.unwrap()).await
}

#[tokio::test]
async fn myself_speaks_as_cloud_does() {
    let house = house().await;
    let (status, katherine) = get(&house, "katherine", "/rest/api/3/myself").await;
    assert_eq!(status, StatusCode::OK);
    let (cloud, id) = (&house.sandbox.addresses().cloud, katherine["accountId"].as_str().unwrap());
    assert_eq!(katherine["self"], format!("{cloud}/rest/api/3/user?accountId={id}"));
    assert!(katherine.get("name").is_none() && katherine.get("key").is_none());
    assert_eq!(katherine["emailAddress"], "katherine.johnson@example.org");
    let (_, dorothy) = get(&house, "dorothy", "/rest/api/3/myself").await;
    assert!(dorothy.get("emailAddress").is_none());
    assert_eq!(get(&house, "annie", "/rest/api/3/myself").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(get(&house, "mary", "/rest/api/3/myself").await.1["active"], false);
}

#[tokio::test]
async fn a_token_belongs_to_its_address_and_a_data_center_token_to_neither() {
    let house = house().await;
    let url = format!("{}/rest/api/3/myself", house.sandbox.addresses().cloud);
    let token = house.sandbox.cloud_people()[0].api_token;
    let other = house.http.get(&url).basic_auth("dorothy.vaughan@example.org", Some(token)).send().await;
    assert_eq!(other.unwrap().status(), StatusCode::UNAUTHORIZED);
    for request in [house.http.get(&url), house.http.get(&url).bearer_auth(token)] {
        assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    }
    let info = house.http.get(url.replace("myself", "serverInfo")).send().await.unwrap();
    assert_eq!(read(info).await.1["deploymentType"], "Cloud");
}

#[tokio::test]
async fn projects_come_on_several_pages() {
    let house = house().await;
    let path = "/rest/api/3/project/search?action=create&maxResults=100&startAt=";
    let (_, first) = get(&house, "katherine", &format!("{path}0")).await;
    let (_, second) = get(&house, "katherine", &format!("{path}2")).await;
    assert_eq!((&first["isLast"], &second["isLast"]), (&Value::Bool(false), &Value::Bool(true)));
    assert_eq!(first["values"].as_array().unwrap().len() + second["values"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn confluence_cloud_knows_the_same_accounts() {
    let house = house().await;
    let path = "/wiki/rest/api/user/current";
    let (_, katherine) = get(&house, "katherine", path).await;
    assert_eq!(
        (&katherine["type"], &katherine["publicName"]),
        (&"known".into(), &"Katherine Johnson".into())
    );
    assert_eq!(get(&house, "annie", path).await.0, StatusCode::UNAUTHORIZED);
    let url = format!("{}{path}", house.sandbox.addresses().cloud);
    let (_, nobody) = read(house.http.get(url).send().await.unwrap()).await;
    assert_eq!(nobody["type"], "anonymous");
}
