//! Projects: from Jira where the person may create issues, with names and favourites of their own.

use contract::{
    commands::{MarkProject, ProjectsFilter},
    views::ProjectsView,
};
use domain::failure::Category;
use serde_json::json;
use std::time::Duration;
use testkit::{Person, Setup, story};

async fn find(person: &Person, query: &str, page: u32) -> ProjectsView {
    let filter = ProjectsFilter { query: query.to_owned(), page };
    person.use_cases.projects.projects(&person.caller, &person.principal, filter).await.unwrap()
}

fn keys(view: &ProjectsView) -> Vec<&str> {
    view.projects.iter().map(|project| project.key.as_str()).collect()
}

fn mark(project: &str, label: Option<&str>, favourite: Option<bool>) -> MarkProject {
    MarkProject { project: project.to_owned(), label: label.map(str::to_owned), favourite }
}

#[tokio::test]
async fn only_projects_where_the_person_may_create_are_listed_and_favourites_come_first() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.member("alovelace").await, app.member("ghopper").await);
        assert_eq!(keys(&find(&ada, "", 0).await), ["CLINIC", "LABS", "NOLABEL", "PORTAL"]);
        assert_eq!(keys(&find(&grace, "", 0).await), ["CLINIC", "LABS", "NOLABEL", "PORTAL", "READONLY"]);
        let projects = &ada.use_cases.projects;
        projects.mark(&ada.principal, mark("portal", Some(" My  portal "), Some(true))).await.unwrap();
        let view = find(&ada, "", 0).await;
        assert_eq!(keys(&view), ["PORTAL", "CLINIC", "LABS", "NOLABEL"]);
        assert_eq!(view.projects[0].label.as_deref(), Some("My portal"));
        assert_eq!(keys(&find(&ada, "MY port", 0).await), ["PORTAL"]);
        assert_eq!(keys(&find(&grace, "", 0).await)[0], "CLINIC", "hers are hers");
        let form = ada.use_cases.drafting.form(&ada.caller, &ada.principal).await.unwrap();
        assert_eq!(form.projects[0].key.as_str(), "PORTAL");
        projects.mark(&ada.principal, mark("PORTAL", Some(""), None)).await.unwrap();
        let view = find(&ada, "", 0).await;
        assert_eq!((view.projects[0].label.as_deref(), view.projects[0].favourite), (None, true));

        let foreign = projects.mark(&ada.principal, mark("READONLY2", None, Some(true))).await.unwrap_err();
        assert_eq!(foreign.category, Category::NotFound);
        let long = "x".repeat(61);
        let failure = projects.mark(&ada.principal, mark("CLINIC", Some(&long), None)).await.unwrap_err();
        assert!(failure.of_field("label").is_some());
    })
    .await;
}

#[tokio::test]
async fn jira_is_asked_when_the_list_is_old_and_its_absence_takes_nothing_away() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        find(&ada, "", 0).await;
        find(&ada, "", 0).await;
        let asked = || app.requests("jira.project.list");
        assert_eq!(asked(), 1);
        let rights = app.requests("jira.permissions");
        app.clock.advance(Duration::from_mins(20));
        find(&ada, "", 0).await;
        assert_eq!(asked(), 2);
        assert_eq!(app.requests("jira.permissions"), rights, "rights are known for longer");

        app.fault(json!({"target": "jira.project.list", "action": {"status": 503}}));
        let refused = ada.use_cases.projects.refresh(&ada.caller, &ada.principal).await.unwrap_err();
        assert_eq!(refused.category, Category::Temporary);
        let before = asked();
        let view = find(&ada, "", 0).await;
        assert_eq!(asked(), before, "it is left alone for a minute");
        assert!(view.stale && view.failure.is_some());
        assert_eq!(view.projects.len(), 4);
        app.sandbox.clear_faults();
        app.clock.advance(Duration::from_mins(2));
        let view = find(&ada, "", 0).await;
        assert!(!view.stale && view.failure.is_none());
        ada.use_cases.projects.refresh(&ada.caller, &ada.principal).await.unwrap();
        assert!(app.requests("jira.permissions") > rights, "a refresh asks for the rights, too");
    })
    .await;
}

#[tokio::test]
async fn hundreds_of_projects_come_in_pages() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let many: Vec<_> = (0..430)
            .map(|n| json!({"id": n.to_string(), "key": format!("P{n:03}"), "name": format!("Project {n}")}))
            .collect();
        app.fault(json!({"target": "jira.project.list", "action": {"status": 200, "body": many}}));
        let rights = json!({"permissions": {"CREATE_ISSUES": {"havePermission": true}}});
        app.fault(json!({"target": "jira.permissions", "action": {"status": 200, "body": rights}}));
        let view = find(&ada, "", 0).await;
        assert_eq!((view.total, view.projects.len(), view.more), (430, 50, true));
        let last = find(&ada, "", 8).await;
        assert_eq!((last.projects.len(), last.more), (30, false));
        assert_eq!(
            find(&ada, "project 42", 0).await.matching,
            14,
            "each word anywhere: 42, 142, 242, 342, 420 …"
        );
        let form = ada.use_cases.drafting.form(&ada.caller, &ada.principal).await.unwrap();
        assert_eq!(form.projects.len(), 430);
    })
    .await;
}
