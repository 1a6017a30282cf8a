//! Where created issues are in Jira, in the history.

use contract::{commands::HistoryFilter, views::DraftRow};
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::{Person, Setup, story};

const ROOM: &str = "As a patient I want to book an examination room online.";
const SEARCH: &str = "jira.search";

async fn history(person: &Person) -> Vec<DraftRow> {
    let drafting = &person.use_cases.drafting;
    drafting.history(&person.caller, &person.principal, HistoryFilter::default()).await.unwrap().drafts
}

/// Key and status of each created draft, newest first.
async fn statuses(person: &Person) -> Vec<(String, Option<String>)> {
    let rows = history(person).await;
    let created = rows.into_iter().filter_map(|row| Some((row.issue?.to_string(), row.in_jira)));
    created.map(|(key, status)| (key, status.map(|status| status.name))).collect()
}

async fn created(person: &Person) -> String {
    let (draft, approval) = person.approved_in("CLINIC", ROOM).await;
    person.created(&draft, &approval).await.issue.unwrap().key.to_string()
}

#[tokio::test]
async fn the_history_says_where_issues_are_and_asks_once_in_a_while() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (first, second) = (created(&ada).await, created(&ada).await);
        ada.written(ROOM).await;
        let before = app.requests(SEARCH);
        assert!(app.sandbox.move_issue(&first, "In Progress"));
        let status = |key: &String, name: &str| (key.clone(), Some(name.to_owned()));
        assert_eq!(statuses(&ada).await, [status(&second, "To Do"), status(&first, "In Progress")]);
        app.sandbox.move_issue(&first, "Done");
        assert_eq!(statuses(&ada).await[1], status(&first, "In Progress"), "known for five minutes");
        assert_eq!(app.requests(SEARCH) - before, 1, "one question for all of them");

        app.clock.advance(Duration::from_mins(5));
        let rows = history(&ada).await;
        let done =
            rows.iter().find(|row| row.issue.as_ref().is_some_and(|key| key.as_str() == first)).unwrap();
        assert!(done.in_jira.as_ref().is_some_and(|status| status.done && status.name == "Done"));
        assert_eq!(rows.iter().filter(|row| row.in_jira.is_some()).count(), 2, "not of what is no issue yet");

        let noah = app.user("ghopper").await;
        assert!(history(&noah).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_issue_that_is_gone_hides_nothing_of_the_others() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (gone, there) = (created(&ada).await, created(&ada).await);
        assert!(app.sandbox.delete_issue(&gone));
        let known = Some("To Do".to_owned());
        assert_eq!(statuses(&ada).await, [(there.clone(), known), (gone.clone(), None)]);
        app.clock.advance(Duration::from_mins(5));
        assert!(app.sandbox.delete_issue(&there));
        assert_eq!(
            statuses(&ada).await,
            [(there, None), (gone, None)],
            "what it told before holds no longer"
        );
    })
    .await;
}

#[tokio::test]
async fn a_jira_that_does_not_answer_holds_the_history_up_once_and_takes_nothing_away() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let key = created(&ada).await;
        let known = [(key, Some("To Do".to_owned()))];
        assert_eq!(statuses(&ada).await, known);
        app.clock.advance(Duration::from_mins(5));
        app.fault(json!({"target": SEARCH, "action": "hang"}));
        let begun = Instant::now();
        assert_eq!(statuses(&ada).await, known);
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        let before = app.requests(SEARCH);
        assert_eq!(statuses(&ada).await, known);
        assert_eq!(app.requests(SEARCH), before, "it is left alone for a while");
    })
    .await;
}

#[tokio::test]
async fn without_a_working_token_jira_is_not_asked() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let key = created(&ada).await;
        app.sandbox.set_expired("alovelace", true);
        ada.test_jira().await.unwrap();
        let before = app.requests(SEARCH);
        assert_eq!(statuses(&ada).await, [(key, None)]);
        assert_eq!(app.requests(SEARCH), before);
    })
    .await;
}
