//! Accounts, sessions, registrations, counters, connections.

use crate::databases::{for_each_database, new_user};
use domain::{failure::Failure, ids::UserId, jira::SiteId, principal::Role, time::Clock};
use std::time::Duration;
use store::{
    StoreError, accounts, audit,
    connections::{self, ConnectionKind, SaveConnection, TestResult},
    preferences, registrations, sessions,
    sign_in_counters::{self, Hit},
    tool_cache, upkeep,
};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn an_identity_registers_once_per_site() {
    for_each_database(async |db| {
        db.person("Maja").await;
        let create = async |change: fn(&mut accounts::NewUser)| {
            let mut new = new_user(db.store.new_id::<UserId>(), "Maja");
            change(&mut new);
            db.store.system().write(move |tx| accounts::create(tx, new)).await
        };
        assert_eq!(create(|_| ()).await?, accounts::Creation::EmployeeIdTaken);
        assert_eq!(
            create(|new| new.employee_id = "MAJA.ID".into()).await?,
            accounts::Creation::EmployeeIdTaken
        );
        assert_eq!(create(|new| new.employee_id = "other".into()).await?, accounts::Creation::EmailTaken);
        let other_site = |new: &mut accounts::NewUser| new.site = SiteId::parse("lab").unwrap();
        assert_eq!(create(other_site).await?, accounts::Creation::Created);
        let hidden_email = |new: &mut accounts::NewUser| {
            new.employee_id = "hidden".into();
            new.email = None;
        };
        assert_eq!(create(hidden_email).await?, accounts::Creation::Created);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn people_sign_in_by_employee_id_email_or_name_and_ambiguity_is_visible() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let mut twin = new_user(db.store.new_id(), "Maja");
        twin.employee_id = "maja.two".into();
        twin.email = None;
        db.store.system().write(move |tx| accounts::create(tx, twin)).await?;
        let found = async |login: &'static str, site: Option<&'static str>| {
            let site = site.map(|site| SiteId::parse(site).unwrap());
            db.store
                .system()
                .read(move |tx| accounts::sign_in_candidates(tx, login, site.as_ref()))
                .await
                .map(|found| found.into_iter().map(|candidate| candidate.user).collect::<Vec<_>>())
        };
        assert_eq!(found("Maja.ID", None).await?, [maja.user()]);
        assert_eq!(found("MAJA@example.test ", Some("clinic")).await?, [maja.user()]);
        assert_eq!(found("maja", None).await?.len(), 2);
        assert_eq!(found("maja.id", Some("lab")).await?, []);
        assert_eq!(found("nobody", None).await?, []);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_account_reads_back_as_it_was_stored() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write(|tx| {
                let me = accounts::me(tx)?.unwrap();
                assert_eq!((me.name.as_str(), me.role, me.has_avatar), ("Maja", Role::User, true));
                assert_eq!(accounts::avatar(tx)?, Some(("image/png".to_owned(), vec![0, 1, 255])));
                assert_eq!(accounts::wrapped_key(tx)?.as_deref(), Some("key of Maja"));
                assert!(accounts::set_password(tx, "new")?);
                assert_eq!(accounts::password_hash(tx)?.as_deref(), Some("new"));
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_by_idleness_by_hand_at_its_end_and_with_its_account() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let now = db.clock.now();
        for (token, idle, ends) in [("a", 30, 720), ("b", 30, 20), ("c", 30, 720), ("d", 720, 720)] {
            let new = sessions::NewSession {
                id: db.store.new_id(),
                user: maja.user(),
                token_hash: token.to_owned(),
                idle_until: now.plus(MINUTE * idle),
                ends_at: now.plus(MINUTE * ends),
                address: "192.0.2.1".to_owned(),
                user_agent: Some("Firefox".to_owned()),
            };
            db.store.system().write(move |tx| sessions::create(tx, &new)).await?;
        }
        let live = async |token: &'static str| {
            db.store.system().read(move |tx| sessions::by_token_hash(tx, token)).await
        };
        let (a, c) = (live("a").await?.unwrap(), live("c").await?.unwrap());
        assert_eq!(a.user, maja.user());
        db.clock.advance(MINUTE * 25);
        assert_eq!(live("b").await?, None, "its end has come");
        let later = db.clock.now().plus(MINUTE * 30);
        assert!(db.store.system().write(move |tx| sessions::touch(tx, a.id, later)).await?);
        db.clock.advance(MINUTE * 10);
        assert!(live("a").await?.is_some(), "it was active");
        assert_eq!(live("c").await?, None, "it was idle");
        assert!(!db.store.system().write(move |tx| sessions::touch(tx, c.id, later)).await?);
        assert!(db.store.of(&maja).write(move |tx| sessions::end(tx, a.id)).await?);
        assert_eq!(live("a").await?, None, "it was ended");
        assert!(live("d").await?.is_some());
        let user = maja.user();
        assert!(db.store.system().write(move |tx| accounts::set_disabled(tx, user, true)).await?);
        assert_eq!(live("d").await?, None, "the account is switched off");
        db.clock.advance(MINUTE * 60 * 48);
        let swept = db.store.system().write(|tx| upkeep::sweep(tx, upkeep::Keep::days(30, 90))).await?;
        assert_eq!(swept.sessions, 4);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_registration_is_used_once_after_it_was_confirmed_and_before_it_expires() {
    for_each_database(async |db| {
        let new = registrations::NewRegistration {
            id: db.store.new_id(),
            cookie_hash: "cookie".to_owned(),
            payload: "sealed".to_owned(),
            expires_at: db.clock.now().plus(MINUTE * 10),
        };
        let id = new.id;
        db.store.system().write(move |tx| registrations::insert(tx, &new)).await?;
        let clock = db.clock.clone();
        db.store
            .system()
            .write(move |tx| {
                assert!(!registrations::take(tx, id)?, "not confirmed");
                assert!(registrations::confirm(tx, id)?);
                assert!(registrations::by_cookie_hash(tx, "cookie")?.unwrap().confirmed);
                assert!(registrations::by_cookie_hash(tx, "other")?.is_none());
                Ok::<_, StoreError>(())
            })
            .await?;
        clock.advance(MINUTE * 11);
        let expired = db.store.system().read(|tx| registrations::by_cookie_hash(tx, "cookie")).await?;
        assert!(expired.is_none());
        assert!(!db.store.system().write(move |tx| registrations::take(tx, id)).await?);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn tries_are_counted_together_over_instances_until_their_window_ends() {
    for_each_database(async |db| {
        let other = db.second_instance();
        let (mut allowed, mut firsts) = (0, 0);
        let tries: Vec<_> = (0..20)
            .map(|n| {
                let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
                tokio::spawn(async move {
                    store.system().write(|tx| sign_in_counters::hit(tx, "sign_in", "maja", 5, MINUTE)).await
                })
            })
            .collect();
        for one in tries {
            match one.await.unwrap()? {
                Hit::Allowed => allowed += 1,
                Hit::Blocked { retry_after, first } => {
                    assert_eq!(retry_after, MINUTE);
                    firsts += usize::from(first);
                }
            }
        }
        assert_eq!((allowed, firsts), (5, 1), "one refusal is the first of its window");
        let hit = async |key: &'static str| {
            db.store.system().write(move |tx| sign_in_counters::hit(tx, "sign_in", key, 5, MINUTE)).await
        };
        assert_eq!(hit("tom").await?, Hit::Allowed);
        db.clock.advance(MINUTE);
        assert_eq!(hit("maja").await?, Hit::Allowed);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn saving_a_connection_untests_it_and_a_test_of_the_old_secret_does_not_count() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let clock = db.clock.clone();
        db.store
            .of(&maja)
            .write(move |tx| {
                let id = connections::id_of(tx, ConnectionKind::Llm)?;
                let new = |secret: &str| SaveConnection {
                    id,
                    kind: ConnectionKind::Llm,
                    provider: Some("company".to_owned()),
                    url: "https://llm.example.test".to_owned(),
                    account: None,
                    sealed_secret: secret.to_owned(),
                    secret_hint: "…9".to_owned(),
                };
                connections::save(tx, &new("one"))?;
                assert_eq!(connections::id_of(tx, ConnectionKind::Llm)?, id);
                let first = connections::get(tx, ConnectionKind::Llm)?.unwrap();
                let ok = TestResult::Success("works".to_owned());
                assert!(connections::set_test(tx, id, first.updated_at, &ok)?);
                let tested = connections::get(tx, ConnectionKind::Llm)?.unwrap();
                assert_eq!(tested.status, contract::views::ConnectionStatus::Tested);
                let failed = TestResult::Failure(Failure::user("llm.refused", "No."));
                assert!(connections::set_test(tx, id, first.updated_at, &failed)?);
                assert_eq!(connections::list(tx)?[0].failure.as_ref().unwrap().code, "llm.refused");
                Ok::<_, StoreError>(())
            })
            .await?;
        clock.advance(MINUTE);
        db.store
            .of(&maja)
            .write(|tx| {
                let first = connections::get(tx, ConnectionKind::Llm)?.unwrap();
                let again = SaveConnection {
                    id: first.id,
                    kind: ConnectionKind::Llm,
                    provider: None,
                    url: String::new(),
                    account: None,
                    sealed_secret: "two".to_owned(),
                    secret_hint: String::new(),
                };
                connections::save(tx, &again)?;
                let saved = connections::get(tx, ConnectionKind::Llm)?.unwrap();
                assert_eq!(saved.status, contract::views::ConnectionStatus::Untested);
                let ok = TestResult::Success("works".to_owned());
                assert!(!connections::set_test(tx, first.id, first.updated_at, &ok)?);
                let secret = connections::sealed_secret(tx, ConnectionKind::Llm)?;
                assert_eq!(secret, Some((first.id, "two".to_owned())));
                assert!(connections::remove(tx, ConnectionKind::Llm)?);
                assert_eq!(connections::list(tx)?, []);
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn small_things_read_back_as_they_were_stored() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write(|tx| {
                preferences::set(tx, "project", "OLD")?;
                preferences::set(tx, "project", "CLINIC")?;
                assert_eq!(preferences::get::<String>(tx, "project")?.as_deref(), Some("CLINIC"));
                assert_eq!(preferences::get::<u32>(tx, "project")?, None);
                tool_cache::store(tx, "jira", "[]")?;
                assert!(tool_cache::mark_stale(tx, "jira")?);
                assert!(tool_cache::get(tx, "jira")?.unwrap().stale);
                tool_cache::store(tx, "jira", "[1]")?;
                assert!(!tool_cache::get(tx, "jira")?.unwrap().stale);
                let entry = audit::Entry {
                    kind: "draft.edit".to_owned(),
                    subject: Some("draft:1".to_owned()),
                    outcome: "ok".to_owned(),
                    ..audit::Entry::default()
                };
                audit::record(tx, &entry)?;
                assert_eq!(
                    audit::mine(tx, &audit::Search { limit: 10, ..audit::Search::default() })?.len(),
                    1
                );
                assert_eq!(audit::timeline(tx, "draft:1")?[0].kind, "draft.edit");
                store::failures::keep(tx, "draft:1", &Failure::user("a.b", "No."))?;
                assert_eq!(store::failures::resolve(tx, "draft:1")?, 1);
                assert!(store::failures::list(tx, Some("draft:1"), 10)?[0].resolved_at.is_some());
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}
