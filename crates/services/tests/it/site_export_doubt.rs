//! Exports whose answers get lost, that are stopped, or whose processes die: nothing is sent twice, nothing is forgotten.

use crate::builder::{Builder, each_once};
use contract::{commands::DecideTicket, views::JobState};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Person, Setup, TestApp, story};

/// Past a call's deadline, and the time after which an empty search proves that there is nothing.
const LONG: Duration = Duration::from_mins(8);

fn on_create(app: &TestApp, times: u32, action: &Value) {
    app.fault(json!({"target": "jira.issue.bulk", "times": times, "action": action}));
}

#[tokio::test]
async fn lost_answers_are_looked_up_and_nothing_is_sent_twice() {
    for action in [
        json!("drop_after_commit"),
        json!({"status": 500, "after_commit": true}),
        json!({"status": 502, "body": "<html>Bad gateway</html>", "after_commit": true}),
        json!("truncate"),
    ] {
        story(Setup::new(), async |app| {
            let maja = app.member("mkeller").await;
            let maja = Builder::with_tickets(&maja).await;
            on_create(&app, 1, &action);
            let job = maja.started("CLINIC").await.job;
            maja.who.watch(job).await;
            each_once(&app, &maja).await;
            assert_eq!(app.requests("jira.issue.bulk"), 1, "{action}");
        })
        .await;
    }
}

#[tokio::test]
async fn what_jira_never_got_is_sent_again_once_that_is_proven() {
    for action in [json!("drop_before"), json!({"status": 503})] {
        story(Setup::new(), async |app| {
            let maja = app.member("mkeller").await;
            let maja = Builder::with_tickets(&maja).await;
            on_create(&app, 1, &action);
            let job = maja.started("CLINIC").await.job;
            app.until("it was looked for", async || app.requests("jira.search") > 2).await;
            assert_eq!(app.requests("jira.issue.bulk"), 1, "an empty search proves nothing yet");
            assert!(maja.view().await.progress.doubtful > 0);
            // Nothing else may be said about where they go while nobody knows.
            assert_eq!(maja.target("SHOP").await.unwrap_err().code, "site_build.exporting");
            app.clock.advance(LONG);
            maja.who.watch(job).await;
            each_once(&app, &maja).await;
            assert_eq!(app.requests("jira.issue.bulk"), 2, "{action}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_token_that_jira_refuses_stops_the_export_and_it_goes_on_with_another() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.all_ready().await;
        maja.target("CLINIC").await.unwrap();
        maja.check().await.unwrap();
        let sha256 = maja.view().await.checked.unwrap().sha256;
        app.sandbox.set_expired("mkeller", true);
        let job = maja.export(&sha256).await.unwrap().job;
        maja.who.watch(job).await;
        let view = maja.view().await;
        assert_eq!(view.job.unwrap().failure.unwrap().code, "jira.unauthorized");
        assert_eq!((view.progress.created, view.connected), (0, false));
        app.sandbox.set_expired("mkeller", false);
        maja.who.test_jira().await.unwrap();
        let job = maja.export("").await.unwrap().job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
    })
    .await;
}

#[tokio::test]
async fn a_stopped_export_keeps_what_is_done_and_goes_on() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        on_create(&app, 1, &json!({"rate_limit": {"retry_after": 600}}));
        let job = maja.started("CLINIC").await.job;
        app.until("it waits", async || app.requests("jira.issue.bulk") == 1).await;
        maja.stop().await;
        maja.who.watch(job).await;
        let view = maja.view().await;
        assert_eq!(view.job.unwrap().state, JobState::Cancelled);
        assert_eq!(view.progress.left(), view.counts.all);
        let job = maja.export("").await.unwrap().job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
    })
    .await;
}

#[tokio::test]
async fn an_export_goes_on_by_itself_after_its_process_died() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        builder.all_ready().await;
        builder.target("CLINIC").await.unwrap();
        builder.check().await.unwrap();
        let sha256 = builder.view().await.checked.unwrap().sha256;
        on_create(&app, 1, &json!({"latency_ms": 400}));
        let doomed = app.doomed_process().await;
        let (there, id) = (maja.at(&doomed.process), builder.id);
        let started =
            doomed.run(async move { Builder { who: &there, id }.export(&sha256).await.unwrap() }).await;
        app.until("the call is on its way", async || app.requests("jira.issue.bulk") == 1).await;
        doomed.die();

        let maja = maja.at(&app.next_process().await);
        maja.watch(started.job).await;
        each_once(&app, &Builder { who: &maja, id }).await;
        assert_eq!(app.requests("jira.issue.bulk"), 1, "found, not sent again");
    })
    .await;
}

#[tokio::test]
async fn while_an_export_runs_nothing_pulls_the_rug_from_under_it() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        on_create(&app, 1, &json!({"rate_limit": {"retry_after": 600}}));
        let job = builder.started("CLINIC").await.job;
        app.until("it waits", async || app.requests("jira.issue.bulk") == 1).await;
        let Person { use_cases, caller, principal, .. } = &maja;
        let refused = [
            builder.make().await.unwrap_err(),
            builder.target("SHOP").await.unwrap_err(),
            builder.check().await.unwrap_err(),
            use_cases.site_builds.delete(caller, principal, builder.id).await.unwrap_err(),
        ];
        assert!(refused.iter().all(|failure| failure.code == "site_build.exporting"), "{refused:?}");
        // One that was not sent yet may be changed; then it waits until somebody agrees to it again.
        let ticket = builder.ticket("Create").await;
        builder.edit(&ticket, "Create it in another way", "x").await.unwrap();
        builder.stop().await;
        maja.watch(job).await;
        let job = builder.export("").await.unwrap().job;
        maja.watch(job).await;
        let view = builder.view().await;
        assert_eq!(view.progress.left(), 0, "{:?}", view.progress);
        assert_eq!(view.checked, None, "what is left was not checked as it is now");
        assert!(!app.sandbox.created_issues().iter().any(|issue| issue.to_string().contains("another way")));
        let job = builder.started("CLINIC").await.job;
        maja.watch(job).await;
        each_once(&app, &builder).await;
        assert!(app.sandbox.created_issues().iter().any(|issue| issue.to_string().contains("another way")));
    })
    .await;
}
#[tokio::test]
async fn a_wish_to_slow_down_is_followed_and_costs_nothing() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        on_create(&app, 2, &json!({"rate_limit": {"retry_after": 1}}));
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        assert_eq!(app.requests("jira.issue.bulk"), 3);
    })
    .await;
}

#[tokio::test]
async fn an_outcome_that_nobody_can_find_out_is_for_a_person_to_say() {
    for there in [false, true] {
        story(Setup::new(), async |app| {
            let maja = app.member("mkeller").await;
            let builder = Builder::with_tickets(&maja).await;
            on_create(&app, 1, &if there { json!("drop_after_commit") } else { json!("drop_before") });
            app.fault(json!({"target": "jira.search", "action": {"status": 200, "body": {"issues": []}}}));
            app.fault(json!({"target": "jira.project.list", "action": {"status": 200, "body": []}}));
            let job = builder.started("CLINIC").await.job;
            app.until("it was looked for", async || app.requests("jira.search") > 2).await;
            app.clock.advance(LONG);
            maja.watch(job).await;
            let view = builder.view().await;
            assert_eq!((view.progress.unknown, view.progress.left()), (view.counts.all, 0), "{view:?}");
            assert_eq!(app.requests("jira.issue.bulk"), 1, "shown, not guessed");
            app.sandbox.clear_faults();

            let Person { use_cases, caller, principal, .. } = &maja;
            let say = async |ticket, key: &str| {
                let command = DecideTicket { ticket, key: key.to_owned() };
                use_cases.site_tickets.decide(caller, principal, command).await
            };
            let first = view.results[0].id;
            assert!(say(first, "CLINIC-99999").await.unwrap_err().of_field("key").is_some());
            assert!(say(first, "no key").await.unwrap_err().of_field("key").is_some());
            let there_now: Vec<String> = app
                .sandbox
                .created_issues()
                .iter()
                .map(|issue| issue["key"].as_str().unwrap().to_owned())
                .collect();
            for (at, result) in view.results.iter().enumerate() {
                let title = |key: &&String| {
                    app.sandbox.created_issues().iter().any(|issue| {
                        issue["key"] == key.as_str() && issue["fields"]["summary"] == result.title.as_str()
                    })
                };
                let key = there_now.iter().find(title).cloned().unwrap_or_default();
                if there && at == 1 {
                    // One issue is no two tickets.
                    let other = view.results[0].title.clone();
                    let taken = there_now.iter().find(|key| {
                        app.sandbox.created_issues().iter().any(|issue| {
                            issue["key"] == key.as_str() && issue["fields"]["summary"] == other.as_str()
                        })
                    });
                    assert_eq!(say(result.id, taken.unwrap()).await.unwrap_err().code, "site_ticket.taken");
                }
                say(result.id, &key).await.unwrap();
            }
            assert_eq!(say(first, "").await.unwrap_err().code, "site_ticket.known");
            let job = builder.export("").await.unwrap().job;
            maja.watch(job).await;
            each_once(&app, &builder).await;
            assert_eq!(app.requests("jira.issue.bulk"), if there { 1 } else { 2 });
        })
        .await;
    }
}

#[tokio::test]
async fn after_an_outage_of_the_search_one_empty_answer_proves_nothing() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        on_create(&app, 1, &json!("drop_after_commit"));
        app.fault(json!({"target": "jira.search", "action": {"status": 503}}));
        let job = builder.started("CLINIC").await.job;
        app.until("it was looked for", async || app.requests("jira.search") > 2).await;
        app.clock.advance(LONG);
        let looked = app.requests("jira.search");
        app.until("it is looked for again", async || app.requests("jira.search") > looked).await;
        // The search is back, and knows nothing yet of what was committed.
        app.sandbox.clear_faults();
        app.fault(
            json!({"target": "jira.search", "times": 3, "action": {"status": 200, "body": {"issues": []}}}),
        );
        let looked = app.requests("jira.search");
        app.until("it knows nothing", async || {
            app.clock.advance(Duration::from_secs(5));
            app.requests("jira.search") >= looked + 3
        })
        .await;
        maja.watch(job).await;
        each_once(&app, &builder).await;
        assert_eq!(app.requests("jira.issue.bulk"), 1, "found in the end, and not sent again");
    })
    .await;
}

#[tokio::test]
async fn links_that_are_left_over_are_made_by_going_on() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        app.fault(json!({"target": "jira.link.create", "action": {"status": 401}}));
        let job = builder.started("CLINIC").await.job;
        maja.watch(job).await;
        let view = builder.view().await;
        assert_eq!((view.progress.created, view.progress.left()), (view.counts.all, 0));
        assert_eq!((view.progress.open, view.progress.goes_on()), (view.progress.links, true), "{view:?}");
        app.sandbox.clear_faults();
        maja.test_jira().await.unwrap();
        let job = builder.export("").await.unwrap().job;
        maja.watch(job).await;
        each_once(&app, &builder).await;
        assert!(!builder.view().await.progress.goes_on());
    })
    .await;
}
