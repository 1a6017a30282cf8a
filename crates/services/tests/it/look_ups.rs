//! What a model looks up by itself: read tools only, through the real mcp-atlassian, with the person's own token.

use contract::{
    commands::ToolsFilter,
    events::JobEvent,
    views::{DraftStatus, DraftView},
};
use serde_json::json;
use testkit::{Person, Setup, TestApp, requirement, story};

/// A requirement for which the sandbox's model wants to look something up.
fn curious(text: &str) -> contract::commands::StartDraft {
    requirement(&format!("{text}\n[[sandbox: look-up]]"))
}

/// Somebody with a connected model whose tools are listed.
async fn ready(app: &TestApp) -> Person {
    let ada = app.user("alovelace").await;
    ada.test_jira().await.unwrap();
    app.until("the tools are listed", async || {
        let tools = ada.use_cases.tools.tools(&ada.principal, ToolsFilter::default()).await.unwrap();
        !tools.sources.is_empty()
    })
    .await;
    ada
}

/// Everything that models were sent, as one text.
fn sent(app: &TestApp) -> String {
    app.sandbox.llm_calls().iter().map(|call| call["body"].to_string()).collect()
}

async fn tools_of(ada: &Person, draft: &DraftView) -> Vec<String> {
    let events = ada.watch(draft.job.as_ref().unwrap().id).await;
    let told = |event: &JobEvent| match event {
        JobEvent::Tool { name, summary } => Some(format!("{name}: {summary}")),
        _ => None,
    };
    events.iter().filter_map(|event| told(&event.event)).collect()
}

#[tokio::test]
async fn an_issue_is_looked_up_with_the_persons_own_token_and_comes_back_as_data() {
    story(Setup::new().with_mcp(), async |app| {
        let ada = ready(&app).await;
        let draft = ada.written_from(curious("Patients can move what CLINIC-1 lets them book.")).await;
        assert_eq!(draft.status, DraftStatus::Ready);
        assert_eq!(tools_of(&ada, &draft).await, ["jira_get_issue: Looking up: CLINIC-1"]);
        let calls = app.sandbox.llm_calls();
        assert_eq!(calls.len(), 2);
        let last = calls[1]["body"]["query"].as_str().unwrap();
        assert!(last.starts_with("<result>") && last.contains("CLINIC-1"), "{last}");
        assert!(
            calls[0]["body"].to_string().contains("jira_get_issue(issue_key)"),
            "it is told what there is"
        );
        let used = app.requests("jira.issue.get");
        assert_eq!(used, 1);
        let asked = app.sandbox.requests();
        let asked = asked.iter().find(|request| request["operation"] == "jira.issue.get").unwrap();
        assert_eq!(asked["who"], "alovelace");
        assert_eq!(draft.used.calls, 2);
        // The wish is no part of what people see as the answer.
        let text = draft.job.unwrap().text;
        assert!(!text.contains("\"mode\""), "{text}");
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_asked_of_the_person_and_the_same_job_goes_on() {
    story(Setup::new().with_mcp(), async |app| {
        let ada = ready(&app).await;
        let started = ada.start(curious("Patients can move what that issue lets them book.")).await.unwrap();
        ada.watch(started.job).await;
        let waiting = ada.draft(started.draft).await;
        assert_eq!(waiting.status, DraftStatus::Question);
        let question = waiting.job.unwrap().question.unwrap();
        assert_eq!(question.question, "Which issue shall be looked up, such as CLINIC-245?");
        assert_eq!(question.fields[0].name, "issue_key");
        let again = ada.answer(started.draft, question.id, "It is CLINIC-1").await.unwrap();
        assert_eq!(again.job, started.job);
        app.until("it is written", async || ada.draft(started.draft).await.status == DraftStatus::Ready)
            .await;
        assert_eq!(app.requests("jira.issue.get"), 1);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_looked_up_is_said_and_the_draft_is_written_without_it() {
    story(Setup::new().with_mcp(), async |app| {
        let ada = ready(&app).await;
        app.fault(json!({"target": "jira.issue.get", "action": {"status": 500}}));
        let draft = ada.written_from(curious("Patients can move what CLINIC-1 lets them book.")).await;
        assert_eq!(draft.status, DraftStatus::Ready);
        assert!(sent(&app).contains("<result>"));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_offered_where_tools_are_listed_only() {
    story(Setup::new().with_listed_tools(), async |app| {
        let ada = ready(&app).await;
        let draft = ada.written_from(curious("Patients can move what CLINIC-1 lets them book.")).await;
        let sent = sent(&app);
        assert!(sent.contains("You cannot look anything up yourself"), "{sent}");
        assert!(sent.contains("There are no tools. Give your final answer."), "{sent}");
        assert_eq!(draft.status, DraftStatus::Unfinished, "the sandbox's model insists");
    })
    .await;
}
