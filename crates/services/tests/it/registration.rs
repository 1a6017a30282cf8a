//! From a token to an account, or to a new password.

use contract::views::{ConnectionStatus, RegistrationOutcome};
use std::time::Duration;
use testkit::{PASSWORD, Setup, story};

#[tokio::test]
async fn a_token_becomes_an_account_in_three_steps() {
    story(Setup::new(), async |app| {
        let ada = app.sandbox.person("alovelace").unwrap();
        let visitor = app.anonymous();
        let accounts = &visitor.use_cases.accounts;
        let cookie = visitor.prove(ada.jira_token).await.unwrap();

        let proved = accounts.pending(&cookie).await.unwrap();
        assert_eq!(proved.employee_id, "alovelace");
        assert_eq!(proved.name, "Ada Lovelace");
        assert_eq!(proved.email.as_deref(), Some("ada.lovelace@example.org"));
        assert_eq!(proved.site, "Sandbox");
        assert!(!proved.resets_password && !proved.confirmed);
        assert!(proved.avatar.unwrap().starts_with("data:image/png;base64,"));

        let early = visitor.set_password(&cookie, PASSWORD, PASSWORD).await.unwrap_err();
        assert_eq!(early.code, "registration.not_confirmed");
        accounts.confirm(&cookie).await.unwrap();
        assert!(accounts.pending(&cookie).await.unwrap().confirmed);
        let outcome = visitor.set_password(&cookie, PASSWORD, PASSWORD).await.unwrap();
        assert_eq!(outcome, RegistrationOutcome::Created);

        let token = visitor.sign_in("alovelace", PASSWORD).await.unwrap();
        let me = visitor.whose(&token).await.unwrap().principal;
        let session = accounts.session(&me).await.unwrap();
        assert_eq!((session.name.as_str(), session.initials.as_str()), ("Ada Lovelace", "AL"));
        assert!(session.has_avatar);
        let (media_type, bytes) = accounts.avatar(&me).await.unwrap().unwrap();
        assert_eq!(media_type, "image/png");
        assert!(bytes.starts_with(b"\x89PNG"));

        let jira = visitor.use_cases.connections.overview(&me).await.unwrap().jira;
        assert_eq!(jira.status, ConnectionStatus::Tested);
        assert_eq!(jira.url, app.sandbox.addresses().jira);
        assert_eq!(jira.masked_secret, "••••••••cKns", "the last four characters of the token");
    })
    .await;
}

#[tokio::test]
async fn nothing_typed_asks_for_the_token_and_asks_nobody_else() {
    story(Setup::new(), async |app| {
        let failure = app.anonymous().prove("  ").await.unwrap_err();
        assert_eq!(failure.of_field("token"), Some("Please provide your Jira personal access token"));
        let failure = app.anonymous().prove("two words").await.unwrap_err();
        assert_eq!(failure.code, "registration.token_malformed");
        assert_eq!(
            app.anonymous().prove(&"x".repeat(513)).await.unwrap_err().code,
            "registration.token_malformed"
        );
        assert!(app.sandbox.requests().is_empty());
    })
    .await;
}

#[tokio::test]
async fn somebody_without_an_e_mail_address_can_register() {
    story(Setup::new(), async |app| {
        let maja = app.sandbox.person("mkeller").unwrap();
        let visitor = app.anonymous();
        let cookie = visitor.prove(maja.jira_token).await.unwrap();
        assert_eq!(visitor.use_cases.accounts.pending(&cookie).await.unwrap().email, None);
        visitor.register(maja.jira_token, PASSWORD).await.unwrap();
        visitor.sign_in("mkeller", PASSWORD).await.unwrap();
        visitor.sign_in("Maja Keller", PASSWORD).await.unwrap();
        assert_eq!(visitor.sign_in("", PASSWORD).await.unwrap_err().code, "sign_in.empty");
    })
    .await;
}

#[tokio::test]
async fn registering_again_sets_a_new_password_and_ends_every_session() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let elsewhere = ada.in_another_browser().await;
        let visitor = app.anonymous();
        let cookie = visitor.prove(ada.who.jira_token).await.unwrap();
        let accounts = &visitor.use_cases.accounts;
        assert!(accounts.pending(&cookie).await.unwrap().resets_password);
        accounts.confirm(&cookie).await.unwrap();
        for person in [&ada, &elsewhere] {
            assert!(visitor.whose(&person.token).await.is_some(), "nothing has ended yet");
        }

        let new = "Scones at 5 in the garden!";
        let outcome = visitor.set_password(&cookie, new, new).await.unwrap();
        assert_eq!(outcome, RegistrationOutcome::PasswordReset);
        for person in [&ada, &elsewhere] {
            assert!(visitor.whose(&person.token).await.is_none(), "a session outlived the password");
        }
        assert_eq!(visitor.sign_in("alovelace", PASSWORD).await.unwrap_err().code, "sign_in.wrong");
        visitor.sign_in("alovelace", new).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_registration_is_over_after_ten_minutes() {
    story(Setup::new(), async |app| {
        let ada = app.sandbox.person("alovelace").unwrap();
        let visitor = app.anonymous();
        let accounts = &visitor.use_cases.accounts;
        let cookie = visitor.prove(ada.jira_token).await.unwrap();
        app.clock.advance(Duration::from_mins(9));
        accounts.confirm(&cookie).await.unwrap();
        app.clock.advance(Duration::from_secs(61));
        assert_eq!(accounts.pending(&cookie).await.unwrap_err().code, "registration.over");
        assert_eq!(accounts.confirm(&cookie).await.unwrap_err().code, "registration.over");
        let late = visitor.set_password(&cookie, PASSWORD, PASSWORD).await.unwrap_err();
        assert_eq!(late.code, "registration.over");
        assert_eq!(late.next, "Begin again with your token.");
        assert_eq!(visitor.sign_in("alovelace", PASSWORD).await.unwrap_err().code, "sign_in.wrong");
    })
    .await;
}

#[tokio::test]
async fn a_registration_makes_one_account_however_often_it_is_sent() {
    story(Setup::new(), async |app| {
        let ada = app.sandbox.person("alovelace").unwrap();
        let visitor = app.anonymous();
        let cookie = visitor.prove(ada.jira_token).await.unwrap();
        visitor.use_cases.accounts.confirm(&cookie).await.unwrap();
        let tries = (0..8).map(|_| visitor.set_password(&cookie, PASSWORD, PASSWORD));
        let outcomes = futures::future::join_all(tries).await;
        let made: Vec<_> = outcomes.iter().flatten().collect();
        assert_eq!(made, [&RegistrationOutcome::Created]);
        let refused: Vec<_> =
            outcomes.iter().filter_map(|o| o.as_ref().err()).map(|f| f.code.as_str()).collect();
        assert_eq!(refused, ["registration.over"; 7]);
        let again =
            visitor.set_password(&cookie, "Another 1 of them!", "Another 1 of them!").await.unwrap_err();
        assert_eq!(again.code, "registration.over");
        visitor.sign_in("alovelace", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_cookie_leads_to_its_own_registration_only() {
    story(Setup::new(), async |app| {
        let visitor = app.anonymous();
        let accounts = &visitor.use_cases.accounts;
        let [ada, grace] = ["alovelace", "ghopper"].map(|login| app.sandbox.person(login).unwrap());
        let adas = visitor.prove(ada.jira_token).await.unwrap();
        let graces = visitor.prove(grace.jira_token).await.unwrap();
        assert_ne!(adas, graces);
        assert_eq!(accounts.pending(&adas).await.unwrap().employee_id, "alovelace");
        assert_eq!(accounts.pending(&graces).await.unwrap().employee_id, "ghopper");
        accounts.confirm(&graces).await.unwrap();
        assert!(!accounts.pending(&adas).await.unwrap().confirmed, "Grace's yes is not Ada's");

        let mut altered = adas.clone();
        let last = altered.0.pop().unwrap();
        altered.0.push(if last == 'A' { 'B' } else { 'A' });
        for cookie in ["", "nonsense", ada.jira_token, altered.0.as_str()] {
            let cookie = contract::commands::SecretText(cookie.to_owned());
            assert_eq!(accounts.pending(&cookie).await.unwrap_err().code, "registration.over");
            assert_eq!(accounts.confirm(&cookie).await.unwrap_err().code, "registration.over");
        }
    })
    .await;
}
