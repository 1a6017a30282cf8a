//! What does not become an account.

use contract::views::RegistrationOutcome;
use domain::failure::Category;
use serde_json::json;
use std::time::Duration;
use testkit::{Canary, PASSWORD, Setup, story};

#[tokio::test]
async fn tokens_of_nobody_are_refused_with_the_reason() {
    story(Setup::new(), async |app| {
        let token = |login: &str| app.sandbox.person(login).unwrap().jira_token;
        for (token, code, words) in [
            ("mistyped-token", "registration.token_refused", "mistyped, expired or revoked"),
            (token("hlamarr"), "registration.token_refused", "mistyped, expired or revoked"),
            (token("rfranklin"), "registration.inactive", "not active"),
            (token("enoether"), "registration.deleted", "deleted"),
        ] {
            let failure = app.anonymous().prove(token).await.unwrap_err();
            assert_eq!(failure.code, code);
            assert!(failure.of_field("token").unwrap().contains(words), "{failure}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_page_in_front_of_jira_is_told_apart_from_a_bad_token() {
    story(Setup::new(), async |app| {
        let ada = app.sandbox.person("alovelace").unwrap();
        for action in [json!("html"), json!({"html": true, "status": 302})] {
            app.fault(json!({"target": "jira.myself", "action": action}));
            let failure = app.anonymous().prove(ada.jira_token).await.unwrap_err();
            assert_eq!(failure.code, "jira.unexpected", "{action}: {failure}");
            assert_eq!(failure.category, Category::AdminRequired);
            assert!(failure.message.contains("web page"), "{failure}");
            app.sandbox.clear_faults();
        }
        app.fault(json!({"target": "jira.myself", "action": "garbage"}));
        let failure = app.anonymous().prove(ada.jira_token).await.unwrap_err();
        assert_eq!(failure.category, Category::Temporary, "{failure}");
    })
    .await;
}

#[tokio::test]
async fn a_jira_that_says_it_lives_elsewhere_is_not_believed_and_elsewhere_is_not_asked() {
    story(Setup::new(), async |app| {
        let canary = Canary::listen().await;
        app.sandbox.disguise(json!({"self_origin": canary.origin()})).unwrap();
        let ada = app.sandbox.person("alovelace").unwrap();
        let failure = app.anonymous().prove(ada.jira_token).await.unwrap_err();
        assert_eq!(failure.code, "registration.other_site");
        assert_eq!(canary.visits(), 0);
    })
    .await;
}

#[tokio::test]
async fn another_site_cannot_take_over_an_account_by_claiming_its_name() {
    story(Setup::new().with_two_sites(), async |app| {
        let [ada, grace] = ["alovelace", "ghopper"].map(|login| app.sandbox.person(login).unwrap());
        let visitor = app.anonymous();
        visitor.register_at("sandbox", ada.jira_token, PASSWORD).await.unwrap();

        // The other site says that Grace's token is Ada's. It may say so about its own people only.
        let other = app.other_sandbox.as_ref().unwrap();
        other.disguise(json!({"login": "ghopper", "claim_name": "alovelace"})).unwrap();
        let theirs = "Tea at 9 with nobody!";
        let outcome = visitor.register_at("other", grace.jira_token, theirs).await.unwrap();
        assert_eq!(
            outcome,
            RegistrationOutcome::Created,
            "an account of its own, not Ada's with a new password"
        );
        visitor.sign_in_at("sandbox", "alovelace", PASSWORD).await.unwrap();
        let failure = visitor.sign_in_at("sandbox", "alovelace", theirs).await.unwrap_err();
        assert_eq!(failure.code, "sign_in.wrong");

        // Nor may it say that it is Ada's site.
        let first = app.sandbox.addresses().jira.trim_end_matches("/jira").to_owned();
        other.disguise(json!({"login": "ghopper", "claim_name": "alovelace", "self_origin": first})).unwrap();
        let failure = visitor.prove_at("other", grace.jira_token).await.unwrap_err();
        assert_eq!(failure.code, "registration.other_site");
    })
    .await;
}

#[tokio::test]
async fn with_several_sites_one_has_to_be_chosen() {
    story(Setup::new().with_two_sites(), async |app| {
        let ada = app.sandbox.person("alovelace").unwrap();
        let visitor = app.anonymous();
        assert_eq!(visitor.prove(ada.jira_token).await.unwrap_err().code, "registration.site_unknown");
        assert_eq!(visitor.sign_in("alovelace", PASSWORD).await.unwrap_err().code, "sign_in.site_missing");
        assert_eq!(visitor.use_cases.accounts.welcome().await.unwrap().sites.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_on_no_list_is_never_contacted() {
    story(Setup::new(), async |app| {
        let canary = Canary::listen().await;
        let ada = app.sandbox.person("alovelace").unwrap();
        let visitor = app.anonymous();
        for site in [format!("{}/jira", canary.origin()), "elsewhere".to_owned()] {
            let failure = visitor.prove_at(&site, ada.jira_token).await.unwrap_err();
            assert_eq!(failure.of_field("site"), Some("Choose one of the sites in the list."));
        }
        assert!(app.sandbox.requests().is_empty());

        // Not by way of a redirect either.
        let location = json!({"Location": format!("{}/jira/rest/api/2/myself", canary.origin())});
        app.fault(
            json!({"target": "jira.myself", "times": 1, "action": {"status": 302, "headers": location}}),
        );
        visitor.prove(ada.jira_token).await.unwrap_err();

        // Nor for a picture.
        let jira = &app.sandbox.addresses().jira;
        let myself = json!({
            "self": format!("{jira}/rest/api/2/user?username=alovelace"), "name": "alovelace",
            "displayName": "Ada Lovelace", "active": true,
            "avatarUrls": {"48x48": format!("{}/avatar.png", canary.origin())},
        });
        app.fault(json!({"target": "jira.myself", "times": 1, "action": {"status": 200, "body": myself}}));
        let cookie = visitor.prove(ada.jira_token).await.unwrap();
        let proved = visitor.use_cases.accounts.pending(&cookie).await.unwrap();
        assert_eq!((proved.employee_id.as_str(), proved.avatar), ("alovelace", None));
        assert_eq!(canary.visits(), 0);
    })
    .await;
}

#[tokio::test]
async fn passwords_have_to_be_good_and_typed_twice() {
    story(Setup::new(), async |app| {
        let ada = app.sandbox.person("alovelace").unwrap();
        let visitor = app.anonymous();
        let cookie = visitor.prove(ada.jira_token).await.unwrap();
        visitor.use_cases.accounts.confirm(&cookie).await.unwrap();
        let long = format!("Aa1!{}", "x".repeat(125));
        for (password, repeated, code, field) in [
            ("", "", "password.weak", "password"),
            ("Short1!", "Short1!", "password.weak", "password"),
            ("no capitals 1!", "no capitals 1!", "password.weak", "password"),
            ("No digit here!", "No digit here!", "password.weak", "password"),
            (long.as_str(), long.as_str(), "password.weak", "password"),
            ("P@ssw0rd123", "P@ssw0rd123", "password.common", "password"),
            ("Ada Lovelace1!", "Ada Lovelace1!", "password.weak", "password"),
            ("Ada.lovelace1!", "Ada.lovelace1!", "password.weak", "password"),
            (PASSWORD, "Tea at 4 in the Garden!", "password.differs", "repeated"),
        ] {
            let failure = visitor.set_password(&cookie, password, repeated).await.unwrap_err();
            assert_eq!(failure.code, code, "{password}: {failure}");
            assert!(failure.of_field(field).is_some(), "{password}: {failure:?}");
        }
        let outcome = visitor.set_password(&cookie, PASSWORD, PASSWORD).await.unwrap();
        assert_eq!(
            outcome,
            RegistrationOutcome::Created,
            "a refused password does not use the registration up"
        );
    })
    .await;
}

#[tokio::test]
async fn an_address_can_try_only_so_many_tokens_an_hour() {
    story(Setup::new().with("/limits/registrations_per_hour", json!(2)), async |app| {
        let ada = app.sandbox.person("alovelace").unwrap();
        let visitor = app.anonymous();
        for _ in 0..2 {
            visitor.prove("guess").await.unwrap_err();
        }
        let asked = app.requests("jira.myself");
        let failure = visitor.prove(ada.jira_token).await.unwrap_err();
        assert_eq!(failure.category, Category::TooMany);
        assert!(failure.retry_after.is_some_and(|seconds| (3500..=3600).contains(&seconds)), "{failure:?}");
        assert_eq!(app.requests("jira.myself"), asked, "Jira is not asked any more");
        app.visitor_from([10, 0, 0, 9]).prove(ada.jira_token).await.unwrap();
        app.clock.advance(Duration::from_hours(1));
        visitor.prove(ada.jira_token).await.unwrap();
    })
    .await;
}
