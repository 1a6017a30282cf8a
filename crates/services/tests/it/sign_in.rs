//! Signing in.

use domain::failure::Category;
use serde_json::json;
use std::time::Duration;
use store::audit;
use testkit::{PASSWORD, Setup, story};

const WRONG: &str = "Wrong at 4 in the garden!";

#[tokio::test]
async fn employee_id_e_mail_address_and_name_all_work() {
    story(Setup::new(), async |app| {
        app.member("alovelace").await;
        let visitor = app.anonymous();
        for login in [
            "alovelace",
            "ALovelace",
            "  alovelace ",
            "ada.lovelace@example.org",
            "Ada.Lovelace@Example.org",
            "Ada Lovelace",
            "ada   lovelace",
        ] {
            visitor.sign_in(login, PASSWORD).await.unwrap_or_else(|failure| panic!("{login}: {failure}"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_name_that_two_people_share_is_refused_like_a_wrong_password() {
    story(Setup::new(), async |app| {
        app.member("alovelace").await;
        let visitor = app.anonymous();
        visitor.sign_in("Ada Lovelace", PASSWORD).await.unwrap();
        app.member("alovelace2").await;
        let shared = visitor.sign_in("Ada Lovelace", PASSWORD).await.unwrap_err();
        assert_eq!(shared, visitor.sign_in("alovelace", WRONG).await.unwrap_err());
        visitor.sign_in("alovelace", PASSWORD).await.unwrap();
        visitor.sign_in("ada.second@example.org", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    story(Setup::new(), async |app| {
        app.member("alovelace").await;
        let visitor = app.anonymous();
        let wrong = visitor.sign_in("alovelace", WRONG).await.unwrap_err();
        assert_eq!(wrong.code, "sign_in.wrong");
        let long = "x".repeat(5_000);
        for (login, password) in
            [("nobody", WRONG), ("ghopper", PASSWORD), (long.as_str(), WRONG), ("alovelace", long.as_str())]
        {
            assert_eq!(visitor.sign_in(login, password).await.unwrap_err(), wrong);
        }
        assert_eq!(visitor.sign_in_at("no such site", "alovelace", PASSWORD).await.unwrap_err(), wrong);
    })
    .await;
}

#[tokio::test]
async fn guessing_a_password_is_slowed_down_and_never_locks_the_owner_out() {
    story(Setup::new().with("/limits/sign_in/per_account", json!(3)), async |app| {
        app.member("alovelace").await;
        let guesser = app.visitor_from([203, 0, 113, 7]);
        for _ in 0..3 {
            assert_eq!(guesser.sign_in("alovelace", WRONG).await.unwrap_err().code, "sign_in.wrong");
        }
        let failure = guesser.sign_in("alovelace", PASSWORD).await.unwrap_err();
        assert_eq!(failure.category, Category::TooMany);
        assert!(failure.retry_after.is_some_and(|seconds| (890..=900).contains(&seconds)), "{failure:?}");
        // Somebody who does not exist is counted in the same way.
        for _ in 0..3 {
            guesser.sign_in("nobody", WRONG).await.unwrap_err();
        }
        assert_eq!(guesser.sign_in("nobody", WRONG).await.unwrap_err().category, Category::TooMany);

        app.visitor_from([198, 51, 100, 4]).sign_in("alovelace", PASSWORD).await.unwrap();
        app.clock.advance(Duration::from_mins(15));
        guesser.sign_in("alovelace", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn refused_tries_are_written_down_once_for_each_window() {
    let setup = Setup::new()
        .with("/limits/sign_in/per_account", json!(1))
        .with("/limits/sign_in/per_address", json!(6));
    story(setup, async |app| {
        let ada = app.member("alovelace").await;
        let guesser = app.visitor_from([203, 0, 113, 7]);
        for _ in 0..20 {
            guesser.sign_in("alovelace", WRONG).await.unwrap_err();
        }
        let search = audit::Search { limit: 200, ..Default::default() };
        let outcomes = |lines: Vec<audit::Recorded>| {
            let refused = lines.into_iter().filter(|line| line.outcome == "accounts.too_many_tries");
            refused.map(|line| (line.kind, line.address)).collect::<Vec<_>>()
        };
        let store = &app.process.resources.store;
        let mine = store.of(&ada.principal).read(move |tx| audit::mine(tx, &search)).await.unwrap();
        let line = ("session.sign_in".to_owned(), Some("203.0.113.7".to_owned()));
        assert_eq!(outcomes(mine), std::slice::from_ref(&line), "the account's owner sees it");
        let search = audit::Search { limit: 200, ..Default::default() };
        let all = store.system().read(move |tx| audit::everybody(tx, &search, None)).await.unwrap();
        assert_eq!(outcomes(all), [line.clone(), line], "and once for the address");
    })
    .await;
}

#[tokio::test]
async fn trying_many_names_from_one_address_is_slowed_down() {
    story(Setup::new().with("/limits/sign_in/per_address", json!(4)), async |app| {
        app.visitor_from([198, 51, 100, 4])
            .register(app.sandbox.person("alovelace").unwrap().jira_token, PASSWORD)
            .await
            .unwrap();
        let guesser = app.visitor_from([203, 0, 113, 7]);
        for name in ["one", "two", "three", "four"] {
            assert_eq!(guesser.sign_in(name, WRONG).await.unwrap_err().code, "sign_in.wrong");
        }
        let failure = guesser.sign_in("alovelace", PASSWORD).await.unwrap_err();
        assert_eq!(failure.category, Category::TooMany);
        assert!(failure.retry_after.is_some());
        app.visitor_from([198, 51, 100, 4]).sign_in("alovelace", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn neighbours_in_one_ipv6_network_count_as_one_address() {
    story(Setup::new().with("/limits/sign_in/per_address", json!(2)), async |app| {
        app.member("alovelace").await;
        let mut guesser = app.anonymous();
        for address in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2"] {
            guesser.caller.address = address.parse().unwrap();
            assert_eq!(guesser.sign_in("alovelace", WRONG).await.unwrap_err().code, "sign_in.wrong");
        }
        guesser.caller.address = "2001:db8:1:2::3".parse().unwrap();
        let failure = guesser.sign_in("alovelace", PASSWORD).await.unwrap_err();
        assert_eq!(failure.category, Category::TooMany);
        guesser.caller.address = "2001:db8:1:3::1".parse().unwrap();
        guesser.sign_in("alovelace", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn signing_in_forgets_earlier_mistakes() {
    story(Setup::new().with("/limits/sign_in/per_account", json!(3)), async |app| {
        app.member("alovelace").await;
        let visitor = app.anonymous();
        for _ in 0..3 {
            for _ in 0..2 {
                assert_eq!(visitor.sign_in("alovelace", WRONG).await.unwrap_err().code, "sign_in.wrong");
            }
            visitor.sign_in("alovelace", PASSWORD).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_who_was_switched_off_is_refused_like_a_wrong_password() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let (user, system) = (ada.principal.user(), app.process.resources.store.system());
        assert!(system.write(move |tx| store::accounts::set_disabled(tx, user, true)).await.unwrap());
        let visitor = app.anonymous();
        assert!(visitor.whose(&ada.token).await.is_none(), "their session has ended");
        let refused = visitor.sign_in("alovelace", PASSWORD).await.unwrap_err();
        assert_eq!(refused, visitor.sign_in("alovelace", WRONG).await.unwrap_err());
        // Nor does a new password help.
        let failure = visitor.register(ada.who.jira_token, WRONG).await.unwrap_err();
        assert_eq!(failure.code, "accounts.disabled");
    })
    .await;
}
