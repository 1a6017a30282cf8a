//! What issues of site builds get beside their texts.

use crate::builder::{Builder, each_once};
use contract::{
    Outcome,
    commands::{BulkField, SetFields, SetTicketFields, TicketFilter},
    views::{ReviewedTicket, TicketFields},
};
use domain::failure::Category;
use serde_json::json;
use testkit::{Person, Setup, story};

/// What somebody writes into the form of a ticket.
#[derive(Clone, Copy, Default)]
struct Written {
    assignee: &'static str,
    priority: &'static str,
    labels: &'static str,
    sprint: &'static str,
}

async fn set(builder: &Builder<'_>, ticket: &ReviewedTicket, written: Written) -> Outcome<()> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    let command = SetTicketFields {
        ticket: ticket.id,
        seen: ticket.fields_version,
        assignee: written.assignee.to_owned(),
        priority: written.priority.to_owned(),
        labels: written.labels.to_owned(),
        sprint: written.sprint.to_owned(),
    };
    use_cases.site_tickets.set_fields(caller, principal, command).await.map(drop)
}

async fn set_many(builder: &Builder<'_>, words: &str, field: BulkField, value: &str) -> Outcome<u32> {
    let Person { use_cases, caller, principal, .. } = builder.who;
    let filter = TicketFilter { words: words.to_owned(), ..TicketFilter::default() };
    let command = SetFields { build: builder.id, filter, field, value: value.to_owned() };
    use_cases.site_tickets.set_many(caller, principal, command).await
}

async fn fields(builder: &Builder<'_>, title: &str) -> TicketFields {
    builder.ticket(title).await.ticket.fields
}

#[tokio::test]
async fn assignee_priority_labels_and_sprint_go_with_the_issue() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let ticket = maja.ticket("Configure").await.ticket;
        let first = set(&maja, &ticket, Written { assignee: "ghopper", ..Written::default() }).await;
        assert_eq!(first.unwrap_err().code, "site_build.no_target", "whose people is not known yet");
        maja.target("CLINIC").await.unwrap();
        let offers = maja.review(None).await.offers.unwrap();
        assert!(offers.priorities.contains(&"High".to_owned()), "{offers:?}");
        let sprints: Vec<_> = offers.sprints.iter().map(|sprint| sprint.name.as_str()).collect();
        assert_eq!(sprints, ["Clinic 12", "Clinic 13"], "the closed one is not offered");

        let written =
            Written { assignee: "Grace Hopper", priority: "high", labels: "cms cms big", sprint: "33" };
        set(&maja, &ticket, written).await.unwrap();
        let now = fields(&maja, "Configure").await;
        let assignee = now.assignee.clone().unwrap();
        assert_eq!((assignee.name.as_str(), assignee.label.as_str()), ("ghopper", "Grace Hopper"));
        assert_eq!(now.priority.as_deref(), Some("High"));
        assert_eq!(now.labels, ["cms", "big"]);
        // Somebody who still sees the form as it was writes nothing over.
        let stale = set(&maja, &ticket, Written::default()).await.unwrap_err();
        assert_eq!(
            (stale.code.as_str(), stale.category),
            ("site_ticket.changed_elsewhere", Category::Conflict)
        );
        assert_eq!(fields(&maja, "Configure").await, now);

        assert!(set_many(&maja, "", BulkField::Labels, "drupal big").await.unwrap() > 3);
        assert_eq!(set_many(&maja, "Configure", BulkField::Labels, "drupal").await.unwrap(), 0);
        assert_eq!(set_many(&maja, "Create", BulkField::Sprint, "32").await.unwrap(), 3);

        let job = maja.started("CLINIC").await.job;
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        let issues = app.sandbox.created_issues();
        let issue = issues.iter().find(|issue| issue["fields"]["assignee"]["name"] == "ghopper").unwrap();
        assert_eq!(issue["fields"]["priority"]["name"], "High");
        let labels = issue["fields"]["labels"].to_string();
        assert!(["relaunch", "cms", "big", "drupal"].iter().all(|label| labels.contains(label)), "{labels}");
        let in_sprints = app.sandbox.sprints();
        let key = issue["key"].as_str().unwrap();
        assert!(in_sprints.contains(&(key.to_owned(), 33)), "{in_sprints:?}");
        assert_eq!(in_sprints.iter().filter(|(_, sprint)| *sprint == 32).count(), 3);
        assert_eq!(app.requests("jira.sprint.add"), 2, "one call for each sprint");

        let ticket = maja.ticket("Configure").await.ticket;
        let late = set(&maja, &ticket, Written::default()).await.unwrap_err();
        assert_eq!(late.code, "site_ticket.on_its_way");
        assert_eq!(set_many(&maja, "", BulkField::Priority, "Low").await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn on_cloud_people_are_account_ids_and_sprints_are_filled_alike() {
    let setup = Setup::new().with_cloud_site().with("/providers/0/identity_match", json!("none"));
    story(setup, async |app| {
        let katherine = app.cloud_user("katherine").await;
        let katherine = Builder::with_tickets(&katherine).await;
        katherine.target("CLINIC").await.unwrap();
        let ticket = katherine.ticket("Configure").await.ticket;
        let written = Written { assignee: "Dorothy Vaughan", sprint: "33", ..Written::default() };
        set(&katherine, &ticket, written).await.unwrap();
        let dorothy =
            app.sandbox.cloud_people().into_iter().find(|who| who.email.starts_with("dorothy")).unwrap();
        let assignee = fields(&katherine, "Configure").await.assignee.unwrap();
        assert_eq!(
            (assignee.name.as_str(), assignee.label.as_str()),
            (dorothy.account_id, "Dorothy Vaughan")
        );
        // The account id says who it is as well.
        assert_eq!(
            set_many(&katherine, "Article", BulkField::Assignee, dorothy.account_id).await.unwrap(),
            1
        );
        let job = katherine.started("CLINIC").await.job;
        katherine.who.watch(job).await;
        let of_dorothy = app
            .sandbox
            .created_issues()
            .iter()
            .filter(|issue| issue["fields"]["assignee"]["accountId"] == dorothy.account_id)
            .count();
        assert_eq!((of_dorothy, app.sandbox.sprints_of_cloud().len()), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn what_does_not_exist_is_named_beside_its_field() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.target("CLINIC").await.unwrap();
        let ticket = maja.ticket("Configure").await.ticket;
        let labels = "x".repeat(300).leak();
        let written = Written { assignee: "Nobody Here", priority: "Urgent", labels, sprint: "31" };
        let wrong = set(&maja, &ticket, written).await.unwrap_err();
        for (field, words) in [
            ("assignee", "Nobody called"),
            ("priority", "does not offer"),
            ("labels", "At most"),
            ("sprint", "no such sprint"),
        ] {
            assert!(wrong.of_field(field).unwrap().contains(words), "{wrong:?}");
        }
        assert_eq!(fields(&maja, "Configure").await, TicketFields::default());
        // Nothing chosen takes nothing away from many; a dash does.
        set(&maja, &ticket, Written { labels: "cms", ..Written::default() }).await.unwrap();
        assert!(set_many(&maja, "", BulkField::Labels, " ").await.unwrap_err().of_field("labels").is_some());
        assert_eq!(fields(&maja, "Configure").await.labels, ["cms"]);
        assert_eq!(set_many(&maja, "", BulkField::Labels, "-").await.unwrap(), 1);
        let ticket = maja.ticket("Configure").await.ticket;
        // An edit of the fields makes what was checked void, one of the words keeps the fields.
        maja.all_ready().await;
        maja.check().await.unwrap();
        set(&maja, &ticket, Written { priority: "Low", ..Written::default() }).await.unwrap();
        assert_eq!(maja.view().await.checked.unwrap().unchecked, 1);
        let open = maja.ticket("Configure").await;
        maja.edit(&open, "Configure by hand", "Text.").await.unwrap();
        assert_eq!(fields(&maja, "Configure").await.priority.as_deref(), Some("Low"));

        // Nobody else's.
        let ada = app.member("alovelace").await;
        let theirs = Builder { who: &ada, id: maja.id };
        assert_eq!(set(&theirs, &ticket, Written::default()).await.unwrap_err().category, Category::NotFound);
        let many = set_many(&theirs, "", BulkField::Labels, "x").await;
        assert_eq!(many.unwrap_err().category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_sprint_that_is_gone_keeps_nothing_back_and_is_left_to_be_set_by_hand() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.target("CLINIC").await.unwrap();
        set_many(&maja, "", BulkField::Sprint, "33").await.unwrap();
        set_many(&maja, "Article", BulkField::Sprint, "32").await.unwrap();
        let gone =
            json!({"status": 404, "body": {"errorMessages": ["Sprint does not exist."], "errors": {}}});
        app.fault(json!({"target": "jira.sprint.add", "times": 1, "action": {"status": 503}}));
        let job = maja.started("CLINIC").await.job;
        app.fault(json!({"target": "/jira/rest/agile/1.0/sprint/32/", "action": gone}));
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        let view = maja.view().await;
        let by_hand: Vec<_> = view.fixes.iter().map(|fix| fix.what.as_str()).collect();
        assert!(
            !by_hand.is_empty() && by_hand.iter().all(|what| *what == "Set the sprint to Clinic 12."),
            "{by_hand:?}"
        );
        assert_eq!(view.progress.open, 0);
        let in_sprints = app.sandbox.sprints();
        assert_eq!(in_sprints.len() + by_hand.len(), view.results.len());
        assert!(in_sprints.iter().all(|(_, sprint)| *sprint == 33), "{in_sprints:?}");
    })
    .await;
}

#[tokio::test]
async fn a_sprint_of_another_project_takes_no_issue_and_one_that_is_over_costs_no_search() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.target("CLINIC").await.unwrap();
        set_many(&maja, "Article", BulkField::Sprint, "32").await.unwrap();
        maja.target("NOLABEL").await.unwrap();
        maja.all_ready().await;
        maja.check().await.unwrap();
        let checked = maja.view().await.checked.unwrap();
        assert!(
            checked.left_out.iter().any(|(what, _)| what.contains("Clinic 12")),
            "{:?}",
            checked.left_out
        );

        maja.target("CLINIC").await.unwrap();
        let job = maja.started("CLINIC").await.job;
        let over = json!({"errorMessages": ["Cannot add issues to a closed sprint."], "errors": {}});
        app.fault(json!({"target": "jira.sprint.add", "action": {"status": 400, "body": over}}));
        app.fault(json!({"target": "jira.sprint.get", "action": {"status": 200,
            "body": {"id": 32, "name": "Clinic 12", "state": "closed"}}}));
        maja.who.watch(job).await;
        each_once(&app, &maja).await;
        let fixes = maja.view().await.fixes;
        assert_eq!((fixes.len(), app.requests("jira.sprint.add")), (2, 1), "{fixes:?}");
        assert!(app.sandbox.sprints().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_screen_without_a_field_leaves_it_to_be_set_by_hand() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        maja.target("NOLABEL").await.unwrap();
        set_many(&maja, "Article", BulkField::Labels, "cms").await.unwrap();
        maja.all_ready().await;
        maja.check().await.unwrap();
        let checked = maja.view().await.checked.unwrap();
        assert!(checked.left_out.iter().any(|(what, _)| what.contains("cms")), "{:?}", checked.left_out);
        assert!(
            maja.view().await.fixes.is_empty(),
            "there is nothing to be set by hand before it is in Jira"
        );
        let job = maja.export(&checked.sha256).await.unwrap().job;
        maja.who.watch(job).await;
        let fixes = maja.view().await.fixes;
        assert!(fixes.iter().any(|fix| fix.what.contains("cms") && fix.issue.is_some()), "{fixes:?}");
    })
    .await;
}
