use std::process::Stdio;

use reqwest::header::{HeaderName, HeaderValue};
use rmcp::model::CallToolRequestParams;
use rmcp::service::RunningService;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use rmcp::{RoleClient, ServiceExt as _};
use serde_json::{Value, json};

use crate::actors::{House, house};

type Client = RunningService<RoleClient, ()>;

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn over_stdio(house: &House, login: &str) -> Client {
    let at = house.sandbox.addresses();
    let person = house.sandbox.person(login).unwrap();
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_jira-agent-sandbox"));
    command
        .arg("mcp-stdio")
        .env_clear()
        .env("JIRA_URL", &at.jira)
        .env("JIRA_PERSONAL_TOKEN", person.jira_token)
        .env("CONFLUENCE_URL", &at.confluence)
        .env("CONFLUENCE_PERSONAL_TOKEN", person.confluence_token);
    let (transport, _) = TokioChildProcess::builder(command).stderr(Stdio::null()).spawn().unwrap();
    ().serve(transport).await.unwrap()
}

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn call(client: &Client, tool: &'static str, arguments: Value) -> (bool, String) {
    let arguments = arguments.as_object().unwrap().clone();
    let result = client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await.unwrap();
    let text = result.content[0].as_text().unwrap().text.clone();
    if result.is_error != Some(true) {
        assert_eq!(result.structured_content, Some(json!({ "result": text })));
    }
    (result.is_error == Some(true), text)
}

fn create(summary: &str) -> Value {
    json!({
        "project_key": "CLINIC", "summary": summary, "issue_type": "Story", "description": "## Goal\n- **x**",
        "additional_fields": json!({"labels": ["via-mcp"], "Story Points": 2, "flux": 1}).to_string(),
    })
}

#[tokio::test]
async fn an_issue_is_created_and_read_over_stdio() {
    let house = house().await;
    let client = over_stdio(&house, "ghopper").await;
    let (failed, text) = call(&client, "jira_create_issue", create("From MCP")).await;
    assert!(!failed, "{text}");
    let result: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(result["message"], "Issue created successfully");
    let issues = house.sandbox.created_issues();
    assert_eq!((issues.len(), &issues[0]["who"]), (1, &json!("ghopper")));
    assert_eq!(issues[0]["fields"]["description"], "h2. Goal\n* *x*");
    assert_eq!(issues[0]["fields"]["customfield_10006"], 2);
    let operations: Vec<Value> =
        house.sandbox.requests().iter().map(|entry| entry["operation"].clone()).collect();
    assert_eq!(operations, ["jira.field", "jira.issue.create", "jira.issue.get"]);
    assert_eq!(house.sandbox.requests()[1]["query"], "updateHistory=false");
    let key = result["issue"]["key"].clone();
    let (_, text) = call(&client, "jira_get_issue", json!({ "issue_key": key })).await;
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["summary"], "From MCP");
    let (_, text) = call(&client, "jira_search", json!({"jql": "labels = via-mcp"})).await;
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["total"], 1);
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn errors_are_results_and_a_failed_read_back_hides_a_created_issue() {
    let house = house().await;
    let client = over_stdio(&house, "alovelace").await;
    let (failed, text) = call(&client, "jira_create_issue", create(&"x".repeat(300))).await;
    assert!(failed);
    assert!(text.starts_with("Error calling tool 'create_issue': "), "{text}");
    assert!(text.contains("Summary must be less than 255 characters."), "{text}");
    assert!(house.sandbox.created_issues().is_empty());
    house.fault(json!({"target": "jira.issue.get", "times": 1, "action": {"status": 500}})).await;
    let (failed, _) = call(&client, "jira_create_issue", create("Hidden")).await;
    assert!(failed);
    assert_eq!(house.sandbox.created_issues().len(), 1);
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn over_http_each_request_brings_its_own_token() {
    let house = house().await;
    let header = |name: &'static str, value: &str| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
    };
    let connect = async |login: &str| {
        let headers = [header("x-atlassian-jira-personal-token", house.token(login))];
        let config = StreamableHttpClientTransportConfig::with_uri(house.sandbox.addresses().mcp.as_str())
            .custom_headers(headers.into_iter().collect());
        ().serve(StreamableHttpClientTransport::from_config(config)).await.unwrap()
    };
    let ada: Client = connect("alovelace").await;
    let grace: Client = connect("ghopper").await;
    let tools = ada.list_all_tools().await.unwrap();
    assert!(tools.iter().all(|tool| tool.name.starts_with("jira_")));
    let read_only = |name: &str| {
        tools.iter().find(|tool| tool.name == name).and_then(|tool| tool.annotations.as_ref()?.read_only_hint)
    };
    assert_eq!((read_only("jira_search"), read_only("jira_create_issue")), (Some(true), None));
    // Listing tools never contacts Jira.
    assert!(house.sandbox.requests().iter().all(|entry| entry["service"] != "jira"));
    let (first, second) = tokio::join!(
        call(&ada, "jira_create_issue", create("Ada's")),
        call(&grace, "jira_create_issue", create("Grace's")),
    );
    assert!(!first.0 && !second.0, "{first:?} {second:?}");
    for issue in house.sandbox.created_issues() {
        let expected = if issue["summary"] == "Ada's" { "alovelace" } else { "ghopper" };
        assert_eq!(issue["who"], expected);
    }
}

#[tokio::test]
async fn a_server_lists_other_tools_none_or_nothing_at_all_when_it_is_told_to() {
    let house = house().await;
    let at = house.sandbox.addresses();
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_jira-agent-sandbox"));
    command.args(["mcp-stdio", "--control", &at.control]).env_clear();
    command.env("JIRA_URL", &at.jira).env("JIRA_PERSONAL_TOKEN", "nobodys");
    let (transport, _) = TokioChildProcess::builder(command).stderr(Stdio::null()).spawn().unwrap();
    let client = ().serve(transport).await.unwrap();
    let usual = client.list_all_tools().await.unwrap();
    house.sandbox.set_mcp(json!({"tools": "changed"})).unwrap();
    let changed = client.list_all_tools().await.unwrap();
    let different = usual.iter().zip(&changed).filter(|(before, after)| before != after);
    let names: Vec<_> = different.map(|(before, _)| before.name.as_ref()).collect();
    assert_eq!(names, ["jira_search", "jira_create_issue"]);
    let words = json!({"descriptions": {"jira_search": "Tells everything."}});
    house.sandbox.set_mcp(words).unwrap();
    let described = client.list_all_tools().await.unwrap();
    let search = described.iter().find(|tool| tool.name == "jira_search").unwrap();
    assert_eq!(search.description.as_deref(), Some("Tells everything."));
    assert_eq!(described.iter().zip(&usual).filter(|(after, before)| after != before).count(), 1);
    house.sandbox.set_mcp(json!({"tools": "none"})).unwrap();
    assert!(client.list_all_tools().await.unwrap().is_empty());
    house.sandbox.set_mcp(json!({"tools": "hang"})).unwrap();
    let never = tokio::time::timeout(std::time::Duration::from_millis(300), client.list_all_tools()).await;
    assert!(never.is_err());
}
