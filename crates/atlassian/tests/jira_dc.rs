//! Jira Data Center as it really answers, and what we make of it.

use atlassian::jira::{Effect, Jira, JiraAuth, JiraError, JiraKind, JiraSite, SelfUrl};
use axum::{
    Router,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// What the server saw: method, path with query, body.
type Seen = Arc<Mutex<Vec<(String, String, String)>>>;

/// A Jira under `/jira` that answers everything by `answer(method, path with query)`.
async fn jira(
    answer: impl Fn(&str, &str) -> Response + Clone + Send + Sync + 'static,
) -> (Jira, JiraSite, Seen) {
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    let handler = move |request: Request| {
        let (answer, log) = (answer.clone(), Arc::clone(&log));
        async move {
            let (parts, body) = request.into_parts();
            if parts.headers.get(header::AUTHORIZATION).is_none_or(|value| value != "Bearer pat-1") {
                return (StatusCode::UNAUTHORIZED, "").into_response();
            }
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
            let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
            let method = parts.method.to_string();
            let answer = answer(&method, &path);
            if let Ok(mut log) = log.lock() {
                log.push((method, path, String::from_utf8_lossy(&body).into_owned()));
            }
            answer
        }
    };
    let app = Router::new().fallback(any(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
    let base = format!("http://{}/jira", listener.local_addr().unwrap_or_else(|e| panic!("{e}")));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let site = site(&base);
    (with_token(&site, "pat-1"), site, seen)
}

fn site(base: &str) -> JiraSite {
    let mut policy = OriginPolicy::new(Mode::Development);
    let target = policy.allow(base, Reach::Internal).and_then(|()| policy.check(base));
    JiraSite::new(target.unwrap_or_else(|e| panic!("{e}")), JiraKind::DataCenter)
}

fn with_token(site: &JiraSite, token: &str) -> Jira {
    Jira::new(Client::new(ClientConfig::new("test")), site.clone(), JiraAuth::Pat(token.into()))
}

fn ok(body: Value) -> Response {
    axum::Json(body).into_response()
}

fn with(status: u16, body: Value) -> Response {
    (StatusCode::from_u16(status).unwrap_or_default(), axum::Json(body)).into_response()
}

fn html(status: u16) -> Response {
    let head = [(header::CONTENT_TYPE, "text/html;charset=UTF-8")];
    (StatusCode::from_u16(status).unwrap_or_default(), head, "<html>Sign in</html>").into_response()
}

#[tokio::test]
async fn myself_reads_a_person_and_where_they_live() {
    let (jira, site, _) = jira(|_, _| {
        ok(json!({
            "self": "http://elsewhere.example/jira/rest/api/2/user?username=jdoe", "key": "JIRAUSER10100", "name": "jdoe",
            "emailAddress": "jdoe@example.com", "avatarUrls": {"16x16": "a", "48x48": "b"},
            "displayName": "Jane Doe", "active": true, "groups": {"size": 1, "items": []}
        }))
    })
    .await;
    let me = jira.myself().await.unwrap();
    assert_eq!(
        (me.name.as_str(), me.key.as_str(), me.display_name.as_str()),
        ("jdoe", "JIRAUSER10100", "Jane Doe")
    );
    assert_eq!((me.email.as_deref(), me.avatar_48.as_deref()), (Some("jdoe@example.com"), Some("b")));
    assert!(me.active && !me.deleted, "an absent `deleted` means no");
    assert!(SelfUrl::base_of(&me.self_url).unwrap().must_be(site.base()).is_err());
    assert_eq!(site.browse_url("A-1"), Some(format!("{}/browse/A-1", site.base().url())));
}

#[tokio::test]
async fn a_hidden_address_and_a_deleted_account_are_told() {
    let (jira, ..) = jira(|_, _| {
        ok(json!({"self": "x", "name": "jdoe", "displayName": "J", "active": false, "deleted": true, "emailAddress": ""}))
    })
    .await;
    let me = jira.myself().await.unwrap();
    assert_eq!((me.email, me.avatar_48), (None, None));
    assert!(!me.active && me.deleted);
}

#[tokio::test]
async fn each_way_of_not_being_signed_in_is_told_apart() {
    let (_, site, _) = jira(|_, _| ok(json!({}))).await;
    assert_eq!(with_token(&site, "wrong").myself().await, Err(JiraError::Unauthorized));

    let cases = [
        (html(401), JiraError::Unauthorized),
        (html(403), JiraError::Forbidden),
        (html(200), JiraError::Unexpected { status: 200, html: true }),
        (ok(json!({"hello": "world"})), JiraError::Unexpected { status: 200, html: false }),
        ((StatusCode::FOUND, [(header::LOCATION, "/login")]).into_response(), {
            JiraError::Unexpected { status: 302, html: false }
        }),
    ];
    for (answer, expected) in cases {
        let answer = Mutex::new(Some(answer));
        let answer = Arc::new(answer);
        let (jira, ..) = jira(move |_, _| answer.lock().unwrap().take().unwrap()).await;
        assert_eq!(jira.myself().await, Err(expected));
    }
}

#[tokio::test]
async fn a_failing_or_missing_jira_is_unavailable() {
    let (jira_down, ..) = jira(|_, _| html(503)).await;
    let error = jira_down.myself().await.unwrap_err();
    assert!(matches!(error, JiraError::Unavailable(_)));
    assert_eq!(error.effect(), Effect::Doubtful);

    let gone = with_token(&site("http://127.0.0.1:1/jira"), "pat-1");
    let error = gone.create_issue("{}".into()).await.unwrap_err();
    assert_eq!(error.effect(), Effect::None, "a refused connection can be repeated");
}

#[tokio::test]
async fn create_sends_the_approved_bytes_unchanged() {
    let (jira, _, seen) = jira(|_, _| with(201, json!({"id": "10", "key": "A-1", "self": "…"}))).await;
    let bytes = "{ \"fields\":{\"summary\" : \"x\"},  \"properties\":[] }";
    let created = jira.request_id("r-1").create_issue(bytes.into()).await.unwrap();
    assert_eq!((created.id.as_str(), created.key.as_str()), ("10", "A-1"));
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen, [("POST".to_owned(), "/jira/rest/api/2/issue".to_owned(), bytes.to_owned())]);
}

#[tokio::test]
async fn what_jira_says_about_fields_is_kept_per_field() {
    let (jira, ..) = jira(|_, _| {
        with(400, json!({"errorMessages": ["No."], "errors": {"customfield_1": "Field 'x' cannot be set."}}))
    })
    .await;
    let error = jira.create_issue("{}".into()).await.unwrap_err();
    assert_eq!(error.effect(), Effect::Rejected);
    assert_eq!(error.to_string(), "Jira refused this: No. customfield_1: Field 'x' cannot be set.");
    let JiraError::Rejected { messages, fields } = error else { panic!("{error:?}") };
    assert_eq!(messages, ["No."]);
    assert_eq!(fields["customfield_1"], "Field 'x' cannot be set.");
}

#[tokio::test]
async fn only_jiras_own_refusal_of_a_create_counts() {
    let cases = [
        (html(403), Effect::Doubtful),
        (html(400), Effect::Doubtful),
        (with(403, json!({"errorMessages": ["You may not."], "errors": {}})), Effect::Rejected),
        (html(401), Effect::Rejected),
        (html(502), Effect::Doubtful),
        (html(201), Effect::Doubtful),
        (with(201, json!({"nokey": 1})), Effect::Doubtful),
        ((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "3")]).into_response(), Effect::None),
    ];
    for (answer, expected) in cases {
        let shown = format!("{answer:?}");
        let answer = Arc::new(Mutex::new(Some(answer)));
        let (jira, ..) = jira(move |_, _| answer.lock().unwrap().take().unwrap()).await;
        assert_eq!(jira.create_issue("{}".into()).await.unwrap_err().effect(), expected, "{shown}");
    }
}

#[tokio::test]
async fn the_wish_to_wait_is_read() {
    let (jira, ..) =
        jira(|_, _| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "3")]).into_response()).await;
    assert_eq!(
        jira.projects().await,
        Err(JiraError::RateLimited { retry_after: Some(Duration::from_secs(3)) })
    );
}

#[tokio::test]
async fn projects_and_the_right_to_create() {
    let (jira, _, seen) = jira(|_, path| {
        if path.starts_with("/jira/rest/api/2/mypermissions") {
            let mine = path.contains("projectKey=SHOP");
            return ok(json!({"permissions": {"CREATE_ISSUES": {"havePermission": mine}}}));
        }
        ok(json!([{"id": "1", "key": "SHOP", "name": "Shop", "avatarUrls": {}, "projectTypeKey": "software"}]))
    })
    .await;
    let projects = jira.projects().await.unwrap();
    assert_eq!((projects[0].key.as_str(), projects[0].archived), ("SHOP", false));
    assert!(jira.can_create("SHOP").await.unwrap());
    assert!(!jira.can_create("X&permissions=Y").await.unwrap());
    let last = seen.lock().unwrap().last().unwrap().1.clone();
    assert_eq!(
        last,
        "/jira/rest/api/2/mypermissions?projectKey=X%26permissions%3DY&permissions=CREATE_ISSUES"
    );
}

#[tokio::test]
async fn whom_an_issue_can_be_given_to_is_asked_for_by_project_and_words() {
    let (jira, _, seen) = jira(|_, _| {
        ok(json!([
            {"name": "jdoe", "key": "JIRAUSER10100", "displayName": "Jane Doe", "active": true,
             "emailAddress": "jdoe@example.com", "avatarUrls": {}},
            {"name": "gone", "displayName": "Jan Gone", "active": false, "emailAddress": "gone@example.com"},
            {"name": "jray", "displayName": "Jan Ray", "active": true, "emailAddress": " "},
            {"name": "jlee"},
            {"name": "jmax", "displayName": "Jan Max", "active": true},
        ]))
    })
    .await;
    let found = jira.assignable("SHOP", "ja &x=1", 3).await.unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|person| (person.name.as_str(), person.display_name.as_str(), person.email.as_deref()))
        .collect();
    assert_eq!(
        found,
        [("jdoe", "Jane Doe", Some("jdoe@example.com")), ("jray", "Jan Ray", None), ("jlee", "", None)],
        "without who is not active, and not more than asked for"
    );
    let path = "/jira/rest/api/2/user/assignable/search?project=SHOP&username=ja+%26x%3D1&maxResults=3";
    assert_eq!(seen.lock().unwrap()[0].1, path);
}

#[tokio::test]
async fn create_fields_are_read_page_by_page() {
    let (jira, _, seen) = jira(|_, path| {
        let second = path.contains("startAt=1&");
        let field = if second {
            json!({"fieldId": "priority", "name": "Priority", "required": true, "schema": {"type": "priority"},
                   "hasDefaultValue": true, "allowedValues": [{"id": "3", "name": "High"}]})
        } else {
            json!({"fieldId": "summary", "name": "Summary", "required": true, "schema": {"type": "string", "system": "summary"},
                   "hasDefaultValue": false, "operations": ["set"]})
        };
        ok(json!({"maxResults": 1, "startAt": u8::from(second), "total": 2, "isLast": second, "values": [field]}))
    })
    .await;
    let fields = jira.create_fields("SHOP", "10001").await.unwrap();
    assert_eq!(fields.iter().map(|field| field.id.as_str()).collect::<Vec<_>>(), ["summary", "priority"]);
    assert!(fields[1].has_default && fields[1].allowed_values[0]["name"] == "High");
    let first = seen.lock().unwrap()[0].1.clone();
    assert_eq!(first, "/jira/rest/api/2/issue/createmeta/SHOP/issuetypes/10001?startAt=0&maxResults=100");
}

#[tokio::test]
async fn issue_types_fields_and_server_info() {
    let (jira, ..) = jira(|_, path| match path {
        "/jira/rest/api/2/field" => ok(json!([{"id": "summary", "name": "Summary", "custom": false}])),
        "/jira/rest/api/2/serverInfo" => {
            ok(json!({"baseUrl": "http://x", "version": "9.12.4", "deploymentType": "Server"}))
        }
        _ => ok(json!({"isLast": true, "values": [{"id": "5", "name": "Teilaufgabe", "subtask": true}]})),
    })
    .await;
    assert!(jira.issue_types("SHOP").await.unwrap()[0].subtask);
    assert_eq!(jira.fields().await.unwrap()[0].id, "summary");
    assert_eq!(jira.server_info().await.unwrap().version, "9.12.4");
}

#[tokio::test]
async fn search_quotes_labels_and_bounds_results() {
    let (jira, _, seen) =
        jira(|_, _| ok(json!({"total": 1, "issues": [{"id": "1", "key": "A-1", "fields": {}}]}))).await;
    assert_eq!(jira.find_by_label("op\"1").await.unwrap()[0].key, "A-1");
    assert_eq!(jira.recent_by_me(5).await.unwrap().len(), 1);
    let bodies: Vec<Value> =
        seen.lock().unwrap().iter().map(|(_, _, body)| serde_json::from_str(body).unwrap()).collect();
    assert_eq!(bodies[0]["jql"], "labels = \"op\\\"1\" ORDER BY created DESC");
    assert_eq!(bodies[1]["jql"], "creator = currentUser() AND created >= -5m ORDER BY created DESC");
    assert_eq!(bodies[1]["maxResults"], 100);
}

#[tokio::test]
async fn properties_are_set_read_and_absent() {
    let (jira, _, seen) = jira(|method, path| match (method, path.ends_with("/op")) {
        ("PUT", _) => StatusCode::CREATED.into_response(),
        (_, true) => ok(json!({"key": "op", "value": {"id": 7}})),
        _ => with(404, json!({"errorMessages": ["gone"], "errors": {}})),
    })
    .await;
    jira.set_issue_property("A-1", "op", &json!({"id": 7})).await.unwrap();
    assert_eq!(jira.issue_property("A-1", "op").await.unwrap(), Some(json!({"id": 7})));
    assert_eq!(jira.issue_property("A-1", "none").await.unwrap(), None);
    assert_eq!(seen.lock().unwrap()[0].1, "/jira/rest/api/2/issue/A-1/properties/op");
    assert!(jira.get_issue("../../admin", &["summary"]).await.is_err());
    assert!(seen.lock().unwrap().last().unwrap().1.starts_with("/jira/rest/api/2/issue/..%2F..%2Fadmin"));
}

#[tokio::test]
async fn a_link_says_from_blocks_to() {
    let (jira, _, seen) = jira(|method, _| match method {
        "POST" => StatusCode::CREATED.into_response(),
        _ => ok(json!({"issueLinkTypes": [{"id": "1", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"}]})),
    })
    .await;
    jira.link("Blocks", "A-1", "A-2").await.unwrap();
    let body: Value = serde_json::from_str(&seen.lock().unwrap()[0].2).unwrap();
    let expected =
        json!({"type": {"name": "Blocks"}, "inwardIssue": {"key": "A-1"}, "outwardIssue": {"key": "A-2"}});
    assert_eq!(body, expected);
    assert_eq!(jira.link_types().await.unwrap()[0].outward, "blocks");
}
