use crate::{
    CALL, START, client,
    fake_jira::{FakeJira, Fault},
    group_runs, lease, person, pool, program, target,
};
use mcp::{McpError, McpHttpServer, Products};
use outbound::{HeaderName, Tls};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_tools_are_listed_without_asking_jira() {
    let jira = FakeJira::start(Fault::None).await;
    let pool = pool(crate::config()).await;
    let tools = lease(&pool, &person("a", &jira)).await.list_tools(CALL).await.unwrap();
    let create = tools.iter().find(|tool| tool.name == "jira_create_issue").unwrap();
    assert!(!create.read_only && create.description.starts_with("Create a new Jira issue"));
    assert!(tools.iter().find(|tool| tool.name == "jira_get_issue").unwrap().read_only);
    assert_eq!(tools.iter().filter(|tool| tool.name.starts_with("jira_")).count(), 63);
    assert!(jira.seen().requests.is_empty());

    let jira_and_confluence =
        mcp::Person { key: "b".to_owned(), confluence: person("b", &jira).jira, ..person("b", &jira) };
    let tools = lease(&pool, &jira_and_confluence).await.list_tools(CALL).await.unwrap();
    assert_eq!(tools.len(), 98);
}

#[tokio::test]
async fn a_list_for_nobody_takes_no_place_and_leaves_no_process() {
    let mut config = crate::config();
    config.pool_size = 1;
    let pool = pool(config).await;
    let jira = FakeJira::start(Fault::None).await;
    let busy = lease(&pool, &person("a", &jira)).await;
    for (confluence, count) in [(false, 63), (true, 98)] {
        let list = pool.list_tools(Products { jira: true, confluence }, START).await.unwrap();
        assert_eq!(list.tools.len(), count);
        assert!(!list.server.is_empty());
    }
    assert_eq!(pool.children(), 1);
    assert!(jira.seen().requests.is_empty());
    drop(busy);
}

#[tokio::test]
async fn reads_reach_jira_and_writes_do_not() {
    let jira = FakeJira::start(Fault::None).await;
    let pool = pool(crate::config()).await;
    let mut lease = lease(&pool, &person("a", &jira)).await;
    let key = json!({"issue_key": "SHOP-1"}).as_object().unwrap().clone();
    let read = lease.call_tool("jira_get_issue", key.clone(), CALL).await.unwrap();
    assert!(!read.is_error, "{read:?}");
    let reads = jira.seen().requests.len();
    assert!(reads > 0);

    let deleted = lease.call_tool("jira_delete_issue", key, CALL).await.unwrap();
    assert!(deleted.is_error);
    let issue =
        json!({"project_key": "SHOP", "summary": "x", "issue_type": "Task"}).as_object().unwrap().clone();
    let created = lease.call_tool("jira_create_issue", issue, CALL).await.unwrap();
    assert!(created.is_error, "a create without a witness is a write like any other");
    assert!(jira.seen().requests.iter().all(|request| request.starts_with("GET ")));
    assert!(jira.seen().creates.is_empty());
}

#[tokio::test]
async fn a_read_that_hangs_is_killed_at_its_deadline_with_the_whole_group() {
    let jira = FakeJira::start(Fault::HangsOnRead).await;
    let pool = pool(crate::config()).await;
    let person = person("a", &jira);
    let mut first = lease(&pool, &person).await;
    let group = first.process_id().unwrap();
    let key = json!({"issue_key": "SHOP-1"}).as_object().unwrap().clone();
    let outcome = first.call_tool("jira_get_issue", key.clone(), Duration::from_secs(4)).await;
    assert_eq!(outcome, Err(McpError::Deadline));
    assert!(!group_runs(group));
    assert_eq!((first.process_id(), pool.children()), (None, 0));
    assert_eq!(first.call_tool("jira_get_issue", key, CALL).await, Err(McpError::Gone));
    drop(first);
    assert_ne!(lease(&pool, &person).await.process_id(), Some(group), "the next turn gets a new child");
}

#[tokio::test]
async fn an_operator_run_http_server_lists_its_tools() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let home = tempfile::tempdir().unwrap();
    let mut server = tokio::process::Command::new(program())
        .args([
            "--transport",
            "streamable-http",
            "--stateless",
            "--host",
            "127.0.0.1",
            "--port",
            &port.to_string(),
        ])
        .env_clear()
        .envs([("PATH", "/usr/bin:/bin"), ("TOOLSETS", "all"), ("FASTMCP_CHECK_FOR_UPDATES", "off")])
        .current_dir(home.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let server_of =
        McpHttpServer::new(client(), target(&format!("http://127.0.0.1:{port}/mcp")), Tls::System);
    let headers = [
        // It checks the header's host by resolving it, so a literal public address; nothing is sent there.
        (HeaderName::from_static("x-atlassian-jira-url"), "https://1.1.1.1"),
        (HeaderName::from_static("x-atlassian-jira-personal-token"), "only-for-the-list"),
    ];
    let started = Instant::now();
    let tools = loop {
        match server_of.list_tools(&headers).await {
            Ok(tools) => break tools,
            Err(error) => assert!(started.elapsed() < START, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(tools.iter().filter(|tool| tool.name.starts_with("jira_")).count(), 63);
    server.kill().await.unwrap();
}
