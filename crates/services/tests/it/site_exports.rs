//! Tickets of site builds: made, reviewed, and taken to Jira, each exactly once.

use crate::builder::{BUNDLES, Builder, each_once};
use contract::{
    commands::{
        AnswerSiteTarget, ChangeNeed, FieldAnswer, MoveTicket, ResetTicket, SettleProposal, TicketFilter,
    },
    views::{JobState, TicketOrigin, TicketState, WantedField, WantedKind},
};
use domain::failure::Category;
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use testkit::{Person, Setup, TestApp, story};

/// Past a call's deadline, and the time after which an empty search proves that there is nothing.
const LONG: Duration = Duration::from_mins(8);

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
        let jobs: BTreeSet<_> =
            starts.into_iter().filter_map(Result::ok).map(|started| started.job).collect();
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
async fn hand_written_tickets_keep_their_text_when_the_sheets_change() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let ticket = maja.ticket("Article").await;
        maja.edit(&ticket, &ticket.ticket.title, "Mine.").await.unwrap();
        let stale = maja.edit(&ticket, "Other", "Theirs.").await.unwrap_err();
        assert_eq!(stale.code, "site_ticket.changed_elsewhere");
        let count = maja.review(None).await.counts.all;

        let more =
            BUNDLES.replace("Article,article,a", "Article,article,c").replace("Page,page,a", "Page,page,x");
        maja.sheet("Bundles.csv", &more).await;
        assert!(maja.review(None).await.outdated);
        maja.make().await.unwrap();
        let review = maja.review(None).await;
        assert!(!review.outdated && review.counts.all < count, "{review:?}");
        let ticket = maja.review(Some(ticket.ticket.id)).await.open.unwrap();
        assert_eq!((ticket.body.as_str(), ticket.ticket.origin), ("Mine.", TicketOrigin::Person));
        assert!(ticket.proposal.as_ref().unwrap().contains("Article"));
        let settle = SettleProposal { ticket: ticket.ticket.id, version: ticket.ticket.version, take: true };
        let Person { use_cases, caller, principal, .. } = maja.who;
        use_cases.site_tickets.settle(caller, principal, settle).await.unwrap();
        let ticket = maja.review(Some(ticket.ticket.id)).await.open.unwrap();
        assert!(ticket.body.contains("Article") && ticket.proposal.is_none());
    })
    .await;
}

#[tokio::test]
async fn nobody_waits_for_themselves_and_nobody_sees_what_is_not_theirs() {
    story(Setup::new(), async |app| {
        let (maja, ada) = (app.member("mkeller").await, app.member("alovelace").await);
        let builder = Builder::with_tickets(&maja).await;
        let fields = builder.ticket("Configure").await;
        let (ticket, need) = (fields.after[0].id, fields.ticket.id);
        let Person { use_cases, caller, principal, .. } = &maja;
        let circle = ChangeNeed { ticket, need, remove: false };
        let refused = use_cases.site_tickets.need(caller, principal, circle).await.unwrap_err();
        assert_eq!(refused.code, "site_ticket.circle");
        assert!(refused.of_field("need").unwrap().contains('→'), "{refused:?}");
        let other = fields.before[0].0;
        let add = ChangeNeed { ticket: fields.ticket.id, need: other, remove: false };
        use_cases.site_tickets.need(caller, principal, add).await.unwrap();
        let with = builder.review(Some(fields.ticket.id)).await.open.unwrap();
        assert!(with.after.iter().any(|need| need.id == other && need.because.is_empty()));

        let Person { use_cases, caller, principal, .. } = &ada;
        let theirs = use_cases.site_tickets.need(caller, principal, add).await.unwrap_err();
        assert_eq!(theirs.category, Category::NotFound);
        let review =
            use_cases.site_tickets.review(principal, builder.id, TicketFilter::default(), None).await;
        assert_eq!(review.unwrap_err().category, Category::NotFound);
        let view = use_cases.site_tickets.export_view(principal, builder.id).await;
        assert_eq!(view.unwrap_err().category, Category::NotFound);
        let file = use_cases.site_tickets.file(principal, builder.id, "csv").await;
        assert_eq!(file.unwrap_err().category, Category::NotFound);
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
async fn a_ticket_moves_within_its_group_and_takes_the_text_of_its_rows_again() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        let Person { use_cases, caller, principal, .. } = &maja;
        let order = async || {
            let tickets = builder.review(None).await.tickets;
            tickets.into_iter().map(|ticket| (ticket.id, ticket.group)).collect::<Vec<_>>()
        };
        let before = order().await;
        let (first, second) = (before[0].0, before[1].0);
        assert_eq!(before[0].1, before[1].1, "of one group");
        let up = |ticket| MoveTicket { ticket, up: true };
        use_cases.site_tickets.shift(caller, principal, up(second)).await.unwrap();
        assert_eq!(order().await[..2], [before[1].clone(), before[0].clone()]);
        // At the top it stays where it is.
        use_cases.site_tickets.shift(caller, principal, up(second)).await.unwrap();
        assert_eq!(order().await[0].0, second);

        let ticket = builder.review(Some(first)).await.open.unwrap();
        builder.edit(&ticket, "Mine", "Mine.").await.unwrap();
        let stale = ResetTicket { ticket: first, version: ticket.ticket.version };
        let refused = use_cases.site_tickets.reset(caller, principal, stale).await.unwrap_err();
        assert_eq!(refused.code, "site_ticket.changed_elsewhere");
        let edited = builder.review(Some(first)).await.open.unwrap();
        let reset = ResetTicket { ticket: first, version: edited.ticket.version };
        use_cases.site_tickets.reset(caller, principal, reset).await.unwrap();
        let again = builder.review(Some(first)).await.open.unwrap();
        assert_eq!((again.body, again.ticket.title), (ticket.body, ticket.ticket.title));
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
