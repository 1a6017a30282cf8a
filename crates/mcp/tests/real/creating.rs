use crate::{
    CALL, TOKEN,
    fake_jira::{FakeJira, Fault},
    group_runs, lease, person, pool,
};
use atlassian::jira::{Created, JiraError};
use mcp::{
    CreateIssueArgs, CreateOutcome, CreateReport, CreateWitness, Marks, McpError, NotWitnessed, Witnessed,
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

const WIKI: &str = "h2. Story\n*bold* {{code}}\n* one\n** two\n||a||b||\n|1|2|\n{code:java}x = [1];{code}\n# **not** markdown\n";

/// Writes down what it is told, in order.
#[derive(Default)]
struct Ledger {
    sent: Mutex<Vec<Value>>,
    answered: Mutex<Vec<CreateOutcome>>,
    refuse: bool,
}

#[async_trait::async_trait]
impl CreateWitness for Ledger {
    async fn about_to_send(&self, body: &[u8]) -> Result<(), NotWitnessed> {
        if self.refuse {
            return Err(NotWitnessed);
        }
        let body = serde_json::from_slice(body).map_err(|_| NotWitnessed)?;
        self.sent.lock().map_err(|_| NotWitnessed)?.push(body);
        Ok(())
    }

    async fn answered(&self, outcome: &CreateOutcome) {
        if let Ok(mut answered) = self.answered.lock() {
            answered.push(outcome.clone());
        }
    }
}

fn args() -> CreateIssueArgs {
    let additional = [("labels", json!(["shop"])), ("customfield_10006", json!(3))];
    CreateIssueArgs {
        project_key: "SHOP".to_owned(),
        summary: "Checkout “fast lane”".to_owned(),
        issue_type: "Story".to_owned(),
        description: WIKI.to_owned(),
        components: Vec::new(),
        additional_fields: additional.map(|(name, value)| (name.to_owned(), value)).into_iter().collect(),
    }
}

fn marks() -> Marks {
    let property = ("jira-agent.operation".to_owned(), json!({"id": "op-1"}));
    Marks { properties: vec![property], label: Some("batch-1".to_owned()) }
}

async fn create(jira: &FakeJira, ledger: &Arc<Ledger>, within: Duration) -> CreateReport {
    let pool = pool(crate::config()).await;
    let mut lease = lease(&pool, &person("a", jira)).await.request_id("r-1");
    lease.create_issue(&args(), Arc::clone(ledger) as Arc<dyn CreateWitness>, marks(), within).await
}

fn first() -> CreateOutcome {
    CreateOutcome::Created(Created { id: "10001".to_owned(), key: "SHOP-1".to_owned() })
}

#[tokio::test]
async fn an_issue_is_created_once_with_its_marks_and_its_description_unchanged() {
    let jira = FakeJira::start(Fault::None).await;
    let ledger = Arc::<Ledger>::default();
    let report = create(&jira, &ledger, CALL).await;

    assert_eq!(report.witnessed, Witnessed::Answered(first()));
    let tool = report.tool.unwrap();
    assert!(!tool.is_error && tool.text.contains("SHOP-1"), "{tool:?}");
    let seen = jira.seen();
    let expected = json!({
        "fields": {
            "project": {"key": "SHOP"}, "summary": "Checkout “fast lane”", "issuetype": {"name": "Story"},
            "description": WIKI, "labels": ["shop", "batch-1"], "customfield_10006": 3
        },
        "properties": [{"key": "jira-agent.operation", "value": {"id": "op-1"}}]
    });
    assert_eq!(seen.creates, std::slice::from_ref(&expected));
    assert_eq!(*ledger.sent.lock().unwrap(), [expected]);
    assert_eq!(*ledger.answered.lock().unwrap(), [first()]);
    assert!(seen.authorizations.iter().all(|value| *value == format!("Bearer {TOKEN}")));
    assert!(seen.request_ids.iter().all(|id| id == "r-1"));
}

#[tokio::test]
async fn the_child_holds_no_token_anywhere() {
    let jira = FakeJira::start(Fault::None).await;
    let pool = pool(crate::config()).await;
    let mut lease = lease(&pool, &person("a", &jira)).await;
    let id = lease.process_id().unwrap();
    let ledger = Arc::<Ledger>::default();
    lease.create_issue(&args(), ledger, marks(), CALL).await.tool.unwrap();
    let environment = std::fs::read_to_string(format!("/proc/{id}/environ")).unwrap();
    let arguments = std::fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap();
    assert!(!environment.contains(TOKEN) && !arguments.contains(TOKEN));
    assert!(!environment.contains(&jira.base), "not even the real address is known to it");
    let mut names: Vec<&str> = environment.split('\0').filter_map(|entry| entry.split('=').next()).collect();
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    let expected = [
        "DISABLE_JIRA_MARKUP_TRANSLATION",
        "FASTMCP_CHECK_FOR_UPDATES",
        "FASTMCP_SHOW_SERVER_BANNER",
        "HOME",
        "JIRA_PERSONAL_TOKEN",
        "JIRA_URL",
        "LANG",
        "PATH",
        "TOOLSETS",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn an_error_of_the_tool_after_the_create_does_not_hide_the_issue() {
    let jira = FakeJira::start(Fault::NotReadable).await;
    let ledger = Arc::<Ledger>::default();
    let report = create(&jira, &ledger, CALL).await;
    assert!(report.tool.unwrap().is_error, "the tool says that it failed");
    assert_eq!(report.witnessed, Witnessed::Answered(first()), "the gateway saw that it did not");
    assert_eq!(jira.seen().creates.len(), 1);
}

#[tokio::test]
async fn a_throttled_create_is_tried_once_and_is_safe_to_repeat() {
    let jira = FakeJira::start(Fault::Throttles).await;
    let ledger = Arc::<Ledger>::default();
    let report = create(&jira, &ledger, CALL).await;
    let expected =
        CreateOutcome::NotDone(JiraError::RateLimited { retry_after: Some(Duration::from_secs(1)) });
    assert_eq!(report.witnessed, Witnessed::Answered(expected.clone()));
    assert!(report.tool.unwrap().is_error);
    // The child is still alive for a while after this; it would re-post within Retry-After's second.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(jira.seen().creates.len(), 1);
    assert_eq!(*ledger.answered.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn a_refused_create_keeps_jiras_words_per_field() {
    let jira = FakeJira::start(Fault::Refuses).await;
    let report = create(&jira, &Arc::default(), CALL).await;
    let Witnessed::Answered(CreateOutcome::Rejected(JiraError::Rejected { fields, .. })) = report.witnessed
    else {
        panic!("{report:?}")
    };
    assert_eq!(fields["customfield_10006"], "Field 'customfield_10006' cannot be set.");
}

#[tokio::test]
async fn a_broken_answer_after_the_create_is_doubtful() {
    let jira = FakeJira::start(Fault::BreaksAfterCreate).await;
    let ledger = Arc::<Ledger>::default();
    let report = create(&jira, &ledger, CALL).await;
    assert!(matches!(report.witnessed, Witnessed::Answered(CreateOutcome::Doubtful(_))), "{report:?}");
    assert_eq!(jira.seen().creates.len(), 1);
}

#[tokio::test]
async fn a_create_jira_never_answers_is_doubtful_at_the_deadline() {
    let jira = FakeJira::start(Fault::Hangs).await;
    let ledger = Arc::<Ledger>::default();
    let report = create(&jira, &ledger, Duration::from_secs(8)).await;
    assert!(matches!(report.witnessed, Witnessed::Answered(CreateOutcome::Doubtful(_))), "{report:?}");
    // At the deadline the tool is either told so or killed; neither counts as a success.
    assert!(report.tool.is_err() || report.tool.is_ok_and(|answer| answer.is_error));
    assert_eq!((jira.seen().creates.len(), ledger.answered.lock().unwrap().len()), (1, 1));
}

#[tokio::test]
async fn a_child_that_stopped_working_is_killed_at_the_deadline_and_nothing_was_sent() {
    let jira = FakeJira::start(Fault::None).await;
    let pool = pool(crate::config()).await;
    let mut lease = lease(&pool, &person("a", &jira)).await;
    let group = lease.process_id().unwrap();
    let id = Pid::from_raw(i32::try_from(group).unwrap());
    kill(id, Signal::SIGSTOP).unwrap();
    let ledger = Arc::<Ledger>::default();
    let report = lease.create_issue(&args(), ledger, marks(), Duration::from_secs(1)).await;
    assert_eq!(report, CreateReport { witnessed: Witnessed::NotSent, tool: Err(McpError::Deadline) });
    assert!(!group_runs(group));
    assert!(jira.seen().creates.is_empty());
}

#[tokio::test]
async fn what_the_ledger_does_not_approve_never_leaves() {
    let jira = FakeJira::start(Fault::None).await;
    let ledger = Arc::new(Ledger { refuse: true, ..Ledger::default() });
    let report = create(&jira, &ledger, CALL).await;
    assert_eq!(report.witnessed, Witnessed::NotSent);
    assert!(report.tool.unwrap().is_error);
    assert!(jira.seen().creates.is_empty() && ledger.answered.lock().unwrap().is_empty());
}
