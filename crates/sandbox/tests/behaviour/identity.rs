use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::actors::{house, read};

#[tokio::test]
async fn myself_tells_who_the_token_belongs_to() {
    let house = house().await;
    let (status, ada) = house.get("alovelace", "/myself").await;
    assert_eq!(status, StatusCode::OK);
    let jira = &house.sandbox.addresses().jira;
    assert_eq!(ada["self"], format!("{jira}/rest/api/2/user?username=alovelace"));
    assert_eq!(ada["name"], "alovelace");
    assert_eq!(ada["key"], "JIRAUSER10100");
    assert_eq!(ada["active"], true);
    assert_eq!(ada["deleted"], false);
    assert_eq!(ada["groups"]["items"], json!([]));
    assert!(ada["applicationRoles"].is_object() && ada["locale"].is_string() && ada["timeZone"].is_string());
    let picture = house.http.get(ada["avatarUrls"]["48x48"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert!(picture.bytes().await.unwrap().starts_with(b"\x89PNG"));

    let (_, maja) = house.get("mkeller", "/myself").await;
    assert!(maja.get("emailAddress").is_none() && maja.get("deleted").is_none());
    let (_, inactive) = house.get("rfranklin", "/myself").await;
    assert_eq!(inactive["active"], false);
    let (_, deleted) = house.get("enoether", "/myself").await;
    assert_eq!(deleted["deleted"], true);
}

#[tokio::test]
async fn tokens_have_the_shape_of_data_center_and_are_all_different() {
    let house = house().await;
    let people = house.sandbox.people();
    let mut seen: Vec<&str> = Vec::new();
    for person in &people {
        for token in [person.jira_token, person.confluence_token] {
            assert_eq!(token.len(), 44, "{}", person.login);
            assert!(token.starts_with(['M', 'N', 'O']));
            assert!(
                token.chars().all(|character| character.is_ascii_alphanumeric() || "+/".contains(character))
            );
        }
        seen.extend([person.jira_token, person.confluence_token, person.llm_cookie]);
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), people.len() * 3);
}

#[tokio::test]
async fn missing_wrong_and_expired_tokens_are_401() {
    let house = house().await;
    let url = format!("{}/rest/api/2/myself", house.sandbox.addresses().jira);
    assert_eq!(house.http.get(&url).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let wrong = house.http.get(&url).bearer_auth("N".repeat(44)).send().await.unwrap();
    let (status, body) = read(wrong).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(body["errorMessages"][0].as_str().unwrap().contains("not authenticated"));
    assert_eq!(house.get("hlamarr", "/myself").await.0, StatusCode::UNAUTHORIZED);

    assert_eq!(house.get("ghopper", "/myself").await.0, StatusCode::OK);
    house.control(Method::POST, "/people/ghopper/expire", None).await;
    assert_eq!(house.get("ghopper", "/myself").await.0, StatusCode::UNAUTHORIZED);
    house.control(Method::POST, "/people/ghopper/restore", None).await;
    assert_eq!(house.get("ghopper", "/myself").await.0, StatusCode::OK);
}

#[tokio::test]
async fn server_info_needs_no_token_but_refuses_a_bad_one() {
    let house = house().await;
    let url = format!("{}/rest/api/2/serverInfo", house.sandbox.addresses().jira);
    let (status, info) = read(house.http.get(&url).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(info["deploymentType"], "Server");
    assert_eq!(info["baseUrl"], house.sandbox.addresses().jira);
    let wrong = house.http.get(&url).bearer_auth("nonsense").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_fake_jira_can_claim_another_person_or_another_origin() {
    let house = house().await;
    let lie = json!({"login": "ghopper", "claim_name": "alovelace"});
    house.control(Method::POST, "/identity", Some(&lie)).await;
    assert_eq!(house.get("ghopper", "/myself").await.1["name"], "alovelace");
    assert_eq!(house.get("mkeller", "/myself").await.1["name"], "mkeller");
    let lie = json!({"self_origin": "https://jira.evil.example"});
    house.control(Method::POST, "/identity", Some(&lie)).await;
    assert_eq!(
        house.get("mkeller", "/myself").await.1["self"],
        "https://jira.evil.example/jira/rest/api/2/user?username=mkeller"
    );
    house.control(Method::DELETE, "/identity", None).await;
    assert_eq!(house.get("ghopper", "/myself").await.1["name"], "ghopper");
}
