//! How sessions go on and end.

use contract::commands::SecretText;
use std::time::Duration;
use testkit::{Setup, story};

#[tokio::test]
async fn activity_keeps_a_session_and_half_an_hour_without_ends_it() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let visitor = app.anonymous();
        for _ in 0..3 {
            app.clock.advance(Duration::from_mins(29));
            assert!(visitor.whose(&ada.token).await.is_some());
        }
        app.clock.advance(Duration::from_mins(30));
        assert!(visitor.whose(&ada.token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn an_open_stream_is_no_activity() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let accounts = &ada.use_cases.accounts;
        for _ in 0..2 {
            app.clock.advance(Duration::from_mins(14));
            assert!(accounts.authenticate(&ada.token, false).await.unwrap().is_some());
        }
        app.clock.advance(Duration::from_mins(2));
        assert!(accounts.authenticate(&ada.token, false).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let visitor = app.anonymous();
        for _ in 0..35 {
            app.clock.advance(Duration::from_mins(20));
            assert!(visitor.whose(&ada.token).await.is_some());
        }
        let last = visitor.whose(&ada.token).await.unwrap();
        let session = ada.use_cases.accounts.session(&ada.principal).await.unwrap();
        assert_eq!(last.idle_until, session.ends_at, "the end that is shown is the one that comes");
        app.clock.advance(Duration::from_mins(20));
        assert!(visitor.whose(&ada.token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_this_session_at_once_and_no_other() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let elsewhere = ada.in_another_browser().await;
        let grace = app.member("ghopper").await;
        assert_ne!(ada.token, elsewhere.token, "every sign-in makes a token of its own");
        ada.use_cases.accounts.sign_out(&ada.caller, &ada.principal).await.unwrap();
        let visitor = app.anonymous();
        assert!(visitor.whose(&ada.token).await.is_none());
        assert!(visitor.whose(&elsewhere.token).await.is_some());
        assert!(visitor.whose(&grace.token).await.is_some());
        ada.use_cases.accounts.sign_out(&ada.caller, &ada.principal).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_of_the_persons_sessions() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let elsewhere = ada.in_another_browser().await;
        let grace = app.member("ghopper").await;
        ada.use_cases.accounts.sign_out_everywhere(&ada.caller, &ada.principal).await.unwrap();
        let visitor = app.anonymous();
        assert!(visitor.whose(&ada.token).await.is_none());
        assert!(visitor.whose(&elsewhere.token).await.is_none());
        assert!(visitor.whose(&grace.token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_token_that_was_changed_is_nobodys() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let grace = app.member("ghopper").await;
        let visitor = app.anonymous();
        let parts = |token: &SecretText| -> Vec<String> { token.0.split('.').map(str::to_owned).collect() };
        let (adas, graces) = (parts(&ada.token), parts(&grace.token));
        let mixed = format!("{}.{}.{}", adas[0], graces[1], adas[2]);
        let unsigned = format!("{}.{}.", adas[0], adas[1]);
        for token in [mixed, unsigned, String::new(), "x".repeat(10_000)] {
            assert!(visitor.whose(&SecretText(token)).await.is_none());
        }
    })
    .await;
}
