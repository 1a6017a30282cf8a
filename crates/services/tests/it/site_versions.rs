//! The next version of a specification: rows are compared cell by cell, and issues that are in Jira are brought up to date.

use crate::builder::{BUNDLES, Builder, FIELDS, each_once};
use contract::{
    Outcome,
    commands::{ChooseWay, ExportTickets},
    views::{
        IssueUpdate, JobState, PieceKind, RowFate, SiteChangesView, StartedWork, UpdateState, UpdateWay,
    },
};
use domain::{failure::Category, ids::SiteTicketId};
use serde_json::json;
use testkit::{Person, Setup, TestApp, story};

async fn changes(builder: &Builder<'_>) -> SiteChangesView {
    builder.who.use_cases.site_tickets.changes(&builder.who.principal, builder.id).await.unwrap()
}

async fn look(builder: &Builder<'_>) -> Outcome<u32> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    use_cases.site_tickets.look_at_issues(caller, principal, builder.id).await
}

async fn choose(builder: &Builder<'_>, ticket: Option<SiteTicketId>, way: UpdateWay) -> Outcome<()> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    let command = ChooseWay { build: builder.id, ticket, way };
    use_cases.site_tickets.choose_way(caller, principal, command).await
}

async fn start(builder: &Builder<'_>) -> Outcome<StartedWork> {
    let sha256 = changes(builder).await.sha256.unwrap_or_default();
    let Person { use_cases, caller, principal, .. } = builder.who;
    use_cases.site_tickets.update_issues(caller, principal, ExportTickets { build: builder.id, sha256 }).await
}

async fn update(builder: &Builder<'_>) {
    let job = start(builder).await.unwrap().job;
    builder.who.watch(job).await;
}

async fn exported<'a>(app: &TestApp, who: &'a Person) -> Builder<'a> {
    let builder = Builder::with_tickets(who).await;
    let job = builder.started("CLINIC").await.job;
    who.watch(job).await;
    each_once(app, &builder).await;
    builder
}

fn about<'a>(view: &'a SiteChangesView, title: &str) -> &'a IssueUpdate {
    view.updates.iter().find(|update| update.title.contains(title)).unwrap()
}

fn key(update: &IssueUpdate) -> String {
    update.issue.as_ref().unwrap().0.to_string()
}

/// One cell of a field of articles says something else, and nothing else does.
fn teaser_is_a_lead() -> String {
    FIELDS.replace("Teaser,field_teaser,a", "Lead,field_teaser,a")
}

#[tokio::test]
async fn rows_are_compared_cell_by_cell_and_only_their_tickets_are_touched() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = exported(&app, &maja).await;
        let view = changes(&maja).await;
        assert!(!view.outdated && view.updates.is_empty() && view.rows.is_empty(), "{view:?}");
        assert_eq!(look(&maja).await.unwrap_err().code, "site_build.nothing_to_update");
        // Rows that moved and marks are no news: a row more at the top moves all others.
        let before = maja.review(None).await.tickets.len();
        let next = BUNDLES
            .replace("Article,article,a", "Event,event,a,Content type\nArticle,article,c")
            .replace("Tags,tags,a,Vocabulary\n", "");
        maja.sheet("Bundles.csv", &next).await;
        maja.sheet(
            "Fields.csv",
            &teaser_is_a_lead()
                .replace("Tags,field_tags,a,Article (Content type),Entity reference,Tags (Vocabulary)\n", ""),
        )
        .await;
        let view = changes(&maja).await;
        assert!(view.outdated);
        let said: Vec<_> = view.rows.iter().map(|row| (row.name.as_str(), row.fate)).collect();
        assert_eq!(
            said,
            [
                ("Event (Content type)", RowFate::New),
                ("Lead of Article (Content type)", RowFate::Changed),
                ("Tags of Article (Content type)", RowFate::Removed),
                ("Tags (Vocabulary)", RowFate::Removed),
            ],
            "{:?}",
            view.rows
        );
        assert_eq!((view.counts.new, view.counts.changed, view.counts.removed), (1, 1, 2));
        let lead = view.rows.iter().find(|row| row.fate == RowFate::Changed).unwrap();
        assert_eq!(lead.cells, [("Field label".to_owned(), "Teaser".to_owned(), "Lead".to_owned())]);
        assert!(lead.issue.is_some());

        maja.make().await.unwrap();
        let review = maja.review(None).await;
        assert_eq!(review.tickets.len(), before + 1, "a new ticket, and the one whose row is gone stays");
        let view = changes(&maja).await;
        assert!(!view.outdated);
        assert_eq!(view.updates.len(), 2, "{:?}", view.updates);
        assert!(about(&view, "Tags").gone && !about(&view, "Article").gone);
        assert_eq!(about(&view, "Article").changes.len(), 2);

        let sent = app.sandbox.ledger_end();
        assert_eq!(look(&maja).await.unwrap(), 2);
        update(&maja).await;
        let touched: std::collections::BTreeSet<String> = app
            .sandbox
            .requests_after(sent)
            .iter()
            .filter(|request| request["method"] != "GET" && request["operation"] != "jira.search")
            .map(|request| request["path"].as_str().unwrap().split('/').nth(6).unwrap().to_owned())
            .collect();
        let expected = [key(about(&view, "Tags")), key(about(&view, "Article"))].into();
        assert_eq!(touched, expected, "exactly those issues");
        // What is new goes with the next export.
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        assert_eq!(app.sandbox.created_issues().len(), before + 1);
    })
    .await;
}

#[tokio::test]
async fn a_description_is_written_anew_and_what_people_wrote_in_it_stays() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let ticket = maja.ticket("fields of Article").await;
        let own = format!("Written by hand.\n\n## Fields{}", ticket.body.split_once("## Fields").unwrap().1);
        maja.edit(&ticket, &ticket.ticket.title, &own).await.unwrap();
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        let view = changes(&maja).await;
        let looked = about(&view, "Article").looked.clone().unwrap();
        assert_eq!(
            (looked.way, looked.state, looked.can_update),
            (UpdateWay::Update, UpdateState::Open, true)
        );
        assert!(looked.theirs.is_empty());
        assert!(
            looked.text.starts_with("Written by hand.") && looked.text.contains("Lead"),
            "{}",
            looked.text
        );
        let Person { use_cases, caller, principal, .. } = maja.who;
        let other = ExportTickets { build: maja.id, sha256: "0".repeat(64) };
        let wrong = use_cases.site_tickets.update_issues(caller, principal, other).await.unwrap_err();
        assert_eq!((wrong.code.as_str(), wrong.category), ("site_build.other_updates", Category::Conflict));

        let starts = futures::future::join_all((0..10).map(|_| start(&maja))).await;
        let jobs: std::collections::BTreeSet<_> = starts.into_iter().flatten().map(|work| work.job).collect();
        assert_eq!(jobs.len(), 1, "ten starts are one");
        maja.who.watch(*jobs.first().unwrap()).await;
        let key = key(about(&view, "Article"));
        let (description, comments) = app.sandbox.texts_of(&key).unwrap();
        assert!(description.contains("Written by hand.") && description.contains("Lead"), "{description}");
        assert!(!description.contains("Teaser") && comments.is_empty(), "{description}");
        assert_eq!(app.requests("jira.issue.update"), 1);
        let view = changes(&maja).await;
        assert_eq!(about(&view, "Article").looked.as_ref().unwrap().state, UpdateState::Done);
        assert_eq!(view.sha256, None);
        let ticket = maja.ticket("fields of Article").await;
        assert!(ticket.body.contains("Lead") && ticket.proposal.is_none());

        // And again: what was sent is what is compared with.
        maja.sheet("Fields.csv", FIELDS).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!((looked.way, looked.theirs.len()), (UpdateWay::Update, 0), "nobody changed it in Jira");
    })
    .await;
}

#[tokio::test]
async fn what_people_changed_in_jira_is_shown_and_never_written_over_unseen() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = exported(&app, &maja).await;
        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        let view = changes(&maja).await;
        let (key, ticket) = (key(about(&view, "Article")), about(&view, "Article").ticket);
        app.sandbox.set_description(&key, "Somebody wrote this in Jira.");
        look(&maja).await.unwrap();
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!(looked.way, UpdateWay::Comment);
        let theirs: String = looked
            .theirs
            .iter()
            .filter(|piece| piece.kind == PieceKind::Added)
            .map(|p| p.text.as_str())
            .collect();
        assert!(theirs.contains("Somebody"), "{:?}", looked.theirs);
        // All at once does not mean this one.
        choose(&maja, None, UpdateWay::Update).await.unwrap();
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!(looked.way, UpdateWay::Comment);
        update(&maja).await;
        let (description, comments) = app.sandbox.texts_of(&key).unwrap();
        assert_eq!(description, "Somebody wrote this in Jira.");
        assert_eq!(comments.len(), 1);
        assert!(comments[0].contains("“Teaser” → “Lead”"), "{comments:?}");

        // Whoever has seen it may, unless it is changed once more.
        maja.sheet("Fields.csv", FIELDS).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        choose(&maja, Some(ticket), UpdateWay::Update).await.unwrap();
        app.sandbox.set_description(&key, "And once more.");
        update(&maja).await;
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!(looked.state, UpdateState::Overtaken);
        assert_eq!(app.sandbox.texts_of(&key).unwrap().0, "And once more.");
        look(&maja).await.unwrap();
        choose(&maja, Some(ticket), UpdateWay::Update).await.unwrap();
        update(&maja).await;
        assert!(app.sandbox.texts_of(&key).unwrap().0.contains("Teaser"));
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_leads_to_one_comment_and_a_refusal_is_said() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = exported(&app, &maja).await;
        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        choose(&maja, None, UpdateWay::Comment).await.unwrap();
        let key = key(about(&changes(&maja).await, "Article"));
        app.fault(json!([{ "target": "jira.comment.add", "times": 1, "action": "drop_after_commit" }]));
        update(&maja).await;
        assert_eq!(app.sandbox.texts_of(&key).unwrap().1.len(), 1, "said once");
        let view = changes(&maja).await;
        assert_eq!(view.job.as_ref().unwrap().state, JobState::Completed);
        assert_eq!(about(&view, "Article").looked.as_ref().unwrap().state, UpdateState::Done);

        maja.sheet("Fields.csv", &FIELDS.replace("Teaser,", "Summary,")).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        app.fault(json!([{ "target": "jira.issue.update", "times": 1, "action": "drop_after_commit" }]));
        update(&maja).await;
        assert_eq!(app.requests("jira.issue.update"), 1, "it was there already");
        assert!(app.sandbox.texts_of(&key).unwrap().0.contains("Summary"));

        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        app.fault(json!([{ "target": "jira.issue.update", "times": 1, "action": { "status": 403 } }]));
        update(&maja).await;
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!((looked.state, looked.failure.is_some()), (UpdateState::Refused, true));
        app.sandbox.delete_issue(&key);
        look(&maja).await.unwrap();
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!(looked.failure.unwrap().code, "site_ticket.issue_gone");
    })
    .await;
}

#[tokio::test]
async fn what_stays_in_doubt_is_neither_said_twice_nor_in_the_way_of_others() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = exported(&app, &maja).await;
        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        choose(&maja, None, UpdateWay::Comment).await.unwrap();
        let view = changes(&maja).await;
        let (key, ticket) = (key(about(&view, "Article")), about(&view, "Article").ticket);
        app.fault(json!({"target": "jira.comment.add", "times": 1, "action": "drop_after_commit"}));
        app.fault(json!({"target": "jira.comment.list", "action": {"status": 403}}));
        update(&maja).await;
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!((looked.state, looked.failure.is_some()), (UpdateState::Doubtful, true));
        assert_eq!(maja.make().await.unwrap_err().code, "site_build.updates_open");
        look(&maja).await.unwrap();
        assert_eq!(
            about(&changes(&maja).await, "Article").looked.as_ref().unwrap().state,
            UpdateState::Doubtful
        );
        // Whoever has looked in Jira may settle it.
        choose(&maja, Some(ticket), UpdateWay::Leave).await.unwrap();
        update(&maja).await;
        assert_eq!(app.sandbox.texts_of(&key).unwrap().1.len(), 1, "said once");
        maja.make().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_people_wrote_around_the_tables_stays_and_rows_that_go_or_come_back_are_told() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let ticket = maja.ticket("fields of Article").await;
        let own = ticket.body.replace("## Verification", "## Out of scope\n\nMenus.\n\n## Verification");
        maja.edit(&ticket, &ticket.ticket.title, &own).await.unwrap();
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        update(&maja).await;
        let view = changes(&maja).await;
        let article = key(about(&view, "Article"));
        let written = app.sandbox.texts_of(&article).unwrap().0;
        assert!(written.contains("Out of scope") && written.contains("Lead"), "{written}");

        // Changed, not written, and then gone: only a comment is possible.
        maja.sheet("Fields.csv", FIELDS).await;
        maja.make().await.unwrap();
        let page = FIELDS.lines().filter(|line| !line.contains("Article")).collect::<Vec<_>>().join("\n");
        maja.sheet("Fields.csv", &page).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        let looked = about(&changes(&maja).await, "Article").looked.clone().unwrap();
        assert_eq!((looked.way, looked.can_update), (UpdateWay::Comment, false));
        update(&maja).await;
        assert!(app.sandbox.texts_of(&article).unwrap().1[0].contains("no longer in it"));
        // They come back: that is news to Jira.
        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        let view = changes(&maja).await;
        assert!(!about(&view, "Article").gone, "{view:?}");
        look(&maja).await.unwrap();
        choose(&maja, None, UpdateWay::Comment).await.unwrap();
        update(&maja).await;
        let comments = app.sandbox.texts_of(&article).unwrap().1;
        assert!(comments.len() == 2 && comments[1].contains("in it again"), "{comments:?}");
    })
    .await;
}

#[tokio::test]
async fn on_cloud_documents_are_written_and_commented_on_alike() {
    let setup = Setup::new().with_cloud_site().with("/providers/0/identity_match", json!("none"));
    story(setup, async |app| {
        let katherine = app.cloud_user("katherine").await;
        let katherine = Builder::with_tickets(&katherine).await;
        let job = katherine.started("CLINIC").await.job;
        katherine.who.watch(job).await;
        katherine.sheet("Fields.csv", &teaser_is_a_lead()).await;
        let page = BUNDLES.replace("Page,page,a", "Landing page,page,a");
        katherine.sheet("Bundles.csv", &page).await;
        katherine.make().await.unwrap();
        look(&katherine).await.unwrap();
        let view = changes(&katherine).await;
        for update in view.updates.iter().filter(|update| !update.gone) {
            let looked = update.looked.as_ref().unwrap();
            assert_eq!((looked.way, looked.theirs.len()), (UpdateWay::Update, 0), "{update:?}");
        }
        let article = about(&view, "Article");
        choose(&katherine, Some(article.ticket), UpdateWay::Comment).await.unwrap();
        update(&katherine).await;
        let (description, comments) = app.sandbox.texts_of(&key(article)).unwrap();
        assert!(description.contains("Teaser") && comments[0].contains("“Teaser” → “Lead”"), "{comments:?}");
        let done = changes(&katherine).await;
        let states: Vec<_> =
            done.updates.iter().filter_map(|update| Some(update.looked.as_ref()?.state)).collect();
        assert!(states.iter().all(|state| *state == UpdateState::Done), "{:?}", done.updates);
    })
    .await;
}

#[tokio::test]
async fn rows_that_are_done_are_no_news_and_nobody_else_sees_any_of_it() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = exported(&app, &maja).await;
        maja.sheet("Fields.csv", &FIELDS.replace(",a,", ",x,")).await;
        maja.sheet("Bundles.csv", &BUNDLES.replace("Article,article,a", "Article,article,x")).await;
        maja.make().await.unwrap();
        assert_eq!(changes(&maja).await.updates, []);
        // They come back.
        maja.sheet("Fields.csv", FIELDS).await;
        maja.sheet("Bundles.csv", BUNDLES).await;
        maja.make().await.unwrap();
        assert_eq!(changes(&maja).await.updates, []);

        maja.sheet("Fields.csv", &teaser_is_a_lead()).await;
        maja.make().await.unwrap();
        look(&maja).await.unwrap();
        choose(&maja, None, UpdateWay::Leave).await.unwrap();
        let writes = app.requests("jira.issue.update") + app.requests("jira.comment.add");
        update(&maja).await;
        assert_eq!(app.requests("jira.issue.update") + app.requests("jira.comment.add"), writes);
        assert!(maja.ticket("fields of Article").await.body.contains("Teaser"));
        let ada = app.user("alovelace").await;
        let foreign = ada.use_cases.site_tickets.changes(&ada.principal, maja.id).await.unwrap_err();
        assert_eq!(foreign.category, Category::NotFound);
        let foreign = ada
            .use_cases
            .site_tickets
            .look_at_issues(&ada.caller, &ada.principal, maja.id)
            .await
            .unwrap_err();
        assert_eq!(foreign.category, Category::NotFound);
    })
    .await;
}
