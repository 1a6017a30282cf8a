//! Words of tickets by a model: stored one by one, never over what a person wrote, tables from the rows in any case.

use contract::{
    commands::{DescribeSiteBuild, EditTicket, MakeTickets, MarkReady, NewSheet, TicketFilter},
    views::{JobState, ReviewedText, SiteReviewView, StartedWork, TicketOrigin},
};
use domain::ids::{SiteBuildId, SiteTicketId};
use serde_json::json;
use testkit::{Person, Setup, TestApp, story};

const BUNDLES: &str = "Name,Machine name,X,Type,Description\n\
    Article,article,a,Content type,News of the day\n\
    Page,page,a,Content type,What stays\n\
    Tags,tags,a,Vocabulary,What news are about\n";

async fn with_tickets(who: &Person, bundles: &str) -> SiteBuildId {
    let Person { use_cases, caller, principal, .. } = who;
    let command =
        DescribeSiteBuild { id: None, name: "Relaunch".to_owned(), description: "A newspaper.".to_owned() };
    let id = use_cases.site_builds.describe(caller, principal, command).await.unwrap();
    let sheet = NewSheet { name: "Bundles.csv".to_owned(), bytes: bundles.as_bytes().to_vec() };
    use_cases.site_builds.add(caller, principal, id, vec![sheet]).await.unwrap();
    let version = use_cases.site_builds.sheets(principal, id).await.unwrap().build.version;
    use_cases.site_tickets.make(caller, principal, MakeTickets { build: id, version }).await.unwrap();
    id
}

async fn review(who: &Person, id: SiteBuildId, open: Option<SiteTicketId>) -> SiteReviewView {
    who.use_cases.site_tickets.review(&who.principal, id, TicketFilter::default(), open).await.unwrap()
}

async fn write(who: &Person, id: SiteBuildId) -> StartedWork {
    who.use_cases.site_tickets.write(&who.caller, &who.principal, id).await.unwrap()
}

async fn texts(who: &Person, id: SiteBuildId) -> Vec<ReviewedText> {
    let mut texts = Vec::new();
    for ticket in review(who, id, None).await.tickets {
        texts.push(review(who, id, Some(ticket.id)).await.open.unwrap());
    }
    texts
}

fn slow(app: &TestApp) {
    app.fault(json!({"target": "llm", "action": {"latency_ms": 300}}));
}

#[tokio::test]
async fn a_model_writes_what_nobody_has_written_and_the_tables_stay() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let id = with_tickets(&ada, BUNDLES).await;
        let before = texts(&ada, id).await;
        let offer = review(&ada, id, None).await.prose.unwrap();
        assert!(offer.tickets == 3 && offer.tokens > 500 && offer.minutes >= 1, "{offer:?}");

        // What a person wrote, and what is ready, is nobody else's.
        let (mine, ready) = (&before[0], &before[1]);
        let edit = EditTicket {
            ticket: mine.ticket.id,
            version: mine.ticket.version,
            title: mine.ticket.title.clone(),
            body: "Mine.".to_owned(),
        };
        let Person { use_cases, caller, principal, .. } = &ada;
        use_cases.site_tickets.edit(caller, principal, edit).await.unwrap();
        let mark = MarkReady {
            build: id,
            ticket: Some(ready.ticket.id),
            filter: TicketFilter::default(),
            ready: true,
        };
        use_cases.site_tickets.mark(caller, principal, mark).await.unwrap();

        let job = write(&ada, id).await.job;
        ada.watch(job).await;
        let after = texts(&ada, id).await;
        assert_eq!(review(&ada, id, None).await.job.unwrap().state, JobState::Completed);
        assert_eq!((after[0].body.as_str(), &after[1].body), ("Mine.", &ready.body));
        let (was, now) = (&before[2], &after[2]);
        assert_eq!(now.ticket.origin, TicketOrigin::Model, "{:?}", now.ticket.note);
        assert_ne!(now.body, was.body);
        let table =
            |body: &str| body.lines().filter(|line| line.starts_with('|')).collect::<Vec<_>>().join("\n");
        assert_eq!(table(&now.body), table(&was.body), "tables are never a model's");
        assert_eq!(app.sandbox.llm_calls().len(), 1);
        assert!(review(&ada, id, None).await.prose.is_none(), "nothing is left to write");
    })
    .await;
}

#[tokio::test]
async fn names_that_no_row_has_are_not_let_through_and_it_can_be_tried_again() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let id = with_tickets(&ada, &BUNDLES.replace("What stays", "What stays [[sandbox: invents]]")).await;
        let before = texts(&ada, id).await;
        let job = write(&ada, id).await.job;
        ada.watch(job).await;
        let after = texts(&ada, id).await;
        let kept: Vec<_> = after.iter().filter(|text| text.ticket.origin == TicketOrigin::Rows).collect();
        let [kept] = kept.as_slice() else { panic!("{after:?}") };
        assert!(kept.ticket.title.contains("Page") && kept.ticket.note.is_some(), "{kept:?}");
        assert!(before.iter().any(|text| text.body == kept.body), "it keeps the words of its template");
        // Only the one that failed is offered, and tried, again.
        assert_eq!(review(&ada, id, None).await.prose.unwrap().tickets, 1);
        let calls = app.sandbox.llm_calls().len();
        let job = write(&ada, id).await.job;
        ada.watch(job).await;
        assert_eq!(app.sandbox.llm_calls().len(), calls + 2, "asked, and shown its mistake once");
    })
    .await;
}

#[tokio::test]
async fn two_starts_are_one_work_and_a_stop_keeps_what_is_written() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let rows: Vec<_> = (0..30).map(|n| format!("Type {n},type_{n},a,Content type,About {n}")).collect();
        let sheet = format!("Name,Machine name,X,Type,Description\n{}\n", rows.join("\n"));
        let id = with_tickets(&ada, &sheet).await;
        slow(&app);
        let starts = futures::future::join_all((0..10).map(|_| write(&ada, id))).await;
        assert!(starts.iter().all(|start| start.job == starts[0].job));
        app.until("some are written", async || review(&ada, id, None).await.counts.by_model > 0).await;
        let job = starts[0].job;
        ada.use_cases.site_tickets.stop(&ada.caller, &ada.principal, id, job).await.unwrap();
        ada.watch(starts[0].job).await;
        let stopped = review(&ada, id, None).await;
        assert_eq!(stopped.job.unwrap().state, JobState::Cancelled);
        assert!((1..30).contains(&stopped.counts.by_model), "{:?}", stopped.counts);
        app.sandbox.clear_faults();
        let job = write(&ada, id).await.job;
        ada.watch(job).await;
        let counts = review(&ada, id, None).await.counts;
        assert_eq!((counts.by_model, counts.noted), (30, 0));
    })
    .await;
}

#[tokio::test]
async fn a_model_that_cannot_be_asked_costs_no_ticket() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let id = with_tickets(&ada, BUNDLES).await;
        let before = texts(&ada, id).await;
        app.fault(json!({"target": "llm", "action": {"status": 401}}));
        let job = write(&ada, id).await.job;
        ada.watch(job).await;
        let view = review(&ada, id, None).await;
        assert_eq!(view.job.unwrap().state, JobState::Failed);
        let after = texts(&ada, id).await;
        assert!(before.iter().zip(&after).all(|(was, now)| was.body == now.body));
        app.sandbox.clear_faults();
        // Nobody without a model is offered one.
        let max = app.member("mkeller").await;
        let theirs = with_tickets(&max, BUNDLES).await;
        assert!(review(&max, theirs, None).await.prose.is_none());
        let refused = max.use_cases.site_tickets.write(&max.caller, &max.principal, theirs).await;
        assert!(refused.is_err());
    })
    .await;
}

#[tokio::test]
async fn what_somebody_calls_ready_while_it_is_written_stays_as_it_is() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let id = with_tickets(&ada, BUNDLES).await;
        let before = texts(&ada, id).await;
        slow(&app);
        let job = write(&ada, id).await.job;
        app.until("the model is asked", async || !app.sandbox.llm_calls().is_empty()).await;
        let mark = MarkReady { build: id, ticket: None, filter: TicketFilter::default(), ready: true };
        let Person { use_cases, caller, principal, .. } = &ada;
        assert_eq!(use_cases.site_tickets.mark(caller, principal, mark).await.unwrap(), 3);
        ada.watch(job).await;
        let after = texts(&ada, id).await;
        assert!(before.iter().zip(&after).all(|(was, now)| was.body == now.body && now.ticket.ready));
    })
    .await;
}
