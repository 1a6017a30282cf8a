//! Tickets of site builds on their way to Jira, each exactly once.

use crate::builder::{Builder, each_once};
use contract::{
    commands::{AnswerSiteTarget, FieldAnswer, MarkReady, TicketFilter},
    views::{TicketState, WantedField, WantedKind},
};
use domain::failure::Category;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Person, Setup, TestApp, story};

fn on_create(app: &TestApp, times: u32, action: &Value) {
    app.fault(json!({"target": "jira.issue.bulk", "times": times, "action": action}));
}

#[tokio::test]
async fn tickets_are_made_reviewed_and_created_in_jira_with_their_links() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let review = maja.review(None).await;
        assert!(review.counts.all >= 4 && review.counts.ready == 0 && !review.outdated, "{review:?}");
        let fields = maja.ticket("Configure").await;
        assert!(
            fields.body.contains("field_teaser") || fields.body.contains("field\\_teaser"),
            "{}",
            fields.body
        );
        assert!(!fields.after.is_empty(), "fields come after their bundle");
        assert!(app.sandbox.llm_calls().is_empty() && app.requests("jira.issue.bulk") == 0);

        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        // What comes first has the smaller number, and blocks what waits.
        let number = |key: &str| key.rsplit_once('-').unwrap().1.parse::<u32>().unwrap();
        for (kind, first, then) in app.sandbox.links() {
            assert!(kind == "Blocks" && number(&first) < number(&then), "{first} {kind} {then}");
        }
        let issue = app.sandbox.created_issues().remove(0);
        assert!(issue.to_string().contains("relaunch"), "{issue}");
        assert!(issue.to_string().contains("||Name||"), "the table is wiki markup: {issue}");

        // Once in Jira a ticket is changed there; the build stays for good.
        let ticket = maja.ticket("Configure").await;
        assert_eq!(ticket.ticket.state, TicketState::Created);
        let late = maja.edit(&ticket, "Another", "x").await.unwrap_err();
        assert_eq!((late.code.as_str(), late.category), ("site_ticket.on_its_way", Category::Conflict));
        assert_eq!(maja.view().await.build.expires_at, None);
    })
    .await;
}

#[tokio::test]
async fn only_what_was_looked_at_is_sent_and_only_once() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let refused = maja.check().await.unwrap_err();
        assert_eq!(refused.code, "site_build.no_target");
        maja.target("CLINIC").await.unwrap();
        assert_eq!(maja.check().await.unwrap_err().code, "site_build.none_ready");
        maja.all_ready().await;
        maja.check().await.unwrap();
        let before = maja.view().await.checked.unwrap();

        // An edit makes what was checked void.
        let ticket = maja.ticket("Create").await;
        maja.edit(&ticket, &ticket.ticket.title, "Written by hand.").await.unwrap();
        assert_eq!(maja.view().await.checked.unwrap().unchecked, 1);
        assert_eq!(maja.export(&before.sha256).await.unwrap_err().code, "site_build.other_payload");
        maja.check().await.unwrap();
        let now = maja.view().await.checked.unwrap();
        assert_ne!(now.sha256, before.sha256);

        let starts = futures::future::join_all((0..20).map(|_| maja.export(&now.sha256))).await;
        let jobs: BTreeSet<_> = starts.into_iter().map(|started| started.unwrap().job).collect();
        assert_eq!(jobs.len(), 1, "twenty starts are one export");
        maja.who.watch(*jobs.first().unwrap()).await;
        each_once(&app, &maja).await;
        assert!(
            app.sandbox.created_issues().iter().any(|issue| issue.to_string().contains("Written by hand."))
        );
    })
    .await;
}

#[tokio::test]
async fn what_jira_refuses_says_why_and_goes_after_it_was_corrected() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let count = maja.review(None).await.counts.all;
        let error = |number| {
            json!({"status": 400, "failedElementNumber": number,
                "elementErrors": {"errorMessages": [], "errors": {"summary": "Too plain."}}})
        };
        let errors: Vec<Value> = (0..count).map(error).collect();
        on_create(&app, 1, &json!({"status": 400, "body": {"issues": [], "errors": errors}}));
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        let view = maja.view().await;
        assert_eq!((view.progress.refused, view.progress.created, view.progress.left()), (count, 0, 0));
        let failure = view.results[0].failure.clone().unwrap();
        assert_eq!(failure.of_field("summary"), Some("Too plain."), "{failure:?}");
        assert_eq!(app.requests("jira.issue.bulk"), 1, "what Jira refused is not sent again by itself");

        let ticket = maja.review(Some(view.results[0].id)).await.open.unwrap();
        assert_eq!(ticket.ticket.state, TicketState::Refused);
        maja.edit(&ticket, "Create something less plain", &ticket.body).await.unwrap();
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
    })
    .await;
}

#[tokio::test]
async fn an_epic_that_is_gone_keeps_nothing_back_and_is_left_to_be_set_by_hand() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.all_ready().await;
        let epic = app.sandbox.plant_issue("CLINIC", "mkeller", "The relaunch", "").unwrap();
        maja.target_below("CLINIC", &epic).await.unwrap();
        maja.check().await.unwrap();
        let checked = maja.view().await.checked.unwrap();
        assert!(checked.example.unwrap().1.contains(&epic));
        app.sandbox.delete_issue(&epic);
        let job = maja.export(&checked.sha256).await.unwrap().job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        let view = maja.view().await;
        assert_eq!(view.fixes.len(), view.results.len());
        assert!(view.fixes[0].what.contains(&epic) && view.fixes[0].issue.is_some(), "{:?}", view.fixes[0]);
    })
    .await;
}

#[tokio::test]
async fn each_part_of_the_plan_may_have_an_epic_of_its_own() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let roles = "Name,Machine name,X\nEditor,editor,a\n";
        let maja = Builder::with_sheets(
            &maja,
            &[("Bundles.csv", crate::builder::BUNDLES), ("User roles.csv", roles)],
        )
        .await;
        maja.make().await.unwrap();
        assert_eq!(maja.view().await.groups, ["Content", "User roles"]);
        let epic = |summary| app.sandbox.plant_epic("CLINIC", "mkeller", summary, "").unwrap();
        let (all, people) = (epic("Everything"), epic("People"));
        let wrong = maja.target_with("CLINIC", &all, &[("User roles", "nothing")]).await.unwrap_err();
        assert!(wrong.of_field("epic of User roles").is_some(), "{wrong:?}");
        let gone = maja.target_with("CLINIC", &all, &[("User roles", "CLINIC-999")]).await.unwrap_err();
        assert!(gone.of_field("epic of User roles").unwrap().contains("CLINIC-999"), "{gone:?}");
        maja.target_with("CLINIC", &all, &[("User roles", &people), ("Content", "")]).await.unwrap();
        maja.all_ready().await;
        maja.check().await.unwrap();
        let checked = maja.view().await.checked.unwrap();
        let job = maja.export(&checked.sha256).await.unwrap().job;
        maja.who.watch(job).await;
        let below = |key: &str| {
            let issues = app.sandbox.created_issues();
            issues.iter().filter(|issue| issue["fields"].to_string().contains(&format!("\"{key}\""))).count()
        };
        assert_eq!((below(&people), below(&all)), (1, maja.view().await.results.len() - 1));
    })
    .await;
}

#[tokio::test]
async fn a_text_that_is_too_long_is_attached_to_its_issue() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let ticket = maja.ticket("Create").await;
        let long = format!("What it is about.\n\n{}", "Many words. ".repeat(3_000));
        maja.edit(&ticket, "Create something long", &long).await.unwrap();
        app.fault(json!({"target": "jira.attachment.add", "times": 1, "action": "drop_after_commit"}));
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        let files = app.sandbox.attachments();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        assert_eq!(file.1, "create-something-long.md");
        let issues = app.sandbox.created_issues();
        assert!(issues.iter().any(|issue| {
            issue.to_string().contains("See attached file: create-something-long.md for complete details")
        }));
        assert_eq!(maja.review(Some(ticket.ticket.id)).await.open.unwrap().body, long.trim_end());
    })
    .await;
}

#[tokio::test]
async fn on_cloud_descriptions_are_documents_and_an_epic_is_the_parent() {
    let setup = Setup::new().with_cloud_site().with("/providers/0/identity_match", json!("none"));
    story(setup, async |app| {
        let katherine = app.cloud_user("katherine").await;
        let builder = Builder::with_tickets(&katherine).await;
        app.fault(json!({"target": "cloud.issue.bulk", "times": 1, "action": "drop_after_commit"}));
        let job = builder.started("CLINIC").await.job;
        katherine.watch(job).await;
        let view = builder.view().await;
        assert_eq!((view.progress.created, view.progress.left()), (view.counts.all, 0), "{view:?}");
        let issues = app.sandbox.created_issues();
        assert_eq!((issues.len(), app.requests("cloud.issue.bulk")), (view.results.len(), 1));
        for issue in &issues {
            let document = &issue["fields"]["description"];
            assert_eq!(markup::adf_check::problems(document), [], "{issue}");
            assert!(document.to_string().contains("tableHeader"), "the reference table is a table");
        }
        assert_eq!(app.sandbox.links_of_cloud().len(), view.progress.links as usize);

        // A second build below an issue of the first one: on Cloud an epic is the parent.
        let epic = view.results[0].issue.clone().unwrap().0;
        let second = Builder::with_tickets(&katherine).await;
        second.all_ready().await;
        second.target_below("CLINIC", epic.as_str()).await.unwrap();
        second.check().await.unwrap();
        let example = second.view().await.checked.unwrap().example.unwrap().1;
        assert!(example.contains("\"parent\"") && example.contains(epic.as_str()), "{example}");
    })
    .await;
}

#[tokio::test]
async fn what_a_project_demands_is_asked_for_once_and_sent_with_every_issue() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        builder.all_ready().await;
        builder.target("LABS").await.unwrap();
        builder.check().await.unwrap();
        let view = builder.view().await;
        let refused = view.checked.unwrap().refused;
        assert_eq!(refused.len(), view.counts.all as usize, "{refused:?}");
        let wanted = view.target.unwrap().wanted;
        assert!(!wanted.is_empty());
        let answer = |field: &WantedField| FieldAnswer {
            id: field.id.clone(),
            chosen: vec![match field.kind {
                WantedKind::One | WantedKind::Several => field.choices[0].value.clone(),
                WantedKind::Number => "3".to_owned(),
                WantedKind::Date => "2026-12-24".to_owned(),
                WantedKind::Person | WantedKind::People => "mkeller".to_owned(),
                _ => "words".to_owned(),
            }],
        };
        let Person { use_cases, caller, principal, .. } = &maja;
        let mut fields: Vec<_> = wanted.iter().map(answer).collect();
        let number = wanted.iter().position(|field| field.kind == WantedKind::Number).unwrap();
        fields[number].chosen = vec!["many".to_owned()];
        let wrong = AnswerSiteTarget { build: builder.id, fields: fields.clone() };
        let wrong = use_cases.site_tickets.answer(caller, principal, wrong).await.unwrap_err();
        assert!(wrong.of_field(&wanted[number].id).unwrap().contains("number"), "{wrong:?}");
        fields[number].chosen = vec!["3".to_owned()];
        let command = AnswerSiteTarget { build: builder.id, fields };
        use_cases.site_tickets.answer(caller, principal, command).await.unwrap();
        let job = builder.started("LABS").await.job;
        maja.watch(job).await;
        each_once(&app, &builder).await;
        assert_eq!(app.requests("jira.issue.bulk"), 1, "on the first attempt");
    })
    .await;
}

#[tokio::test]
async fn one_that_is_not_ready_any_more_stays_here() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        on_create(&app, 1, &json!({"rate_limit": {"retry_after": 600}}));
        let job = builder.started("CLINIC").await.job;
        app.until("it waits", async || app.requests("jira.issue.bulk") == 1).await;
        builder.stop().await;
        maja.watch(job).await;
        let ticket = builder.ticket("Configure").await.ticket;
        let command = MarkReady {
            build: builder.id,
            ticket: Some(ticket.id),
            filter: TicketFilter::default(),
            ready: false,
        };
        let Person { use_cases, caller, principal, .. } = &maja;
        use_cases.site_tickets.mark(caller, principal, command).await.unwrap();
        let job = builder.export("").await.unwrap().job;
        maja.watch(job).await;
        let view = builder.view().await;
        assert_eq!(
            (view.progress.created + 1, view.progress.goes_on()),
            (view.counts.all, false),
            "{view:?}"
        );
        let titles: Vec<String> =
            app.sandbox.created_issues().iter().map(|issue| issue["fields"]["summary"].to_string()).collect();
        assert!(!titles.iter().any(|title| title.contains(&ticket.title)), "{titles:?}");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_jira_refuses_is_told_as_something_to_do() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        let ticket = builder.ticket("Create").await;
        // One paragraph, longer than a description may be.
        builder.edit(&ticket, "Create something long", &"Many words. ".repeat(3_000)).await.unwrap();
        app.fault(json!({"target": "jira.attachment.add", "times": 1, "action": {"status": 503}}));
        app.fault(json!({"target": "jira.attachment.add", "action": {"status": 403,
            "body": {"errorMessages": ["Attachments are off."], "errors": {}}}}));
        let job = builder.started("CLINIC").await.job;
        maja.watch(job).await;
        each_once(&app, &builder).await;
        let view = builder.view().await;
        let [fix] = view.fixes.as_slice() else { panic!("{:?}", view.fixes) };
        assert!(fix.what.starts_with("Attach the whole text") && fix.issue.is_some(), "{fix:?}");
        assert!(!view.progress.goes_on(), "{:?}", view.progress);
    })
    .await;
}
