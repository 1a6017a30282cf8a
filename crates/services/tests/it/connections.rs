//! Saving and testing what a person is connected to.

use contract::views::{ConnectionStatus, ConnectionsView};
use domain::failure::{Category, Failure};
use serde_json::json;
use testkit::{Person, Setup, requirement, story};

/// Saves a cookie, tests it, and gives the failure.
async fn failed_test(person: &Person, cookie: &str) -> Failure {
    person.save_model(cookie).await.unwrap();
    let view: ConnectionsView = person.test_model().await.unwrap();
    assert_eq!(view.llm.status, ConnectionStatus::Failed);
    assert_eq!(view.llm.success, None);
    view.llm.failure.unwrap()
}

/// The model may not be asked, whoever calls.
async fn must_be_closed(app: &testkit::TestApp, person: &Person) {
    let failure = person.start(requirement("Patients book a room online")).await.unwrap_err();
    assert_eq!(failure.code, "llm.not_tested");
    let form = person.use_cases.drafting.form(&person.caller, &person.principal).await.unwrap();
    assert_eq!(form.gate.unwrap().href, "/connections");
    assert!(app.sandbox.llm_calls().is_empty());
}

#[tokio::test]
async fn ones_own_cookie_is_validated_by_the_employee_id() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        must_be_closed(&app, &ada).await;
        ada.save_model(ada.who.llm_cookie).await.unwrap();
        assert_eq!(ada.connections().await.llm.status, ConnectionStatus::Untested);
        must_be_closed(&app, &ada).await;
        let llm = ada.test_model().await.unwrap().llm;
        assert_eq!(llm.status, ConnectionStatus::Tested);
        assert_eq!(llm.success.as_deref(), Some("Successfully tested connection - Employee ID validated"));
        assert!(llm.tested_at.is_some());
        assert_eq!(llm.masked_secret, "••••••••95ed");
    })
    .await;
}

#[tokio::test]
async fn a_cookie_of_somebody_else_is_refused_with_both_values() {
    story(Setup::new(), async |app| {
        let alan = app.member("aturing").await;
        let failure = failed_test(&alan, alan.who.llm_cookie).await;
        assert_eq!(failure.code, "llm.other_person");
        assert!(
            failure.message.contains("“turing.alan”") && failure.message.contains("“aturing”"),
            "{failure}"
        );
        must_be_closed(&app, &alan).await;

        let ada = app.member("alovelace").await;
        let failure = failed_test(&ada, app.sandbox.person("ghopper").unwrap().llm_cookie).await;
        assert!(
            failure.message.contains("“ghopper”") && failure.message.contains("“alovelace”"),
            "{failure}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_the_way_of_the_model_is_said() {
    let setup = Setup::new().with("/providers/0/test/timeout_seconds", json!(1));
    story(setup, async |app| {
        let ada = app.member("alovelace").await;
        let failure = failed_test(&ada, "a-cookie-of-nobody").await;
        assert_eq!(failure.code, "llm.model_unauthorised");
        assert!(failure.next.contains("fresh cookie"), "{failure:?}");
        for (action, code) in [
            (json!("html"), "llm.model_answered_web_page"),
            (json!("hang"), "llm.timed_out"),
            (json!("garbage"), "llm.model_answer_unreadable"),
            (json!({"status": 503}), "llm.model_unavailable"),
            (json!({"status": 200, "body": {"username": "Ada"}}), "llm.model_answer_unreadable"),
        ] {
            app.fault(json!({"target": "llm.whoami", "action": action}));
            let failure = failed_test(&ada, ada.who.llm_cookie).await;
            assert_eq!(failure.code, code, "{action}: {failure}");
            assert!(!failure.next.is_empty(), "{failure:?}");
            app.sandbox.clear_faults();
        }
        must_be_closed(&app, &ada).await;
        ada.connect_model().await;
    })
    .await;
}

#[tokio::test]
async fn saving_a_cookie_again_un_tests_it() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        ada.save_model(ada.who.llm_cookie).await.unwrap();
        let llm = ada.connections().await.llm;
        assert_eq!((llm.status, llm.success, llm.tested_at), (ConnectionStatus::Untested, None, None));
        must_be_closed(&app, &ada).await;
    })
    .await;
}

#[tokio::test]
async fn cookies_that_cannot_be_one_are_not_saved() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        for cookie in ["", "   ", "two\nlines", "ümlaut", &"x".repeat(501)] {
            assert!(ada.save_model(cookie).await.unwrap_err().of_field("secret").is_some(), "{cookie}");
        }
        assert_eq!(
            ada.connections().await.llm.status,
            ConnectionStatus::Tested,
            "the good one is still there"
        );
        ada.save_model(&"x".repeat(500)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_jira_token_can_be_replaced_by_ones_own_only() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let graces = app.sandbox.person("ghopper").unwrap().jira_token;
        let failure = ada.replace_jira_token(graces).await.unwrap_err();
        assert_eq!(failure.code, "jira.other_person");
        assert!(failure.message.contains("ghopper") && failure.message.contains("alovelace"), "{failure}");
        assert_eq!(ada.replace_jira_token("nobodys").await.unwrap_err().code, "jira.unauthorized");
        assert_eq!(ada.replace_jira_token("two words").await.unwrap_err().code, "jira.token_malformed");
        let inactive = app.sandbox.person("rfranklin").unwrap().jira_token;
        assert_eq!(ada.replace_jira_token(inactive).await.unwrap_err().code, "jira.inactive");
        assert_eq!(ada.connections().await.jira.masked_secret, "••••••••cKns", "hers is still there");
        assert_eq!(ada.connections().await.jira.status, ConnectionStatus::Tested);

        ada.replace_jira_token(ada.who.jira_token).await.unwrap();
        assert_eq!(ada.connections().await.jira.status, ConnectionStatus::Tested);
    })
    .await;
}

#[tokio::test]
async fn a_jira_that_moved_is_not_believed_when_a_token_is_replaced() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        app.sandbox.disguise(json!({"self_origin": "http://127.0.0.1:9"})).unwrap();
        let failure = ada.replace_jira_token(ada.who.jira_token).await.unwrap_err();
        assert_eq!(failure.code, "jira.other_site");
        let jira = ada.test_jira().await.unwrap().jira;
        assert_eq!(jira.status, ConnectionStatus::Failed);
    })
    .await;
}

#[tokio::test]
async fn an_expired_jira_token_closes_creating_until_it_works_again() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written("Patients book a room online").await;
        app.sandbox.set_expired("alovelace", true);
        let jira = ada.test_jira().await.unwrap().jira;
        assert_eq!(jira.status, ConnectionStatus::Failed);
        assert_eq!(jira.failure.unwrap().code, "jira.unauthorized");
        assert_eq!(ada.approve(&draft).await.unwrap_err().code, "jira.not_tested");
        let dashboard = ada.use_cases.drafting.dashboard(&ada.principal).await.unwrap();
        assert_eq!(dashboard.gates.len(), 1, "{:?}", dashboard.gates);

        app.sandbox.set_expired("alovelace", false);
        ada.test_jira().await.unwrap();
        let approval = ada.approve(&draft).await.unwrap();
        app.sandbox.set_expired("alovelace", true);
        ada.test_jira().await.unwrap();
        assert_eq!(ada.create(draft.id, &approval).await.unwrap_err().code, "jira.not_tested");
        assert_eq!(app.requests("jira.issue.create"), 0);
    })
    .await;
}

#[tokio::test]
async fn tests_are_limited_per_person() {
    story(Setup::new().with("/limits/connection_tests_per_hour", json!(3)), async |app| {
        let ada = app.user("alovelace").await;
        ada.test_model().await.unwrap();
        ada.test_jira().await.unwrap();
        let failure = ada.test_model().await.unwrap_err();
        assert_eq!(failure.category, Category::TooMany);
        assert!(failure.retry_after.is_some());
        app.user("ghopper").await;
    })
    .await;
}

#[tokio::test]
async fn a_token_that_jira_refuses_while_it_is_used_closes_creating_like_a_failed_test() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written("Patients book a room online").await;
        app.sandbox.set_expired("alovelace", true);
        let form = ada.use_cases.drafting.form(&ada.caller, &ada.principal).await.unwrap();
        assert_eq!(form.projects_failure.unwrap().code, "jira.unauthorized");
        let jira = ada.connections().await.jira;
        assert_eq!(jira.status, ConnectionStatus::Failed);
        assert_eq!(jira.failure.unwrap().code, "jira.unauthorized");
        assert_eq!(ada.approve(&draft).await.unwrap_err().code, "jira.not_tested");

        // Something else going wrong says nothing about the token.
        app.sandbox.set_expired("alovelace", false);
        ada.test_jira().await.unwrap();
        app.fault(json!({"target": "jira.project.list", "action": {"status": 503}}));
        ada.use_cases.drafting.form(&ada.caller, &ada.principal).await.unwrap();
        assert_eq!(ada.connections().await.jira.status, ConnectionStatus::Tested);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_refused_at_approval_or_at_creation_closes_the_connection_too() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written("Patients book a room online").await;
        app.sandbox.set_expired("alovelace", true);
        assert_eq!(ada.approve(&draft).await.unwrap_err().code, "jira.unauthorized");
        assert_eq!(ada.connections().await.jira.status, ConnectionStatus::Failed);

        app.sandbox.set_expired("alovelace", false);
        ada.test_jira().await.unwrap();
        let approval = ada.approve(&draft).await.unwrap();
        app.sandbox.set_expired("alovelace", true);
        ada.create(draft.id, &approval).await.unwrap();
        app.until("the refused token is remembered", async || {
            ada.connections().await.jira.status == ConnectionStatus::Failed
        })
        .await;
        assert_eq!(app.sandbox.created_issues().len(), 0);
    })
    .await;
}
