//! How far issues are in Jira, written back into the sheets.

use crate::builder::Builder;
use contract::{Outcome, views::MadeFile};
use domain::failure::Category;
use serde_json::json;
use testkit::{Person, Setup, TestApp, story};

const BUNDLES: &str = "Name,Machine name,X,Dev,QA,Type\n\
    Article,article,a,,,Content type\n\
    Page,page,a,zz,,Content type\n\
    Old,old,d,,,Content type\n\
    Event,event,a,,,Content type\n";

async fn with_states(builder: &Builder<'_>) -> Outcome<MadeFile> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    let file = use_cases.site_builds.sheets(principal, builder.id).await.unwrap().build.files[0].id;
    use_cases.site_tickets.sheet_with_states(caller, principal, builder.id, file).await
}

async fn key_of(builder: &Builder<'_>, title: &str) -> String {
    builder.ticket(title).await.ticket.issue.unwrap().0.to_string()
}

/// Grace Hopper moved them all; Article and Page are done, Event is being worked on.
async fn moved(app: &TestApp, builder: &Builder<'_>) {
    for title in ["Article", "Page", "Old"] {
        let key = key_of(builder, title).await;
        assert!(app.sandbox.move_issue(&key, "In Progress") && app.sandbox.move_issue(&key, "Done"));
    }
    assert!(app.sandbox.move_issue(&key_of(builder, "Event").await, "In Progress"));
}

#[tokio::test]
async fn done_issues_mark_their_rows_and_initials_that_stand_there_stay() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_sheets(&maja, &[("Bundles.csv", BUNDLES)]).await;
        maja.make().await.unwrap();
        let none = with_states(&maja).await.unwrap_err();
        assert_eq!(none.code, "site_build.nothing_in_jira");
        maja.target("CLINIC").await.unwrap();
        for title in ["Article", "Event"] {
            let ticket = maja.ticket(title).await.ticket;
            let command = contract::commands::SetTicketFields {
                ticket: ticket.id,
                seen: ticket.fields_version,
                assignee: "Grace Hopper".to_owned(),
                priority: String::new(),
                labels: String::new(),
                sprint: String::new(),
            };
            let Person { use_cases, caller, principal, .. } = maja.who;
            use_cases.site_tickets.set_fields(caller, principal, command).await.unwrap();
        }
        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        let untouched = with_states(&maja).await.unwrap();
        assert_eq!((untouched.name.as_str(), untouched.bytes), ("Bundles.csv", BUNDLES.as_bytes().to_vec()));
        moved(&app, &maja).await;
        let made = String::from_utf8(with_states(&maja).await.unwrap().bytes).unwrap();
        assert_eq!(
            made,
            "Name,Machine name,X,Dev,QA,Type\n\
             Article,article,x,GH,GH,Content type\n\
             Page,page,x,zz,GH,Content type\n\
             Old,old,d,,GH,Content type\n\
             Event,event,a,GH,,Content type\n"
        );
        // Back where it came from: what is done is no longer planned, and no issue is behind.
        maja.sheet("Bundles.csv", &made).await;
        maja.make().await.unwrap();
        let changes = maja.who.use_cases.site_tickets.changes(&maja.who.principal, maja.id).await.unwrap();
        assert_eq!(changes.updates, []);
        let again = with_states(&maja).await.unwrap().bytes;
        assert_eq!(String::from_utf8(again).unwrap(), made, "rows that are done still have their issues");

        // A row that no issue was told of is not done with it, and one that waits goes on waiting.
        let next =
            BUNDLES.replace("Article,article,a", "News,article,a").replace("Page,page,a", "Page,page,w");
        maja.sheet("Bundles.csv", &next).await;
        maja.make().await.unwrap();
        let made = String::from_utf8(with_states(&maja).await.unwrap().bytes).unwrap();
        assert!(made.contains("News,article,a,,,") && made.contains("Page,page,w,zz,GH,"), "{made}");

        let ada = app.user("alovelace").await;
        let Person { use_cases, caller, principal, .. } = &ada;
        let file =
            maja.who.use_cases.site_builds.sheets(&maja.who.principal, maja.id).await.unwrap().build.files[0]
                .id;
        let foreign = use_cases.site_tickets.sheet_with_states(caller, principal, maja.id, file).await;
        assert_eq!(foreign.unwrap_err().category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn on_cloud_states_are_read_alike() {
    let setup = Setup::new().with_cloud_site().with("/providers/0/identity_match", json!("none"));
    story(setup, async |app| {
        let katherine = app.cloud_user("katherine").await;
        let katherine = Builder::with_sheets(&katherine, &[("Bundles.csv", BUNDLES)]).await;
        katherine.make().await.unwrap();
        let job = katherine.started("CLINIC").await.job;
        katherine.who.watch(job).await;
        moved(&app, &katherine).await;
        let made = String::from_utf8(with_states(&katherine).await.unwrap().bytes).unwrap();
        assert!(made.contains("Article,article,x,") && made.contains("Event,event,a,"), "{made}");
        assert!(made.contains("Old,old,d,"), "{made}");
    })
    .await;
}
