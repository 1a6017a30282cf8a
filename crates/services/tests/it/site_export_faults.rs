//! Exports while everything goes wrong: processes die, answers get lost, Jira fails and slows down, its search lags
//! behind. The simulated company's ledger is the judge. `EXPORT_TICKETS` and `EXPORT_KILLS` make it longer than the tests
//! need (`scripts/export_faults.sh`).

use crate::builder::Builder;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use testkit::{Setup, TestApp, story};

/// So much of the product's time goes by in a hundredth of it.
const STEP: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(300);

fn number_from(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Content types with one field each: two tickets for each, the second waits for the first.
pub(crate) fn sheets(types: usize) -> (String, String) {
    let bundles: Vec<_> = (0..types).map(|n| format!("Type {n},type_{n},a,Content type")).collect();
    let fields: Vec<_> =
        (0..types).map(|n| format!("Field {n},field_{n},a,Type {n} (Content type),Text (plain)")).collect();
    (
        format!("Name,Machine name,X,Type\n{}\n", bundles.join("\n")),
        format!("Field label,Machine name,X,Bundle,Field type\n{}\n", fields.join("\n")),
    )
}

fn everything_goes_wrong(app: &TestApp) {
    let on = |target: &str, probability: f64, seed: u64, action: serde_json::Value| {
        app.fault(json!({"target": target, "probability": probability, "seed": seed, "action": action}));
    };
    on("jira.issue.bulk", 0.10, 11, json!("drop_after_commit"));
    on("jira.issue.bulk", 0.15, 12, json!({"status": 503}));
    on("jira.issue.bulk", 0.15, 13, json!({"status": 502, "html": true, "after_commit": true}));
    on("jira.issue.bulk", 0.10, 14, json!({"rate_limit": {"retry_after": 1}}));
    on("jira.issue.bulk", 0.05, 15, json!({"rate_limit": {"retry_after": "http-date+1"}}));
    on("jira.link", 0.05, 16, json!("drop_after_commit"));
    on("jira.link", 0.05, 17, json!({"status": 500}));
    on("jira.search", 0.20, 18, json!({"status": 503}));
    app.sandbox.set_search_lag(Duration::from_secs(1));
}

/// Each ticket is there once, what is needed was created before what waits for it, and each link is there once.
fn judge(app: &TestApp, tickets: usize) {
    let issues = app.sandbox.created_issues();
    let marks: BTreeSet<String> = issues.iter().map(|issue| issue["properties"].to_string()).collect();
    assert_eq!((issues.len(), marks.len()), (tickets, tickets), "each once");
    let number: BTreeMap<&str, usize> =
        issues.iter().enumerate().map(|(at, issue)| (issue["key"].as_str().unwrap(), at)).collect();
    let links = app.sandbox.links();
    let distinct: BTreeSet<_> = links.iter().collect();
    assert_eq!((links.len(), distinct.len()), (tickets / 2, tickets / 2), "each link once");
    for (kind, first, then) in &links {
        assert_eq!(kind, "Blocks");
        assert!(number[first.as_str()] < number[then.as_str()], "{first} before {then}");
    }
    assert_eq!(app.sandbox.summary()["properties_on_several_issues"], json!({}));
}

#[tokio::test]
async fn processes_die_and_jira_fails_and_each_ticket_is_there_once() {
    let (tickets, kills) = (number_from("EXPORT_TICKETS", 160), number_from("EXPORT_KILLS", 6));
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let (bundles, fields) = sheets(tickets / 2);
        let builder =
            Builder::with_sheets(&maja, &[("Bundles.csv", &bundles), ("Fields.csv", &fields)]).await;
        assert_eq!(builder.make().await.unwrap() as usize, tickets);
        builder.all_ready().await;
        builder.target("CLINIC").await.unwrap();
        builder.check().await.unwrap();
        let sha256 = builder.view().await.checked.unwrap().sha256;
        everything_goes_wrong(&app);
        let id = builder.id;
        app.process.runner.shutdown(Duration::ZERO).await;

        let doomed = app.doomed_process().await;
        let there = maja.at(&doomed.process);
        let started =
            doomed.run(async move { Builder { who: &there, id }.export(&sha256).await.unwrap() }).await;
        let mut doomed = Some(doomed);
        for kill in 0..kills {
            // Somewhere between at once and a good while, never twice the same.
            tokio::time::sleep(Duration::from_millis((kill as u64 * 367 + 40) % 900)).await;
            if let Some(doomed) = doomed.take() {
                doomed.die();
            }
            app.clock.advance(STEP);
            doomed = Some(app.doomed_process().await);
        }
        if let Some(doomed) = doomed.take() {
            doomed.die();
        }
        let last = app.next_process().await;
        let there = maja.at(&last);
        let watching = there.watch(started.job);
        tokio::pin!(watching);
        while tokio::time::timeout(PAUSE, &mut watching).await.is_err() {
            app.clock.advance(STEP);
        }
        let view = Builder { who: &there, id }.view().await;
        assert_eq!(
            (view.progress.created as usize, view.progress.left()),
            (tickets, 0),
            "{:?}",
            view.progress
        );
        judge(&app, tickets);
    })
    .await;
}
