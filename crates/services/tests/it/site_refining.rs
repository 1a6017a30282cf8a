//! A site build's ticket in the issue creator, and back.

use crate::builder::{Builder, each_once};
use contract::{
    Outcome,
    commands::PutBack,
    views::{DraftStatus, DraftView, ReviewedText, TicketOrigin},
};
use domain::{draft::Field, failure::Category, ids::DraftId};
use testkit::{Person, Setup, story};

async fn refine(builder: &Builder<'_>, ticket: &ReviewedText) -> Outcome<DraftId> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    use_cases.site_tickets.refine(caller, principal, ticket.ticket.id).await
}

async fn put_back(builder: &Builder<'_>, draft: &DraftView) -> Outcome<()> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    let seen = draft.of_ticket.as_ref().unwrap().version;
    let command = PutBack { draft: draft.id, version: draft.version, seen };
    use_cases.site_tickets.put_back(caller, principal, command).await.map(drop)
}

/// Lines of a text that are rows of a table.
fn tables(body: &str) -> Vec<&str> {
    body.lines().filter(|line| line.starts_with('|')).collect()
}

#[tokio::test]
async fn a_ticket_is_refined_by_a_model_and_its_tables_stay() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        maja.connect_model().await;
        let maja = Builder::with_tickets(&maja).await;
        let ticket = maja.ticket("Configure").await;
        let nowhere = refine(&maja, &ticket).await.unwrap_err();
        assert_eq!(nowhere.code, "site_build.no_target", "whose rules count is not known");
        maja.target("CLINIC").await.unwrap();
        let id = refine(&maja, &ticket).await.unwrap();
        assert_eq!(refine(&maja, &ticket).await.unwrap(), id, "one draft, however often it is asked for");

        let draft = maja.who.draft(id).await;
        assert_eq!((draft.status, draft.version), (DraftStatus::Ready, 1));
        assert_eq!((&draft.content.summary, draft.project.as_str()), (&ticket.ticket.title, "CLINIC"));
        assert!(!draft.content.acceptance_criteria.is_empty());
        assert!(tables(&draft.content.story).is_empty(), "{}", draft.content.story);
        assert!(draft.requirement.contains("field_teaser"), "a model hears what the rows say");

        let revised = maja.who.revised(&draft, "whole", "Name who tests it").await;
        assert_eq!(revised.status, DraftStatus::Ready, "{:?}", revised.failure);
        maja.who.edit(&revised, Field::Labels, "editorial").await.unwrap();
        let revised = maja.who.draft(id).await;
        assert_ne!(revised.content.summary, draft.content.summary);
        put_back(&maja, &revised).await.unwrap();

        let changed = maja.review(Some(ticket.ticket.id)).await.open.unwrap();
        assert_eq!(changed.ticket.title, revised.content.summary);
        assert_eq!((changed.ticket.origin, changed.ticket.version), (TicketOrigin::Person, 2));
        assert_eq!(changed.ticket.fields.labels, ["editorial"]);
        assert_eq!(tables(&changed.body), tables(&ticket.body));
        assert!(changed.body.contains("## Verification") && changed.body.contains("## Source"));
        assert!(changed.body.contains(&revised.content.acceptance_criteria[0]), "{}", changed.body);
        let after = maja.who.draft(id).await.of_ticket.unwrap();
        assert_eq!((after.changed, after.same_as), (false, revised.version));
        // Once more changes nothing.
        put_back(&maja, &maja.who.draft(id).await).await.unwrap();
        assert_eq!(maja.review(Some(ticket.ticket.id)).await.open.unwrap().ticket.version, 2);
    })
    .await;
}

#[tokio::test]
async fn neither_writes_over_what_it_has_not_seen() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.target("CLINIC").await.unwrap();
        let ticket = maja.ticket("Configure").await;
        let id = refine(&maja, &ticket).await.unwrap();
        // A draft that nobody touched follows the ticket.
        maja.edit(&ticket, "Another title", &ticket.body).await.unwrap();
        assert_eq!(refine(&maja, &ticket).await.unwrap(), id);
        let draft = maja.who.draft(id).await;
        assert_eq!((draft.content.summary.as_str(), draft.version), ("Another title", 2));

        maja.who.edit(&draft, Field::Summary, "From the draft").await.unwrap();
        let ticket = maja.ticket("Another").await;
        maja.edit(&ticket, "From the ticket", &ticket.body).await.unwrap();
        let stale = DraftView { version: 3, ..draft };
        let refused = put_back(&maja, &stale).await.unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.category),
            ("site_ticket.changed_elsewhere", Category::Conflict)
        );
        assert_eq!(refine(&maja, &ticket).await.unwrap(), id);
        let draft = maja.who.draft(id).await;
        assert_eq!(draft.content.summary, "From the draft", "what was written here stays");
        assert!(draft.of_ticket.as_ref().unwrap().changed);
        let old = DraftView { version: 2, ..draft.clone() };
        assert_eq!(put_back(&maja, &old).await.unwrap_err().code, "draft.changed_elsewhere");
        // Whoever has seen that may.
        put_back(&maja, &draft).await.unwrap();
        maja.ticket("From the draft").await;
    })
    .await;
}

#[tokio::test]
async fn it_goes_to_jira_once_with_its_ticket_and_is_nobody_elses() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.target("CLINIC").await.unwrap();
        let ticket = maja.ticket("Configure").await;
        let id = refine(&maja, &ticket).await.unwrap();
        let draft = maja.who.draft(id).await;
        let refused = maja.who.approve(&draft).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.category), ("draft.of_ticket", Category::Conflict));
        let ada = app.user("alovelace").await;
        let Person { use_cases, caller, principal, .. } = &ada;
        let foreign = use_cases.site_tickets.refine(caller, principal, ticket.ticket.id).await.unwrap_err();
        assert_eq!(foreign.category, Category::NotFound);
        let command = PutBack { draft: id, version: draft.version, seen: 1 };
        let foreign = use_cases.site_tickets.put_back(caller, principal, command).await.unwrap_err();
        assert_eq!(foreign.category, Category::NotFound);

        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        let draft = maja.who.draft(id).await;
        assert!(draft.of_ticket.as_ref().unwrap().sent);
        assert_eq!(put_back(&maja, &draft).await.unwrap_err().code, "site_ticket.on_its_way");
        assert_eq!(refine(&maja, &ticket).await.unwrap_err().code, "site_ticket.on_its_way");
        // Its build is gone, but can be brought back, and then there would be two.
        let build = maja.id;
        maja.who.use_cases.site_builds.delete(&maja.who.caller, &maja.who.principal, build).await.unwrap();
        let draft = maja.who.draft(id).await;
        assert_eq!(draft.of_ticket, None);
        assert_eq!(maja.who.approve(&draft).await.unwrap_err().code, "draft.of_ticket");
    })
    .await;
}
