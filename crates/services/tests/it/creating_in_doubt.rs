//! Answers of Jira that get lost. One issue, whatever happens; nothing is sent again before it is known to be absent.

use contract::views::{ApprovalView, DraftStatus, DraftView, JobState};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Person, Setup, TestApp, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";
/// Past a request's deadline, and the time after which an empty search proves that there is nothing.
const LONG: Duration = Duration::from_mins(8);

async fn approved(app: &TestApp, project: &str) -> (Person, DraftView, ApprovalView) {
    let ada = app.user("alovelace").await;
    let (draft, approval) = ada.approved_in(project, ROOM).await;
    (ada, draft, approval)
}

fn on_create(app: &TestApp, action: &Value) {
    app.fault(json!({"target": "jira.issue.create", "times": 1, "action": action}));
}

/// The draft has the one issue that exists.
fn one_issue(app: &TestApp, draft: &DraftView) {
    let issues = app.sandbox.created_issues();
    let [issue] = issues.as_slice() else { panic!("{} issues exist", issues.len()) };
    assert_eq!(draft.status, DraftStatus::Created, "{:?}", draft.failure);
    assert_eq!(issue["key"], draft.issue.as_ref().unwrap().key.as_str());
    assert_eq!(draft.job.as_ref().unwrap().state, JobState::Completed);
}

#[tokio::test]
async fn an_issue_whose_answer_was_lost_is_found_and_not_sent_again() {
    for action in [
        json!("drop_after_commit"),
        json!({"status": 500, "after_commit": true}),
        json!({"status": 502, "body": "<html>Bad gateway</html>", "after_commit": true}),
        json!({"html": true, "after_commit": true}),
        json!("truncate"),
        json!("reset_mid_body"),
        json!({"garbage": true, "after_commit": true}),
    ] {
        story(Setup::new(), async |app| {
            let (ada, draft, approval) = approved(&app, "CLINIC").await;
            on_create(&app, &action);
            let created = ada.created(&draft, &approval).await;
            one_issue(&app, &created);
            assert_eq!(app.requests("jira.issue.create"), 1, "{action}");
            assert!(app.requests("jira.search") > 1, "{action}");
        })
        .await;
    }
}

#[tokio::test]
async fn without_labels_the_issue_is_found_by_its_property() {
    story(Setup::new(), async |app| {
        let (ada, draft, approval) = approved(&app, "NOLABEL").await;
        let payload: Value = serde_json::from_str(&approval.payload).unwrap();
        assert_eq!(payload["label"], Value::Null);
        assert_eq!(payload["rest"]["fields"]["labels"], Value::Null);
        // Somebody else's and an earlier issue of the same text are not mistaken for it.
        let (earlier, its_approval) = ada.approved_in("NOLABEL", ROOM).await;
        ada.created(&earlier, &its_approval).await;
        on_create(&app, &json!("drop_after_commit"));
        let created = ada.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
        let issues = app.sandbox.created_issues();
        assert_eq!(issues.len(), 2);
        assert_eq!(issues[1]["key"], created.issue.unwrap().key.as_str());
        assert_eq!(app.requests("jira.issue.create"), 2);
    })
    .await;
}

#[tokio::test]
async fn a_search_that_lags_behind_is_waited_for() {
    story(Setup::new(), async |app| {
        let (ada, draft, approval) = approved(&app, "CLINIC").await;
        app.sandbox.set_search_lag(Duration::from_millis(600));
        on_create(&app, &json!("drop_after_commit"));
        let created = ada.created(&draft, &approval).await;
        one_issue(&app, &created);
        assert_eq!(app.requests("jira.issue.create"), 1);
        assert!(app.requests("jira.search") > 2);
    })
    .await;
}

#[tokio::test]
async fn a_search_that_fails_proves_nothing() {
    story(Setup::new(), async |app| {
        let (ada, draft, approval) = approved(&app, "CLINIC").await;
        on_create(&app, &json!("drop_after_commit"));
        app.fault(json!({"target": "jira.search", "action": {"status": 503}}));
        let started = ada.create(draft.id, &approval).await.unwrap();
        app.until("it was looked for", async || app.requests("jira.search") > 2).await;
        assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Uncertain);
        app.clock.advance(LONG);
        let looked = app.requests("jira.search");
        app.until("it is looked for again", async || app.requests("jira.search") >= looked + 2).await;
        assert_eq!(app.requests("jira.issue.create"), 1, "not sent again while nobody can look");
        app.sandbox.clear_faults();
        ada.watch(started.job).await;
        one_issue(&app, &ada.draft(draft.id).await);
        assert_eq!(app.requests("jira.issue.create"), 1);
    })
    .await;
}

#[tokio::test]
async fn an_issue_that_was_never_made_is_sent_again_once_its_absence_is_proven() {
    for action in [json!("drop_before"), json!({"status": 500}), json!({"status": 503}), json!("html")] {
        story(Setup::new(), async |app| {
            let (ada, draft, approval) = approved(&app, "CLINIC").await;
            on_create(&app, &action);
            let started = ada.create(draft.id, &approval).await.unwrap();
            app.until("it was looked for", async || app.requests("jira.search") > 3).await;
            assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Uncertain);
            assert_eq!(app.requests("jira.issue.create"), 1, "an empty search proves nothing yet");
            let late = ada.withdraw(draft.id).await.unwrap_err();
            assert_eq!(late.code, "draft.on_its_way");

            app.clock.advance(LONG);
            ada.watch(started.job).await;
            one_issue(&app, &ada.draft(draft.id).await);
            assert_eq!(app.requests("jira.issue.create"), 2, "{action}");
        })
        .await;
    }
}

#[tokio::test]
async fn somebody_who_lost_sight_of_the_project_is_told_that_it_cannot_be_known() {
    story(Setup::new(), async |app| {
        let (ada, draft, approval) = approved(&app, "CLINIC").await;
        on_create(&app, &json!("drop_before"));
        app.fault(json!({"target": "jira.project.list", "action": {"status": 200, "body": []}}));
        let started = ada.create(draft.id, &approval).await.unwrap();
        app.until("it was looked for", async || app.requests("jira.search") > 2).await;
        app.clock.advance(LONG);
        ada.watch(started.job).await;
        let draft = ada.draft(draft.id).await;
        assert_eq!(draft.status, DraftStatus::Uncertain);
        let failure = draft.failure.or(draft.job.unwrap().failure).unwrap();
        assert_eq!(failure.code, "jira.outcome_unknown");
        assert_eq!(app.requests("jira.issue.create"), 1, "shown, not guessed");
    })
    .await;
}

#[tokio::test]
async fn without_labels_more_new_issues_than_jira_shows_at_once_prove_nothing() {
    story(Setup::new(), async |app| {
        let (ada, draft, approval) = approved(&app, "NOLABEL").await;
        for number in 0..100 {
            let summary = format!("Issue {number} of the day");
            app.sandbox.plant_issue("CLINIC", "alovelace", &summary, "").unwrap();
        }
        on_create(&app, &json!("drop_before"));
        let started = ada.create(draft.id, &approval).await.unwrap();
        app.until("it is looked for", async || ada.draft(draft.id).await.status == DraftStatus::Uncertain)
            .await;
        app.clock.advance(LONG);
        ada.watch(started.job).await;
        let draft = ada.draft(draft.id).await;
        assert_eq!(draft.status, DraftStatus::Uncertain);
        let failure = draft.failure.or(draft.job.unwrap().failure).unwrap();
        assert_eq!(failure.code, "jira.outcome_unknown");
        assert_eq!(app.requests("jira.issue.create"), 1, "shown, not guessed");
    })
    .await;
}

#[tokio::test]
async fn stopping_while_it_is_unknown_sends_nothing_and_looking_again_finds_it() {
    story(Setup::new(), async |app| {
        let (ada, draft, approval) = approved(&app, "CLINIC").await;
        app.sandbox.set_search_lag(Duration::from_hours(1));
        on_create(&app, &json!("drop_after_commit"));
        let started = ada.create(draft.id, &approval).await.unwrap();
        app.until("it was looked for", async || app.requests("jira.search") > 1).await;
        ada.stop(draft.id).await.unwrap();
        ada.watch(started.job).await;
        let stopped = ada.draft(draft.id).await;
        assert_eq!(
            stopped.status,
            DraftStatus::Uncertain,
            "it may be in Jira, so it is not called anything else"
        );
        app.sandbox.set_search_lag(Duration::ZERO);
        let created = ada.created(&draft, &approval).await;
        one_issue(&app, &created);
        assert_eq!(app.requests("jira.issue.create"), 1);
    })
    .await;
}
