//! Tool lists: when they are fetched, what happens when they cannot be, and what a changed definition means.

use contract::{
    commands::{DecideTool, ToolsFilter},
    events::JobEvent,
    views::{JobState, ToolRow, ToolSource, ToolStanding, ToolsView},
};
use domain::failure::Category;
use serde_json::json;
use services::tools::enqueue_refreshes;
use std::{collections::BTreeSet, time::Duration};
use testkit::{Person, Setup, TestApp, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

fn quick() -> Setup {
    Setup::new()
        .with_listed_tools()
        .with("/mcp/list_timeout_seconds", json!(1))
        .with("/background_jobs/max_retries", json!(1))
        .with("/background_jobs/retry_delay_seconds", json!(1))
}

async fn page(person: &Person) -> ToolsView {
    person.use_cases.tools.tools(&person.principal, ToolsFilter::default()).await.unwrap()
}

async fn listed(app: &TestApp, person: &Person) -> ToolsView {
    app.until("the tools are listed", async || !page(person).await.sources.is_empty()).await;
    page(person).await
}

/// Refreshes, watches until the job has ended, and gives its state.
async fn refreshed(person: &Person) -> (JobState, ToolsView) {
    let job = person.use_cases.tools.refresh(&person.caller, &person.principal).await.unwrap();
    person.watch(job).await;
    let view = page(person).await;
    (view.job.as_ref().unwrap().state, view)
}

fn row<'a>(view: &'a ToolsView, name: &str) -> &'a ToolRow {
    view.tools.iter().find(|tool| tool.name == name).unwrap()
}

#[tokio::test]
async fn tools_are_fetched_at_sign_in_when_there_are_none_and_after_a_good_test() {
    story(quick(), async |app| {
        let ada = app.member("alovelace").await;
        let view = listed(&app, &ada).await;
        let [jira] = view.sources.as_slice() else { panic!("{:?}", view.sources) };
        assert_eq!((jira.source, jira.tools, jira.stale), (ToolSource::Jira, 9, false));
        let create = row(&view, "jira_create_issue");
        assert!(!create.read_only && create.used && !create.hinted);
        let search = row(&view, "jira_search");
        assert!(search.read_only && search.hinted && search.standing == ToolStanding::Trusted);
        assert_eq!(app.requests("mcp"), 1);

        ada.in_another_browser().await;
        app.user("ghopper").await;
        listed(&app, &app.user("mkeller").await).await;
        assert_eq!(app.requests("mcp"), 1, "what was fetched a moment ago serves everybody");

        app.clock.advance(Duration::from_mins(10));
        ada.test_jira().await.unwrap();
        app.until("they were fetched again", async || app.requests("mcp") == 2).await;
        let tokens: BTreeSet<_> = app
            .sandbox
            .requests()
            .iter()
            .filter(|request| request["operation"] == "mcp")
            .map(|request| request["secret_sha256"].to_string())
            .collect();
        assert!(!tokens.contains(&format!("\"{}\"", sha(ada.who.jira_token))), "nobody's token is needed");
    })
    .await;
}

fn sha(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(text))
}

#[tokio::test]
async fn a_server_that_is_down_hangs_or_offers_nothing_leaves_the_last_list_marked_stale() {
    story(quick(), async |app| {
        let ada = app.member("alovelace").await;
        let before = listed(&app, &ada).await;
        for (how, code) in [
            (json!({"tools": "none"}), "tools.none"),
            (json!({"tools": "hang"}), "mcp.deadline"),
            (json!({"tools": "normal"}), "mcp.http"),
        ] {
            app.sandbox.set_mcp(how).unwrap();
            if code == "mcp.http" {
                app.fault(json!({"target": "mcp", "action": {"status": 503}}));
            }
            let tries = app.requests("mcp");
            let (state, view) = refreshed(&ada).await;
            assert_eq!(state, JobState::Failed);
            let failure = view.job.as_ref().unwrap().failure.clone().unwrap();
            assert_eq!((failure.code.as_str(), failure.category), (code, Category::Temporary));
            assert_eq!(app.requests("mcp"), tries + 2, "tried again once, as configured");
            assert!(view.sources[0].stale);
            assert_eq!(view.tools, before.tools, "the last good list stays");
        }
        app.sandbox.clear_faults();
        let (state, view) = refreshed(&ada).await;
        assert_eq!((state, view.sources[0].stale), (JobState::Completed, false));
        app.clock.advance(Duration::from_hours(6));
        assert!(page(&ada).await.sources[0].stale, "too old is stale, too");
    })
    .await;
}

#[tokio::test]
async fn a_hanging_server_keeps_a_crowd_waiting_once_and_nobody_elses_page() {
    story(quick().with("/background_jobs/max_retries", json!(0)), async |app| {
        let ada = app.member("alovelace").await;
        let grace = app.member("ghopper").await;
        listed(&app, &ada).await;
        listed(&app, &grace).await;
        app.sandbox.set_mcp(json!({"tools": "hang"})).unwrap();
        let tries = app.requests("mcp");
        let (one, other) = tokio::join!(refreshed(&ada), async {
            let form = grace.use_cases.drafting.form(&grace.caller, &grace.principal);
            tokio::time::timeout(Duration::from_millis(900), form).await.expect("not delayed").unwrap();
            refreshed(&grace).await
        });
        assert_eq!((one.0, other.0), (JobState::Failed, JobState::Failed));
        assert!(app.requests("mcp") <= tries + 2);
    })
    .await;
}

#[tokio::test]
async fn a_changed_definition_of_the_create_tool_sends_issues_over_rest_until_an_admin_accepts_it() {
    story(quick().with_mcp_program("/bin/false"), async |app| {
        let ada = app.user("alovelace").await;
        listed(&app, &ada).await;
        let (_, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert!(approval.transport.contains("mcp-atlassian"), "{}", approval.transport);

        app.sandbox.set_mcp(json!({"tools": "changed"})).unwrap();
        let (_, view) = refreshed(&ada).await;
        assert_eq!(row(&view, "jira_create_issue").standing, ToolStanding::Changed);
        assert_eq!(row(&view, "jira_get_issue").standing, ToolStanding::Trusted);
        assert_eq!(view.to_review, None, "only administrators are told");
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert!(approval.transport.contains("REST"), "{}", approval.transport);
        let started = ada.create(draft.id, &approval).await.unwrap();
        let said: Vec<_> = ada
            .watch(started.job)
            .await
            .into_iter()
            .filter_map(|event| match event.event {
                JobEvent::Tool { summary, .. } => Some(summary),
                _ => None,
            })
            .collect();
        assert!(said[0].contains("describes itself in another way"), "{said:?}");
        assert_eq!(ada.draft(draft.id).await.issue.unwrap().transport, "Jira REST");

        assert_eq!(
            ada.use_cases.tools.review(&ada.principal).await.unwrap_err().category,
            Category::NotFound
        );
        let admin = app.member("ghopper").await.as_admin(&app.process).await;
        assert_eq!(page(&admin).await.to_review, Some(2));
        let review = admin.use_cases.tools.review(&admin.principal).await.unwrap();
        let change = review.changes.iter().find(|change| change.used).unwrap();
        assert!(change.lines.iter().any(|line| line.text.contains("Also tells a colleague about it.")));
        let decision = |accept| DecideTool {
            source: change.source.as_str().to_owned(),
            name: change.name.clone(),
            hash: change.hash.clone(),
            accept,
        };
        let refused = ada.use_cases.tools.decide(&ada.caller, &ada.principal, decision(true)).await;
        assert_eq!(refused.unwrap_err().category, Category::NotFound);
        admin.use_cases.tools.decide(&admin.caller, &admin.principal, decision(false)).await.unwrap();
        assert_eq!(row(&page(&ada).await, "jira_create_issue").standing, ToolStanding::Held);
        let (_, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert!(approval.transport.contains("REST"), "kept means not used");
        admin.use_cases.tools.decide(&admin.caller, &admin.principal, decision(true)).await.unwrap();
        let (_, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert!(approval.transport.contains("mcp-atlassian"), "{}", approval.transport);
        assert_eq!(row(&page(&ada).await, "jira_create_issue").standing, ToolStanding::Trusted);
    })
    .await;
}

#[tokio::test]
async fn models_are_told_of_read_tools_in_the_words_that_are_trusted() {
    story(quick(), async |app| {
        let ada = app.user("alovelace").await;
        listed(&app, &ada).await;
        app.sandbox.set_mcp(json!({"tools": "changed"})).unwrap();
        refreshed(&ada).await;
        ada.written(ROOM).await;
        let asked = app.sandbox.llm_calls().last().unwrap()["body"]["query"].to_string();
        assert!(asked.contains("- jira_search: Search Jira issues using JQL."), "{asked}");
        assert!(!asked.contains("tells a colleague"), "a definition nobody accepted");
        assert!(!asked.contains("jira_create_issue") && !asked.contains("JQL query string"), "{asked}");
        assert!(!asked.contains("confluence_search"), "not connected");
    })
    .await;
}

#[tokio::test]
async fn the_clock_asks_once_per_interval_and_person_however_many_processes_there_are() {
    story(quick(), async |app| {
        let ada = app.member("alovelace").await;
        let grace = app.member("ghopper").await;
        listed(&app, &ada).await;
        listed(&app, &grace).await;
        let other = app.next_process().await;
        let (here, there) =
            tokio::join!(enqueue_refreshes(&app.process.resources), enqueue_refreshes(&other.resources));
        assert_eq!(here.unwrap() + there.unwrap(), 2);
        assert_eq!(enqueue_refreshes(&app.process.resources).await.unwrap(), 0);
        app.clock.advance(Duration::from_hours(6));
        assert_eq!(enqueue_refreshes(&other.resources).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_person_finds_tools_by_words_and_access_and_may_not_refresh_without_end() {
    story(quick(), async |app| {
        let ada = app.member("alovelace").await;
        listed(&app, &ada).await;
        let find = async |query: &str, source: &str, access: &str| {
            let filter = ToolsFilter { query: query.into(), source: source.into(), access: access.into() };
            let view = ada.use_cases.tools.tools(&ada.principal, filter).await.unwrap();
            view.tools.into_iter().map(|tool| tool.name).collect::<Vec<_>>()
        };
        assert_eq!(find("jql ISSUES", "", "").await, ["jira_search"]);
        assert_eq!(find("", "jira", "write").await, ["jira_create_issue", "jira_create_issue_link"]);
        assert!(find("", "confluence", "").await.is_empty());
        assert!(find("", "", "changed").await.is_empty());
        let mut refused = None;
        for _ in 0..40 {
            if let Err(failure) = ada.use_cases.tools.refresh(&ada.caller, &ada.principal).await {
                refused = Some(failure);
                break;
            }
        }
        assert_eq!(refused.unwrap().category, Category::TooMany);
    })
    .await;
}

#[tokio::test]
async fn without_an_mcp_server_nothing_is_asked_for_and_the_page_says_so() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let view = page(&ada).await;
        assert!(!view.available && view.sources.is_empty() && view.job.is_none());
        let refused = ada.use_cases.tools.refresh(&ada.caller, &ada.principal).await.unwrap_err();
        assert_eq!(refused.code, "tools.no_server");
        assert_eq!(enqueue_refreshes(&app.process.resources).await.unwrap(), 0);
    })
    .await;
}
