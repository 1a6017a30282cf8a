//! Confluence Data Center as it really answers, and what we make of it.

use atlassian::confluence::{ConfluenceDc, ConfluenceError};
use axum::{Json, Router, extract::RawQuery, routing::get};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach};
use serde_json::{Value, json};

async fn confluence(path: &str, answer: Value) -> ConfluenceDc {
    let answer = move |RawQuery(query): RawQuery| {
        let mut answer = answer.clone();
        if let (Some(query), Some(results)) = (query, answer.get_mut("results")) {
            results[0]["title"] = json!(query);
        }
        async move { Json(answer) }
    };
    let app = Router::new().route(&format!("/wiki{path}"), get(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
    let base = format!("http://{}/wiki", listener.local_addr().unwrap_or_else(|e| panic!("{e}")));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let mut policy = OriginPolicy::new(Mode::Development);
    let target = policy.allow(&base, Reach::Internal).and_then(|()| policy.check(&base));
    let target = target.unwrap_or_else(|e| panic!("{e}"));
    ConfluenceDc::new(Client::new(ClientConfig::new("test")), target, "pat-1".into())
}

#[tokio::test]
async fn a_known_person_is_read() {
    let answer = json!({"type": "known", "username": "jdoe", "userKey": "k", "displayName": "Jane"});
    let user = confluence("/rest/api/user/current", answer).await.current_user().await.unwrap();
    assert_eq!((user.username.as_str(), user.display_name.as_str()), ("jdoe", "Jane"));
}

#[tokio::test]
async fn an_anonymous_answer_is_a_bad_token() {
    let answer = json!({"type": "anonymous", "displayName": "Anonymous"});
    let outcome = confluence("/rest/api/user/current", answer).await.current_user().await;
    assert_eq!(outcome, Err(ConfluenceError::Anonymous));
}

#[tokio::test]
async fn search_quotes_words_and_drops_marks() {
    let answer = json!({"results": [
        {"content": {"id": "7"}, "title": "", "excerpt": "a @@@hl@@@b@@@endhl@@@ c"}, {"title": "a space"}
    ]});
    let found = confluence("/rest/api/search", answer).await.search("x\" OR y", 5).await.unwrap();
    assert_eq!((found.len(), found[0].id.as_str(), found[0].excerpt.as_str()), (1, "7", "a b c"));
    let query = "cql=siteSearch+%7E+%22x%5C%22+OR+y%22+AND+type+%3D+page&excerpt=highlight&limit=5&start=0";
    assert_eq!(found[0].title, query);
}

#[tokio::test]
async fn a_page_is_read_with_its_body() {
    let answer = json!({"id": "7", "title": "T", "space": {"key": "S"}, "version": {"number": 3},
                        "body": {"storage": {"value": "<p>x</p>"}}});
    let page = confluence("/rest/api/content/7", answer).await.page("7").await.unwrap();
    assert_eq!((page.space.as_str(), page.version, page.storage.as_str()), ("S", 3, "<p>x</p>"));
    let missing = confluence("/rest/api/content/8", json!({})).await.page("7").await;
    assert_eq!(missing, Err(ConfluenceError::NotFound));
}
