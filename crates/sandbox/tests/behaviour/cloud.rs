use reqwest::StatusCode;
use serde_json::{Value, json};

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

async fn post(house: &House, path: &str, body: &Value) -> (StatusCode, Value) {
    house.post_to_cloud(path, body).await
}

fn story(description: &Value) -> Value {
    json!({"fields": {"project": {"key": "CLINIC"}, "issuetype": {"id": "10001"}, "summary": "Book a room",
        "description": description, "labels": ["ai-agent-1"]},
        "properties": [{"key": "mark", "value": {"id": "1"}}]})
}

fn document(text: &str) -> Value {
    json!({"type": "doc", "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
}

#[tokio::test]
async fn descriptions_are_documents_and_come_back_as_they_were() {
    let house = house().await;
    let (status, refused) = post(&house, "/issue", &story(&json!("h3. wiki"))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(refused["errors"]["description"].as_str().unwrap().contains("Atlassian Document"), "{refused}");
    let broken = json!({"type": "doc", "version": 1, "content": [{"type": "bulletList", "content": []}]});
    assert_eq!(post(&house, "/issue", &story(&broken)).await.1["errorMessages"][0], "INVALID_INPUT");

    let (status, created) = post(&house, "/issue", &story(&document("Patients book a room."))).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    assert!(created["self"].as_str().unwrap().contains("/cloud/rest/api/3/issue/"), "{created}");
    let key = created["key"].as_str().unwrap();
    let (_, issue) = get(&house, "katherine", &format!("/rest/api/3/issue/{key}")).await;
    assert_eq!(issue["fields"]["description"], document("Patients book a room."));
    assert!(issue["fields"]["creator"]["accountId"].as_str().unwrap().starts_with("712020:"), "{issue}");
    assert!(issue["fields"]["creator"].get("name").is_none());
    let (_, mark) = get(&house, "katherine", &format!("/rest/api/3/issue/{key}/properties/mark")).await;
    assert_eq!(mark["value"]["id"], "1");
    let committed = house.sandbox.created_issues();
    assert_eq!(committed.len(), 1);
    assert_eq!(committed[0]["fields"]["description"], document("Patients book a room."));

    let (_, old) = get(&house, "katherine", "/rest/api/3/issue/CLINIC-2").await;
    assert_eq!(old["fields"]["description"]["type"], "doc");
    assert_eq!(old["fields"]["parent"]["key"], "CLINIC-1", "an epic is the parent: {old}");
}

#[tokio::test]
async fn an_epic_is_a_parent_and_people_are_account_ids() {
    let house = house().await;
    let mut update = story(&document("x"));
    update["fields"]["parent"] = json!({"key": "CLINIC-1"});
    let (status, child) = post(&house, "/issue", &update).await;
    assert_eq!(status, StatusCode::CREATED, "{child}");
    update["fields"]["parent"] = json!({"key": "CLINIC-2"});
    assert!(post(&house, "/issue", &update).await.1["errors"].get("parentId").is_some());
    update["fields"].as_object_mut().unwrap().remove("parent");
    update["fields"]["customfield_10008"] = json!("CLINIC-1");
    assert!(post(&house, "/issue", &update).await.1["errors"].get("customfield_10008").is_some());
    update["fields"].as_object_mut().unwrap().remove("customfield_10008");
    update["fields"]["assignee"] = json!({"name": "alovelace"});
    assert!(post(&house, "/issue", &update).await.1["errors"].get("assignee").is_some());

    let (_, meta) = get(&house, "katherine", "/rest/api/3/issue/createmeta/CLINIC/issuetypes").await;
    assert_eq!(meta["issueTypes"][0]["name"], "Story");
    assert!(meta.get("values").is_none() && meta.get("isLast").is_none());
    let path = "/rest/api/3/issue/createmeta/CLINIC/issuetypes/10001";
    let (_, meta) = get(&house, "katherine", path).await;
    let ids: Vec<_> = meta["fields"].as_array().unwrap().iter().map(|field| &field["fieldId"]).collect();
    assert!(ids.contains(&&json!("parent")) && !ids.contains(&&json!("customfield_10008")), "{ids:?}");
    let found =
        get(&house, "katherine", "/rest/api/3/user/assignable/search?project=CLINIC&query=doro").await.1;
    assert_eq!((&found[0]["displayName"], found.as_array().unwrap().len()), (&json!("Dorothy Vaughan"), 1));
}

#[tokio::test]
async fn search_is_the_new_one() {
    let house = house().await;
    assert_eq!(post(&house, "/search", &json!({"jql": "project = CLINIC"})).await.0, StatusCode::GONE);
    let unbounded = post(&house, "/search/jql", &json!({"jql": "ORDER BY created"})).await;
    assert!(unbounded.1["errorMessages"][0].as_str().unwrap().starts_with("Unbounded"), "{unbounded:?}");
    let first = json!({"jql": "project = CLINIC ORDER BY key", "maxResults": 2, "fields": ["summary"]});
    let (_, page) = post(&house, "/search/jql", &first).await;
    assert_eq!((&page["isLast"], page.get("total")), (&json!(false), None));
    let next = json!({"jql": "project = CLINIC ORDER BY key", "maxResults": 2, "nextPageToken": page["nextPageToken"]});
    let (_, page) = post(&house, "/search/jql", &next).await;
    assert_eq!((&page["isLast"], page["issues"].as_array().unwrap().len()), (&json!(true), 1));
    assert_eq!(post(&house, "/search/jql", &json!({"jql": "key = GONE-1"})).await.0, StatusCode::BAD_REQUEST);
    let wanted = json!({"issueIdsOrKeys": ["CLINIC-1", "GONE-1"], "fields": ["status"]});
    let (_, fetched) = post(&house, "/issue/bulkfetch", &wanted).await;
    assert_eq!(fetched["issues"].as_array().unwrap().len(), 1, "{fetched}");
}
