//! What comes after an export: taking it back, and things that were left to be done by hand.

use crate::builder::{Builder, each_once};
use contract::{
    Outcome,
    commands::{BulkField, SetFields, TakeBack, TicketFilter},
    views::{JobState, StartedWork, TakeBackView, TicketState},
};
use domain::failure::Category;
use serde_json::json;
use testkit::{Person, Setup, TestApp, story};

async fn offer(builder: &Builder<'_>) -> TakeBackView {
    let Person { use_cases, principal, .. } = builder.who;
    use_cases.site_tickets.take_back_view(principal, builder.id).await.unwrap()
}

async fn take_back(builder: &Builder<'_>, sha256: &str, sure: bool) -> Outcome<StartedWork> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    let command = TakeBack { build: builder.id, sha256: sha256.to_owned(), sure };
    use_cases.site_tickets.take_back(caller, principal, command).await
}

async fn look(builder: &Builder<'_>) -> Outcome<u32> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    use_cases.site_tickets.look_at_fixes(caller, principal, builder.id).await
}

async fn exported(builder: &Builder<'_>) {
    let job = builder.started("CLINIC").await.job;
    builder.who.watch(job).await;
}

fn issues(app: &TestApp) -> usize {
    app.sandbox.issue_keys().len()
}

#[tokio::test]
async fn an_export_is_taken_back_whole_and_can_be_sent_again() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let before = issues(&app);
        assert!(offer(&maja).await.issues.is_empty());
        exported(&maja).await;
        each_once(&app, &maja).await;
        let offered = offer(&maja).await;
        let count = offered.issues.len();
        assert_eq!((count, issues(&app)), (maja.view().await.results.len(), before + count));

        let unsure = take_back(&maja, &offered.sha256, false).await.unwrap_err();
        assert!(unsure.of_field("sure").is_some(), "{unsure:?}");
        let other = take_back(&maja, &"0".repeat(64), true).await.unwrap_err();
        assert_eq!((other.code.as_str(), other.category), ("site_build.other_issues", Category::Conflict));
        assert_eq!(issues(&app), before + count);

        let starts =
            futures::future::join_all((0..10).map(|_| take_back(&maja, &offered.sha256, true))).await;
        let jobs: std::collections::BTreeSet<_> =
            starts.into_iter().flatten().map(|started| started.job).collect();
        assert_eq!(jobs.len(), 1, "ten starts are one");
        maja.who.watch(*jobs.first().unwrap()).await;
        let view = maja.view().await;
        assert_eq!(view.job.unwrap().state, JobState::Completed);
        assert!(view.results.is_empty() && offer(&maja).await.issues.is_empty());
        assert_eq!(
            (issues(&app), app.sandbox.links().len()),
            (before, 0),
            "what was there before is still there"
        );
        let ticket = maja.ticket("Configure").await;
        assert!(ticket.ticket.ready && ticket.ticket.state == TicketState::Here);

        exported(&maja).await;
        let view = maja.view().await;
        assert_eq!((view.progress.created as usize, issues(&app)), (count, before + count));
        assert_eq!(view.progress.linked, view.progress.links);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_works_on_and_what_jira_keeps_stays_and_says_why() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        exported(&maja).await;
        let offered = offer(&maja).await;
        let keys: Vec<String> = offered.issues.iter().map(|(key, ..)| key.to_string()).collect();
        let [begun, gone, kept, ..] = keys.as_slice() else { panic!("{keys:?}") };
        app.sandbox.move_issue(begun, "In Progress");
        app.sandbox.delete_issue(gone);
        let path = format!("/jira/rest/api/2/issue/{kept}");
        let refusal = json!({"errorMessages": ["You do not have permission to delete this issue."], "errors": {}});
        app.fault(json!({"target": path, "method": "DELETE", "action": {"status": 403, "body": refusal}}));
        // A wish to slow down, and an answer that got lost, are no reason to stop.
        app.fault(json!({"target": "jira.issue.delete", "times": 1, "action": {"rate_limit": {"retry_after": 1}}}));
        app.fault(json!({"target": "jira.issue.delete", "after": 1, "times": 1, "action": {"drop_after_commit": true}}));
        let job = take_back(&maja, &offered.sha256, true).await.unwrap().job;
        maja.who.watch(job).await;
        let view = maja.view().await;
        assert_eq!(view.job.unwrap().state, JobState::Completed);
        let mut left: Vec<_> = view
            .results
            .iter()
            .map(|result| {
                let why = result.failure.as_ref().map(|failure| failure.message.clone()).unwrap_or_default();
                (result.issue.as_ref().unwrap().0.to_string(), why)
            })
            .collect();
        left.sort();
        let mut stay = [begun.clone(), gone.clone(), kept.clone()];
        stay.sort();
        assert_eq!(left.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), stay);
        let why = |key: &str| left.iter().find(|(other, _)| other == key).unwrap().1.clone();
        assert!(why(begun).contains("In Progress"), "{left:?}");
        assert!(why(gone).contains("no longer shows it"), "absence proves nothing: {left:?}");
        assert!(why(kept).contains("does not allow"), "{left:?}");

        let ada = app.member("alovelace").await;
        let theirs = Builder { who: &ada, id: maja.id };
        assert_eq!(take_back(&theirs, &offered.sha256, true).await.unwrap_err().category, Category::NotFound);
        assert_eq!(look(&theirs).await.unwrap_err().category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_proxy_that_knows_nothing_and_what_was_not_agreed_to_prove_nothing() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        exported(&maja).await;
        let (offered, before) = (offer(&maja).await, issues(&app));
        // A page that says 404 to everything, in front of Jira.
        app.fault(json!({"target": "jira", "action": {"status": 404, "body": "<html>Gone fishing</html>"}}));
        let refused = take_back(&maja, &offered.sha256, true).await.unwrap_err();
        assert_ne!(refused.code, "site_build.other_issues");
        app.sandbox.clear_faults();
        app.fault(json!({"target": "jira.issue.get", "action": {"status": 404, "body": "<html>Gone fishing</html>"}}));
        app.fault(json!({"target": "jira.project", "action": {"status": 404, "body": "<html>Gone fishing</html>"}}));
        let job = take_back(&maja, &offered.sha256, true).await.unwrap().job;
        maja.who.watch(job).await;
        let view = maja.view().await;
        assert_eq!(view.job.unwrap().state, JobState::Failed);
        assert_eq!((view.progress.created as usize, issues(&app)), (offered.issues.len(), before));
        app.sandbox.clear_faults();

        // Somebody who may create issues, but not delete them.
        let no = json!({"permissions": {"DELETE_ISSUES": {"havePermission": false}}});
        app.fault(json!({"target": "jira.permissions", "times": 1, "action": {"status": 200, "body": no}}));
        let refused = take_back(&maja, &offered.sha256, true).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.category), ("site_build.may_not_delete", Category::AdminRequired));
        assert_eq!(issues(&app), before);
    })
    .await;
}

#[tokio::test]
async fn what_was_left_to_be_done_by_hand_is_crossed_out_once_it_is_done() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.target("CLINIC").await.unwrap();
        let Person { use_cases, caller, principal, .. } = maja.who;
        let filter = TicketFilter { words: "Configure".to_owned(), ..TicketFilter::default() };
        let sprint = SetFields { build: maja.id, filter, field: BulkField::Sprint, value: "32".to_owned() };
        use_cases.site_tickets.set_many(caller, principal, sprint).await.unwrap();
        let refusal = json!({"errorMessages": ["No."], "errors": {}});
        app.fault(
            json!({"target": "jira.sprint.add", "times": 2, "action": {"status": 400, "body": refusal}}),
        );
        app.fault(
            json!({"target": "jira.link.create", "times": 1, "action": {"status": 400, "body": refusal}}),
        );
        exported(&maja).await;
        let fixes = maja.view().await.fixes;
        assert!(fixes.len() >= 2, "{fixes:?}");
        assert_eq!(look(&maja).await.unwrap(), 0, "nothing is done yet");
        assert_eq!(maja.view().await.fixes, fixes);

        // The person does all of it.
        app.sandbox.clear_faults();
        for fix in &fixes {
            let key = fix.issue.as_ref().unwrap().0.to_string();
            let done = match fix.what.strip_prefix("Link ") {
                Some(words) => {
                    let keys: Vec<&str> =
                        words.split([',', ' ', '.']).filter(|word| word.contains('-')).collect();
                    app.sandbox.add_link("Blocks", keys[0], keys[1])
                }
                None => app.sandbox.put_into_sprint(&key, 32),
            };
            assert!(done, "{}", fix.what);
        }
        assert_eq!(look(&maja).await.unwrap() as usize, fixes.len());
        let view = maja.view().await;
        assert!(view.fixes.is_empty(), "{:?}", view.fixes);
        assert_eq!(view.progress.linked, view.progress.links);
    })
    .await;
}
