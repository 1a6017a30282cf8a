//! Confluence: where it may be, whose token it is.

use contract::views::ConnectionStatus;
use domain::failure::Failure;
use serde_json::json;
use testkit::{Canary, Person, Setup, TestApp, story};

async fn failed_test(app: &TestApp, person: &Person, token: &str) -> Failure {
    person.save_confluence(&app.sandbox.addresses().confluence, token).await.unwrap();
    let confluence = person.test_confluence().await.unwrap().confluence;
    assert_eq!(confluence.status, ConnectionStatus::Failed);
    assert_eq!(confluence.success, None);
    confluence.failure.unwrap()
}

#[tokio::test]
async fn ones_own_token_is_saved_and_tested_and_saving_again_un_tests_it() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let before = ada.connections().await;
        let at = app.sandbox.addresses().confluence.clone();
        assert_eq!(before.confluence_urls, std::slice::from_ref(&at));
        assert_eq!(
            (before.confluence.url.as_str(), before.confluence.status),
            (at.as_str(), ConnectionStatus::NotConnected)
        );
        assert_eq!(ada.test_confluence().await.unwrap_err().code, "confluence.not_connected");

        // The address of any page in it stands for it.
        ada.save_confluence(&format!("{at}/pages/viewpage.action?pageId=98305"), ada.who.confluence_token)
            .await
            .unwrap();
        let saved = ada.connections().await.confluence;
        assert_eq!((saved.url.as_str(), saved.status), (at.as_str(), ConnectionStatus::Untested));
        assert_eq!(saved.masked_secret, format!("••••••••{}", &ada.who.confluence_token[40..]));
        let tested = ada.test_confluence().await.unwrap().confluence;
        assert_eq!(
            tested.success.as_deref(),
            Some("Test successful - Employee ID matches Jira configuration")
        );
        assert!(tested.tested_at.is_some());

        ada.save_confluence(&at, ada.who.confluence_token).await.unwrap();
        let again = ada.connections().await.confluence;
        assert_eq!((again.status, again.success, again.tested_at), (ConnectionStatus::Untested, None, None));
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_the_way_of_confluence_is_said() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let grace = app.sandbox.person("ghopper").unwrap();
        let failure = failed_test(&app, &ada, grace.confluence_token).await;
        assert_eq!(failure.code, "confluence.other_person");
        assert!(
            failure.message.contains("“ghopper”") && failure.message.contains("“alovelace”"),
            "{failure}"
        );
        let failure = failed_test(&app, &ada, "a-token-of-nobody").await;
        assert_eq!(failure.code, "confluence.anonymous");
        for (action, code) in [
            (json!("html"), "confluence.unexpected"),
            (json!("garbage"), "confluence.unexpected"),
            (json!({"status": 401}), "confluence.unauthorized"),
            (json!({"status": 403}), "confluence.forbidden"),
            (json!({"status": 503}), "confluence.unavailable"),
            (json!("drop_before"), "confluence.unavailable"),
        ] {
            app.fault(json!({"target": "confluence.user", "action": action}));
            let failure = failed_test(&app, &ada, ada.who.confluence_token).await;
            assert_eq!(failure.code, code, "{action}: {failure}");
            assert!(!failure.next.is_empty(), "{failure:?}");
            app.sandbox.clear_faults();
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_on_no_list_is_neither_saved_nor_contacted() {
    story(Setup::new(), async |app| {
        let canary = Canary::listen().await;
        let ada = app.member("alovelace").await;
        let at = app.sandbox.addresses().confluence.clone();
        let host = at.trim_start_matches("http://");
        let asked = app.sandbox.requests().len();
        for url in [
            format!("{}/confluence", canary.origin()),
            at.trim_end_matches("/confluence").to_owned(),
            at.replace("127.0.0.1", "127.1"),
            at.replace("127.0.0.1", "2130706433"),
            at.replace("127.0.0.1", "0x7f.1"),
            at.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
            at.replace("127.0.0.1", "127.0.0.1."),
            at.replace("127.0.0.1", "localhost"),
            format!("http://{host}@{}", canary.origin().trim_start_matches("http://")),
            format!("{at}/../admin"),
            at.replace("http:", "https:"),
            "confluence".to_owned(),
            String::new(),
            format!("{at}/{}", "x".repeat(150)),
        ] {
            let failure = ada.save_confluence(&url, ada.who.confluence_token).await.unwrap_err();
            assert!(failure.of_field("url").is_some(), "{url}: {failure:?}");
        }
        assert_eq!(ada.connections().await.confluence.status, ConnectionStatus::NotConnected);
        assert_eq!((canary.visits(), app.sandbox.requests().len()), (0, asked));
    })
    .await;
}

#[tokio::test]
async fn a_redirect_of_confluence_is_not_followed() {
    story(Setup::new(), async |app| {
        let canary = Canary::listen().await;
        let ada = app.member("alovelace").await;
        let location = json!({"Location": canary.origin()});
        app.fault(json!({"target": "confluence.user", "action": {"status": 302, "headers": location}}));
        let failure = failed_test(&app, &ada, ada.who.confluence_token).await;
        assert_eq!((failure.code.as_str(), canary.visits()), ("confluence.unexpected", 0));
    })
    .await;
}

#[tokio::test]
async fn tokens_that_cannot_be_one_are_not_saved() {
    story(Setup::new().with("/limits/token_characters", json!(100)), async |app| {
        let ada = app.member("alovelace").await;
        let at = app.sandbox.addresses().confluence.clone();
        for token in ["", "  ", "two words", "ümlaut", &"x".repeat(101)] {
            assert!(
                ada.save_confluence(&at, token).await.unwrap_err().of_field("token").is_some(),
                "{token}"
            );
        }
        ada.save_confluence(&at, &"x".repeat(100)).await.unwrap();
        assert_eq!(ada.connections().await.token_limit, 100);
    })
    .await;
}
