//! Processes that die in the middle of their work, and what the next one makes of it.

use contract::{
    events::{EventId, JobEvent},
    views::{DraftStatus, JobState},
};
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};
use testkit::{Setup, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";
const LONG: Duration = Duration::from_mins(8);

#[tokio::test]
async fn a_create_in_flight_is_found_by_the_next_process() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        app.fault(json!({"target": "jira.issue.create", "times": 1, "action": {"latency_ms": 400}}));
        let doomed = app.doomed_process().await;
        let there = ada.at(&doomed.process);
        let started = {
            let approval = approval.clone();
            doomed.run(async move { there.create(draft.id, &approval).await.unwrap() }).await
        };
        app.until("the create is on its way", async || app.requests("jira.issue.create") == 1).await;
        doomed.die();

        let ada = ada.at(&app.next_process().await);
        ada.watch(started.job).await;
        let created = ada.draft(draft.id).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
        let issue = created.issue.unwrap();
        assert_eq!(issue.transport, "found by its mark after an interruption");
        let issues = app.sandbox.created_issues();
        assert_eq!((issues.len(), app.requests("jira.issue.create")), (1, 1));
        assert_eq!(issues[0]["key"], issue.key.as_str());
    })
    .await;
}

#[tokio::test]
async fn a_create_that_never_arrived_is_sent_again_by_the_next_process() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        app.fault(json!({"target": "jira.issue.create", "times": 1, "action": "hang"}));
        let doomed = app.doomed_process().await;
        let there = ada.at(&doomed.process);
        let started = doomed.run(async move { there.create(draft.id, &approval).await.unwrap() }).await;
        app.until("the create is on its way", async || app.requests("jira.issue.create") == 1).await;
        doomed.die();

        let ada = ada.at(&app.next_process().await);
        app.until("it was looked for", async || app.requests("jira.search") > 2).await;
        assert_eq!(app.requests("jira.issue.create"), 1);
        // First the dead request's deadline passes, then the time that proves absence.
        app.clock.advance(Duration::from_mins(1));
        app.until("it is uncertain", async || ada.draft(draft.id).await.status == DraftStatus::Uncertain)
            .await;
        // This process has seen nothing before its own looks, and needs as long to believe them.
        let watching = ada.watch(started.job);
        tokio::pin!(watching);
        while tokio::time::timeout(Duration::from_millis(500), &mut watching).await.is_err() {
            app.clock.advance(LONG);
        }
        assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Created);
        assert_eq!((app.sandbox.created_issues().len(), app.requests("jira.issue.create")), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn whenever_a_process_dies_there_is_one_issue_per_draft() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        app.fault(json!({"target": "jira.issue.create", "action": {"latency_ms": 15}}));
        let moments = [0, 2, 5, 10, 20, 30, 50, 80];
        for millis in moments {
            let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
            let doomed = app.doomed_process().await;
            let there = ada.at(&doomed.process);
            let started = doomed.run(async move { there.create(draft.id, &approval).await.unwrap() }).await;
            tokio::time::sleep(Duration::from_millis(millis)).await;
            doomed.die();
            let next = app.next_process().await;
            app.clock.advance(LONG);
            let ada = ada.at(&next);
            let watching = ada.watch(started.job);
            tokio::pin!(watching);
            while tokio::time::timeout(Duration::from_millis(500), &mut watching).await.is_err() {
                app.clock.advance(LONG);
            }
            assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Created, "after {millis} ms");
            next.runner.shutdown(Duration::ZERO).await;
        }
        let issues = app.sandbox.created_issues();
        assert_eq!(issues.len(), moments.len());
        let marks: BTreeSet<String> = issues.iter().map(|issue| issue["properties"].to_string()).collect();
        assert_eq!(marks.len(), moments.len(), "one issue per operation");
    })
    .await;
}

#[tokio::test]
async fn a_draft_being_written_keeps_its_text_and_waits_for_a_person() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let doomed = app.doomed_process().await;
        let there = ada.at(&doomed.process);
        let form = requirement(&format!("{ROOM}\n[[sandbox: stall]]"));
        let started = doomed.run(async move { there.start(form).await.unwrap() }).await;
        let seen = ada
            .watch_while(started.job, EventId::default(), |event| event.event.name() != "assistant_token")
            .await;
        doomed.die();

        let ada = ada.at(&app.next_process().await);
        let rest = ada.watch_after(started.job, seen.last().unwrap().id).await;
        assert!(matches!(rest.last().unwrap().event, JobEvent::Interrupted { .. }), "{rest:?}");
        let draft = ada.draft(started.draft).await;
        assert_eq!(draft.status, DraftStatus::Unfinished);
        let job = draft.job.unwrap();
        assert_eq!((job.state, job.interrupted), (JobState::Failed, true));
        assert!(!job.text.is_empty());
        assert_eq!(app.sandbox.llm_calls().len(), 1, "no second call by itself");
        ada.go_on(started.draft).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn readers_at_one_process_see_what_another_one_writes() {
    story(Setup::new(), async |app| {
        app.sandbox.set_token_delay(2);
        let ada = app.user("alovelace").await;
        let other = app.doomed_process().await;
        let there = ada.at(&other.process);
        let form = requirement(ROOM);
        let started = other.run(async move { there.start(form).await.unwrap() }).await;
        let events = ada.watch(started.job).await;
        let draft = ada.draft(started.draft).await;
        assert_eq!(draft.status, DraftStatus::Ready);
        assert_eq!(testkit::text_of(&events), draft.job.unwrap().text);
        assert_eq!(app.sandbox.llm_calls().len(), 1);

        // And may stop it.
        let there = ada.at(&other.process);
        let form = requirement(&format!("{ROOM}\n[[sandbox: stall]]"));
        let started = other.run(async move { there.start(form).await.unwrap() }).await;
        ada.stop(started.draft).await.unwrap();
        let events = ada.watch(started.job).await;
        assert_eq!(events.last().unwrap().event, JobEvent::Cancelled);
        other.die();
    })
    .await;
}
