//! Jira and Confluence Cloud as they really answer, and what we make of it.

use atlassian::{
    confluence::{ConfluenceCloud, ConfluenceError},
    jira::{Effect, Jira, JiraAuth, JiraError, JiraKind, JiraSite, SelfUrl},
};
use axum::{
    Router,
    extract::Request,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::any,
};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach, Target};
use serde_json::{Value, json};

/// `ada@example.org:api-token`
const ADA: &str = "Basic YWRhQGV4YW1wbGUub3JnOmFwaS10b2tlbg==";

/// A Cloud site that answers Ada by `answer(path with query)`.
async fn site(answer: impl Fn(&str) -> Value + Clone + Send + Sync + 'static) -> Target {
    let handler = move |request: Request| {
        let answer = answer.clone();
        async move {
            if request.headers().get(header::AUTHORIZATION).is_none_or(|value| value != ADA) {
                return (StatusCode::UNAUTHORIZED, "Client must be authenticated").into_response();
            }
            let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            axum::Json(answer(&path)).into_response()
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
    let base = format!("http://{}", listener.local_addr().unwrap_or_else(|e| panic!("{e}")));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(handler))).await });
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&base, Reach::Internal).and_then(|()| policy.check(&base)).unwrap_or_else(|e| panic!("{e}"))
}

fn client() -> Client {
    Client::new(ClientConfig::new("test"))
}

fn jira(site: Target, token: &str) -> Jira {
    let auth = JiraAuth::ApiToken { email: "ada@example.org".into(), token: token.into() };
    Jira::new(client(), JiraSite::new(site, JiraKind::Cloud), auth)
}

#[tokio::test]
async fn the_account_id_is_the_name_and_the_address_may_be_hidden() {
    let site = site(|path| {
        assert_eq!(path, "/rest/api/3/myself");
        json!({
            "self": "https://clinic.atlassian.net/rest/api/3/user?accountId=712020:ada", "accountId": "712020:ada",
            "accountType": "atlassian", "emailAddress": "", "displayName": "Ada Lovelace", "active": true,
            "avatarUrls": {"48x48": "https://avatar.example/ada"}
        })
    })
    .await;
    let me = jira(site.clone(), "api-token").myself().await.unwrap();
    assert_eq!((me.name.as_str(), me.email), ("712020:ada", None));
    assert!(me.active && !me.deleted);
    assert_eq!(SelfUrl::base_of(&me.self_url).unwrap().as_str(), "https://clinic.atlassian.net");
    assert_eq!(jira(site, "wrong").myself().await, Err(JiraError::Unauthorized));
}

#[tokio::test]
async fn projects_come_page_by_page_and_no_link_is_followed() {
    let site = site(|path| {
        let first = path.contains("startAt=0");
        assert!(path.starts_with("/rest/api/3/project/search?action=create&"), "{path}");
        let key = if first { "ONE" } else { "TWO" };
        json!({"isLast": !first, "nextPage": "http://127.0.0.1:9/elsewhere",
               "values": [{"id": "1", "key": key, "name": "A project"}]})
    })
    .await;
    let keys: Vec<_> = jira(site, "api-token").projects().await.unwrap().into_iter().map(|p| p.key).collect();
    assert_eq!(keys, ["ONE", "TWO"]);
}

#[tokio::test]
async fn issue_types_and_fields_are_called_by_what_they_are() {
    let site = site(|path| {
        if path.starts_with("/rest/api/3/issue/createmeta/CLINIC/issuetypes?") {
            return json!({"startAt": 0, "maxResults": 100, "total": 1,
                "issueTypes": [{"id": "10001", "name": "Story", "subtask": false, "hierarchyLevel": 0}]});
        }
        assert!(path.starts_with("/rest/api/3/issue/createmeta/CLINIC/issuetypes/10001?"), "{path}");
        let first = path.contains("startAt=0");
        let (id, name) = if first { ("summary", "Summary") } else { ("parent", "Parent") };
        json!({"startAt": 0, "maxResults": 1, "total": 2, "fields": [{"fieldId": id, "key": id, "name": name,
            "required": first, "hasDefaultValue": false, "schema": {"type": "string", "system": id}}]})
    })
    .await;
    let jira = jira(site, "api-token");
    let types = jira.issue_types("CLINIC").await.unwrap();
    assert_eq!((types[0].id.as_str(), types[0].name.as_str(), types[0].subtask), ("10001", "Story", false));
    let fields = jira.create_fields("CLINIC", "10001").await.unwrap();
    assert_eq!(fields.iter().map(|field| field.id.as_str()).collect::<Vec<_>>(), ["summary", "parent"]);
}

#[tokio::test]
async fn only_people_who_work_can_be_given_an_issue() {
    let site = site(|path| {
        assert_eq!(path, "/rest/api/3/user/assignable/search?project=CLINIC&query=ada&maxResults=20");
        json!([
            {"accountId": "712020:ada", "accountType": "atlassian", "displayName": "Ada", "emailAddress": "", "active": true},
            {"accountId": "712020:adele", "accountType": "atlassian", "displayName": "Adele", "active": false},
            {"accountId": "557058:bot", "accountType": "app", "displayName": "Automation", "active": true},
        ])
    })
    .await;
    let found = jira(site, "api-token").assignable("CLINIC", "ada", 20).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].email.as_deref()), ("712020:ada", None));
}

#[tokio::test]
async fn sprints_of_all_boards_are_told_once_and_the_active_ones_first() {
    let site = site(|path| {
        let sprint = |id: u64, state: &str| json!({"id": id, "state": state, "name": format!("Sprint {id}")});
        match path {
            "/rest/agile/1.0/board?projectKeyOrId=CLINIC&maxResults=50" => json!({"isLast": true, "values": [
                {"id": 1, "type": "scrum"}, {"id": 2, "type": "kanban"}, {"id": 3, "type": "simple"},
            ]}),
            "/rest/agile/1.0/board/1/sprint?state=active%2Cfuture&startAt=0&maxResults=50" => {
                json!({"isLast": false, "values": [sprint(7, "future")]})
            }
            "/rest/agile/1.0/board/1/sprint?state=active%2Cfuture&startAt=50&maxResults=50" => {
                json!({"isLast": true, "values": [sprint(8, "future"), sprint(5, "closed")]})
            }
            "/rest/agile/1.0/board/3/sprint?state=active%2Cfuture&startAt=0&maxResults=50" => {
                json!({"isLast": true, "values": [sprint(8, "future"), sprint(6, "active")]})
            }
            other => panic!("{other} was asked for"),
        }
    })
    .await;
    let found = jira(site, "api-token").sprints("CLINIC").await.unwrap();
    assert_eq!(found.iter().map(|sprint| sprint.id).collect::<Vec<_>>(), [6, 7, 8]);
}

#[tokio::test]
async fn a_person_is_known_by_the_account_id() {
    let site = site(|path| {
        assert_eq!(path, "/rest/api/3/user?accountId=712020%3Aada");
        json!({"accountId": "712020:ada", "accountType": "atlassian", "displayName": "Ada", "active": true})
    })
    .await;
    let found = jira(site, "api-token").person("712020:ada").await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.display_name.as_str()), ("712020:ada", "Ada"));
}

#[tokio::test]
async fn the_new_search_is_asked_and_known_keys_are_fetched() {
    let site = site(|path| {
        let found = json!({"id": "1", "key": "CLINIC-1", "fields": {"status": {"name": "To Do"}}});
        match path {
            "/rest/api/3/search/jql" => json!({"isLast": true, "issues": [found]}),
            "/rest/api/3/issue/bulkfetch" => {
                json!({"issues": [found], "issueErrors": [{"issueIdsOrKeys": ["GONE-1"]}]})
            }
            other => panic!("{other} was asked for"),
        }
    })
    .await;
    let jira = jira(site, "api-token");
    let found = jira.find_by_label("ai-agent-1").await.unwrap();
    assert_eq!(found[0].key, "CLINIC-1");
    assert_eq!(jira.by_key(&["CLINIC-1", "GONE-1"], &["status"]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_issue_is_created_from_exactly_the_approved_bytes() {
    let site = site(|path| {
        assert_eq!(path, "/rest/api/3/issue");
        json!({"id": "10001", "key": "CLINIC-7", "self": "https://clinic.atlassian.net/rest/api/3/issue/10001"})
    })
    .await;
    assert_eq!(jira(site.clone(), "api-token").create_issue("{}".into()).await.unwrap().key, "CLINIC-7");
    let refused = jira(site, "wrong").create_issue("{}".into()).await.unwrap_err();
    assert_eq!((&refused, refused.effect()), (&JiraError::Unauthorized, Effect::Rejected));
}

#[tokio::test]
async fn confluence_tells_the_account_id() {
    let site = site(|path| match path {
        "/wiki/rest/api/user/current" => {
            json!({"type": "known", "accountId": "712020:ada", "email": "", "publicName": "Ada"})
        }
        _ => json!({"type": "anonymous"}),
    })
    .await;
    let at =
        |base: Target| ConfluenceCloud::new(client(), base, "ada@example.org".into(), "api-token".into());
    let user = at(site.at("wiki").unwrap()).current_user().await.unwrap();
    assert_eq!((user.username.as_str(), user.display_name.as_str()), ("712020:ada", "Ada"));
    let outcome = at(site.at("other").unwrap()).current_user().await;
    assert_eq!(outcome, Err(ConfluenceError::Anonymous));
}
