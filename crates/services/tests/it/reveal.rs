//! Seeing a stored secret again.

use contract::{Outcome, views::ConnectionsView};
use domain::failure::Category;
use serde_json::json;
use std::time::Duration;
use store::audit;
use testkit::{PASSWORD, Person, Setup, story};

fn jira_secret(view: &ConnectionsView) -> Option<&str> {
    Some(view.jira.revealed.as_ref()?.secret.0.as_str())
}

#[tokio::test]
async fn a_secret_is_shown_against_the_password_for_half_a_minute_to_one_session() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let elsewhere = ada.in_another_browser().await;
        assert_eq!(jira_secret(&ada.connections().await), None);

        let failure = ada.reveal("jira", "Not the password 1!").await.unwrap_err();
        assert!(failure.of_field("password").is_some(), "{failure:?}");
        assert_eq!(jira_secret(&ada.connections().await), None);

        ada.reveal("jira", PASSWORD).await.unwrap();
        let view = ada.connections().await;
        assert_eq!(jira_secret(&view), Some(ada.who.jira_token));
        assert_eq!(view.jira.revealed.as_ref().unwrap().seconds, 30);
        assert!(view.llm.revealed.is_none() && view.confluence.revealed.is_none(), "only what was asked for");
        assert!(!format!("{view:?}").contains(ada.who.jira_token));
        assert_eq!(jira_secret(&elsewhere.connections().await), None);
        app.clock.advance(Duration::from_secs(31));
        assert_eq!(jira_secret(&ada.connections().await), None);

        ada.reveal("llm", PASSWORD).await.unwrap();
        let shown = ada.connections().await.llm.revealed.unwrap();
        assert_eq!(shown.secret.0, ada.who.llm_cookie);
        ada.use_cases.connections.hide(&ada.principal).await.unwrap();
        assert!(ada.connections().await.llm.revealed.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_shown() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        assert_eq!(ada.reveal("confluence", PASSWORD).await.unwrap_err().code, "reveal.nothing");
        assert_eq!(ada.reveal("users", PASSWORD).await.unwrap_err().category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn tries_are_limited_per_person_and_written_down() {
    story(Setup::new().with("/limits/reveals_per_hour", json!(2)), async |app| {
        let ada = app.member("alovelace").await;
        ada.reveal("jira", "Not the password 1!").await.unwrap_err();
        ada.reveal("jira", PASSWORD).await.unwrap();
        let failure = ada.reveal("jira", PASSWORD).await.unwrap_err();
        ada.reveal("jira", PASSWORD).await.unwrap_err();
        assert_eq!(failure.category, Category::TooMany);
        assert!(failure.retry_after.is_some_and(|seconds| (3500..=3600).contains(&seconds)), "{failure:?}");
        app.member("ghopper").await.reveal("jira", PASSWORD).await.unwrap();
        app.clock.advance(Duration::from_hours(1));
        let ada = Person { principal: ada.in_another_browser().await.principal, ..ada };
        ada.reveal("jira", PASSWORD).await.unwrap();

        let store = &app.process.resources.store;
        let lines = store
            .of(&ada.principal)
            .read(|tx| -> Outcome<_> {
                Ok(audit::mine(tx, &audit::Search { limit: 50, ..Default::default() })?)
            })
            .await
            .unwrap();
        let reveals: Vec<_> = lines
            .iter()
            .filter(|line| line.kind == "connection.jira.revealed")
            .map(|line| line.outcome.as_str())
            .collect();
        assert_eq!(reveals.iter().filter(|outcome| **outcome == "ok").count(), 2, "{reveals:?}");
        assert!(reveals.contains(&"reveal.wrong_password"), "{reveals:?}");
        let refused = reveals.iter().filter(|outcome| **outcome == "reveal.too_many").count();
        assert_eq!(refused, 1, "once an hour, however often it is tried: {reveals:?}");
    })
    .await;
}
