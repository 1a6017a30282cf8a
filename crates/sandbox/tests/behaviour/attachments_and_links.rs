use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::actors::{house, read, story};

#[tokio::test]
async fn the_inward_issue_blocks_the_outward_one() {
    let house = house().await;
    let first = house.created("alovelace", &story("First")).await;
    let second = house.created("alovelace", &story("Second")).await;
    let link =
        json!({"type": {"name": "Blocks"}, "inwardIssue": {"key": first}, "outwardIssue": {"key": second}});
    assert_eq!(house.post("alovelace", "/issueLink", &link).await.0, StatusCode::CREATED);
    let (_, blocker) = house.get("alovelace", &format!("/issue/{first}")).await;
    let seen = &blocker["fields"]["issuelinks"][0];
    assert_eq!((&seen["outwardIssue"]["key"], &seen["type"]["outward"]), (&json!(second), &json!("blocks")));
    let (_, blocked) = house.get("alovelace", &format!("/issue/{second}")).await;
    assert_eq!(blocked["fields"]["issuelinks"][0]["inwardIssue"]["key"], json!(first));
    let unknown =
        json!({"type": {"name": "Hates"}, "inwardIssue": {"key": first}, "outwardIssue": {"key": second}});
    assert_eq!(house.post("alovelace", "/issueLink", &unknown).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn attachments_need_the_no_check_header() {
    let house = house().await;
    let key = house.created("alovelace", &story("With a file")).await;
    let path = format!("/issue/{key}/attachments");
    let form = || Form::new().part("file", Part::bytes(b"hello".to_vec()).file_name("notes.md"));
    let bare = house.jira("alovelace", Method::POST, &path).multipart(form()).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::FORBIDDEN);
    assert_eq!(bare.text().await.unwrap(), "XSRF check failed");
    let request = house.jira("alovelace", Method::POST, &path).header("X-Atlassian-Token", "no-check");
    let (status, added) = read(request.multipart(form()).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&added[0]["filename"], &added[0]["size"]), (&json!("notes.md"), &json!(5)));
    let content = house.http.get(added[0]["content"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(content.bytes().await.unwrap().as_ref(), b"hello");
    let (_, issue) = house.get("alovelace", &format!("/issue/{key}")).await;
    assert_eq!(issue["fields"]["attachment"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn cloud_takes_files_and_links_and_gives_them_back() {
    let house = house().await;
    let fields = json!({"fields": story("With a file")});
    let (_, created) = house.post_to_cloud("/issue", &fields).await;
    let key = created["key"].as_str().unwrap();
    let path = format!("/issue/{key}/attachments");
    let form = || Form::new().part("file", Part::bytes(b"hello".to_vec()).file_name("notes.md"));
    let bare = house.cloud(Method::POST, &path).multipart(form()).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::FORBIDDEN);
    let request = house.cloud(Method::POST, &path).header("X-Atlassian-Token", "no-check");
    let (status, added) = read(request.multipart(form()).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{added}");
    assert!(added[0]["author"]["accountId"].is_string() && added[0]["author"].get("name").is_none());
    let id = added[0]["id"].as_str().unwrap();
    let content = format!("{}/rest/api/3/attachment/content/{id}", house.sandbox.addresses().cloud);
    assert_eq!(added[0]["content"], content);
    let content = house.cloud(Method::GET, &format!("/attachment/content/{id}")).send().await.unwrap();
    assert_eq!(content.bytes().await.unwrap().as_ref(), b"hello");
    assert_eq!(house.sandbox.attachments_of_cloud(), [(key.to_owned(), "notes.md".to_owned(), 5)]);
    assert!(house.sandbox.attachments().is_empty(), "the two sites share nothing");

    let link =
        json!({"type": {"name": "Blocks"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": "CLINIC-1"}});
    assert_eq!(house.post_to_cloud("/issueLink", &link).await.0, StatusCode::CREATED);
    let (_, issue) = read(house.cloud(Method::GET, &format!("/issue/{key}")).send().await.unwrap()).await;
    let seen = &issue["fields"]["issuelinks"][0];
    assert_eq!(seen["outwardIssue"]["key"], "CLINIC-1");
    assert_eq!(house.sandbox.links_of_cloud().len(), 1);
    let lines = house.sandbox.requests();
    let keys = |operation: &str| {
        lines.iter().rfind(|line| line["operation"] == operation).map(|line| line["keys"].clone())
    };
    assert_eq!(keys("cloud.attachment.add"), Some(json!([key])));
    assert_eq!(keys("cloud.link.create"), Some(json!([key, "CLINIC-1"])));
    let path = format!("/issueLink/{}", seen["id"].as_str().unwrap());
    for (path, status) in [(&path, StatusCode::NO_CONTENT), (&path, StatusCode::NOT_FOUND)] {
        assert_eq!(house.cloud(Method::DELETE, path).send().await.unwrap().status(), status);
    }
    let deleted = house.cloud(Method::DELETE, &format!("/issue/{key}")).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
}
