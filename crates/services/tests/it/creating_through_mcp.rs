//! Creating through the real mcp-atlassian.

use contract::{events::JobEvent, views::DraftStatus};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::{Setup, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";

#[tokio::test]
async fn the_issue_is_what_was_approved_created_once_with_the_persons_own_token() {
    story(Setup::new().with_mcp(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert!(approval.transport.contains("mcp-atlassian"));
        let started = ada.create(draft.id, &approval).await.unwrap();
        let events = ada.watch(started.job).await;
        let tools: Vec<_> = events
            .iter()
            .filter_map(|event| match &event.event {
                JobEvent::Tool { name, .. } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(tools, ["jira_create_issue"]);
        let created = ada.draft(draft.id).await;
        let shown = created.issue.unwrap();
        assert_eq!(shown.transport, "mcp-atlassian");
        let issues = app.sandbox.created_issues();
        let [issue] = issues.as_slice() else { panic!("{issues:?}") };
        assert_eq!(issue["key"], shown.key.as_str());
        assert_eq!(shown.url, format!("{}/browse/{}", app.sandbox.addresses().jira, shown.key));
        assert_eq!(issue["token_sha256"], hex::encode(Sha256::digest(ada.who.jira_token)));
        let approved: Value = serde_json::from_str(&approval.payload).unwrap();
        for field in ["summary", "description", "labels"] {
            assert_eq!(issue["fields"][field], approved["rest"]["fields"][field], "{field}");
        }
        assert_eq!(app.requests("jira.issue.create"), 1);

        // The next one uses the same child, with another operation.
        let (draft, approval) = ada.approved_in("NOLABEL", ROOM).await;
        assert_eq!(ada.created(&draft, &approval).await.status, DraftStatus::Created);
        assert_eq!(app.sandbox.created_issues().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_tool_that_reports_an_error_after_creating_is_not_believed() {
    story(Setup::new().with_mcp(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        app.fault(json!({"target": "jira.issue.get", "action": {"status": 500}}));
        let created = ada.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
        assert_eq!((app.sandbox.created_issues().len(), app.requests("jira.issue.create")), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn an_answer_lost_behind_the_tool_leaves_one_issue() {
    story(Setup::new().with_mcp(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        app.fault(json!({"target": "jira.issue.create", "times": 1, "action": "drop_after_commit"}));
        let created = ada.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
        assert_eq!((app.sandbox.created_issues().len(), app.requests("jira.issue.create")), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn jiras_words_come_through_the_tool() {
    story(Setup::new().with_mcp(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        let body = json!({"errorMessages": [], "errors": {"summary": "Summaries must mention a ward."}});
        app.fault(
            json!({"target": "jira.issue.create", "times": 1, "action": {"status": 400, "body": body}}),
        );
        let refused = ada.created(&draft, &approval).await;
        assert_eq!(refused.status, DraftStatus::Ready);
        assert_eq!(refused.failure.unwrap().of_field("summary"), Some("Summaries must mention a ward."));
        assert!(app.sandbox.created_issues().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_does_not_start_is_replaced_by_jiras_own_interface() {
    story(Setup::new().with_mcp_program("/bin/false"), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        let created = ada.created(&draft, &approval).await;
        assert_eq!(created.issue.unwrap().transport, "Jira REST");
        assert_eq!((app.sandbox.created_issues().len(), app.requests("jira.issue.create")), (1, 1));
    })
    .await;
}
