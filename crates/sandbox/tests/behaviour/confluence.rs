use reqwest::StatusCode;
use serde_json::Value;

use crate::actors::{House, house, read};

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn ask(house: &House, token: &str, path: &str) -> (StatusCode, Value) {
    let url = format!("{}/rest/api{path}", house.sandbox.addresses().confluence);
    read(house.http.get(url).bearer_auth(token).send().await.unwrap()).await
}

#[tokio::test]
async fn a_bad_token_is_anonymous_and_not_an_error() {
    let house = house().await;
    let ada = house.sandbox.person("alovelace").unwrap();
    let (status, known) = ask(&house, ada.confluence_token, "/user/current").await;
    assert_eq!(
        (status, &known["type"], &known["username"]),
        (StatusCode::OK, &"known".into(), &"alovelace".into())
    );
    // A Jira token is worth nothing here.
    for token in ["nonsense", ada.jira_token] {
        let (status, anonymous) = ask(&house, token, "/user/current").await;
        assert_eq!((status, &anonymous["type"]), (StatusCode::OK, &"anonymous".into()));
        assert!(anonymous.get("username").is_none());
    }
}

#[tokio::test]
async fn pages_are_found_and_read() {
    let house = house().await;
    let token = house.sandbox.person("alovelace").unwrap().confluence_token;
    let (status, found) = ask(
        &house,
        token,
        "/search?cql=siteSearch%20~%20%22late%20cancellation%22&excerpt=highlight&limit=5",
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(found["totalSize"], 1);
    assert!(found["results"][0]["excerpt"].as_str().unwrap().contains("@@@hl@@@cancellation@@@endhl@@@"));
    let id = found["results"][0]["content"]["id"].as_str().unwrap();
    let (_, page) = ask(&house, token, &format!("/content/{id}?expand=body.storage,version,space")).await;
    assert!(page["body"]["storage"]["value"].as_str().unwrap().contains("<h2>Rules</h2>"));
    assert_eq!((&page["space"]["key"], page["version"]["number"].is_u64()), (&"CLIN".into(), true));
    assert_eq!(ask(&house, token, "/search?cql=flux%20%3D%201").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&house, token, "/content/1").await.0, StatusCode::NOT_FOUND);
    assert_eq!(ask(&house, "nonsense", &format!("/content/{id}")).await.0, StatusCode::NOT_FOUND);
}
