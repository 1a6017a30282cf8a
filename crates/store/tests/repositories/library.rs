//! Tools, projects, prompts, and jobs that a clock asks for.

use crate::databases::for_each_database;
use contract::views::PromptKind;
use domain::{failure::Failure, jira::ProjectKey, time::Timestamp};
use jobs::{Lane, NewJob};
use std::time::Duration;
use store::{
    SystemTx,
    connections::{self, ConnectionKind, SaveConnection, TestResult},
    jobs as stored_jobs, projects, prompts, tool_cache,
    tool_definitions::{self, DefinitionState, Seen},
};

fn seen(name: &str, hash: &str) -> Seen {
    Seen { name: name.to_owned(), hash: hash.to_owned(), definition: format!("{{\"hash\":\"{hash}\"}}") }
}

fn state(tx: &mut SystemTx, hash: &str) -> DefinitionState {
    let standings = tool_definitions::standings(tx, "jira").unwrap();
    standings.iter().find(|standing| standing.hash == hash).unwrap().state
}

#[tokio::test]
async fn the_first_definition_is_trusted_and_another_one_only_when_an_administrator_accepts_it() {
    for_each_database(async |db| {
        let admin = db.person("Maja").await.user();
        let observe = async |hash: &'static str| {
            db.clock.advance(Duration::from_secs(1));
            let tools = [seen("create", hash), seen("search", "same")];
            db.store.system().write(move |tx| tool_definitions::observe(tx, "jira", "s 1", &tools)).await
        };
        assert_eq!(observe("a").await?, 0);
        assert_eq!(observe("a").await?, 0);
        db.store
            .system()
            .read(|tx| {
                assert!(tool_definitions::is_trusted(tx, "jira", "create")?);
                assert!(tool_definitions::is_trusted(tx, "jira", "never seen")?);
                tool_definitions::waiting(tx)
            })
            .await?;

        assert_eq!(observe("b").await?, 1);
        assert_eq!(observe("b").await?, 0, "known already");
        db.store
            .system()
            .write(move |tx| {
                assert!(!tool_definitions::is_trusted(tx, "jira", "create")?);
                assert!(tool_definitions::is_trusted(tx, "jira", "search")?);
                assert_eq!(tool_definitions::waiting(tx)?, 1);
                let review = tool_definitions::to_review(tx)?;
                let [(change, trusted)] = review.as_slice() else { panic!("{review:?}") };
                assert_eq!((change.name.as_str(), change.hash.as_str()), ("create", "b"));
                assert_eq!(trusted.as_deref(), Some("{\"hash\":\"a\"}"));
                // Kept: it is still not trusted, and no longer waits.
                assert!(tool_definitions::decide(tx, "jira", "create", "b", false, admin)?);
                assert_eq!(tool_definitions::waiting(tx)?, 0);
                assert_eq!(state(tx, "b"), DefinitionState::Held);
                assert!(!tool_definitions::is_trusted(tx, "jira", "create")?);
                assert!(tool_definitions::decide(tx, "jira", "create", "b", true, admin)?);
                assert!(tool_definitions::is_trusted(tx, "jira", "create")?);
                assert_eq!(state(tx, "a"), DefinitionState::Retired);
                assert!(!tool_definitions::decide(tx, "jira", "create", "a", true, admin)?);
                let trusted = tool_definitions::trusted(tx, "jira", &["create"])?;
                assert_eq!(trusted, [("create".to_owned(), "{\"hash\":\"b\"}".to_owned())]);
                Ok::<_, store::StoreError>(())
            })
            .await?;

        assert_eq!(observe("a").await?, 1, "what was replaced and comes back is reviewed again");
        db.store
            .system()
            .read(|tx| {
                assert!(!tool_definitions::is_trusted(tx, "jira", "create")?);
                Ok(())
            })
            .await
    })
    .await;
}

fn listed(key: &str) -> projects::Listed {
    let key = ProjectKey::parse(key).unwrap();
    projects::Listed { name: format!("Name of {key}"), key, may_create: true, checked_at: None }
}

#[tokio::test]
async fn names_and_favourites_survive_a_list_without_their_project() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let clinic = ProjectKey::parse("CLINIC").unwrap();
        db.store
            .of(&maja)
            .write(move |tx| {
                projects::replace(tx, &[listed("CLINIC"), listed("PORTAL"), listed("AREA")])?;
                assert!(projects::set_label(tx, &clinic, Some("Ours"))?);
                assert!(projects::set_favourite(tx, &clinic, true)?);
                projects::replace(tx, &[listed("PORTAL")])?;
                let all = projects::all(tx)?;
                let keys: Vec<_> = all.iter().map(|p| (p.key.as_str(), p.listed)).collect();
                assert_eq!(keys, [("CLINIC", false), ("PORTAL", true)]);
                projects::replace(tx, &[listed("CLINIC")])?;
                let all = projects::all(tx)?;
                assert_eq!(all.len(), 1);
                assert_eq!(
                    (all[0].label.as_deref(), all[0].favourite, all[0].listed),
                    (Some("Ours"), true, true)
                );
                projects::mark_stale(tx, &Failure::temporary("jira.unavailable", "Away."))?;
                let state = projects::list_state(tx)?.unwrap();
                assert!(state.stale && state.failure.is_some());
                projects::replace(tx, &[listed("CLINIC")])?;
                let state = projects::list_state(tx)?.unwrap();
                assert!(!state.stale && state.failure.is_none());
                Ok(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_deleted_prompt_can_be_taken_back_and_its_name_used_meanwhile() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write(|tx| {
                let id = prompts::insert(tx, PromptKind::Prompt, "Short", "Be short.")?.unwrap();
                assert_eq!(prompts::insert(tx, PromptKind::Template, "Short", "Other")?, None);
                assert!(prompts::is_taken(tx, "Short", None)? && !prompts::is_taken(tx, "Short", Some(id))?);
                assert!(prompts::update(tx, id, PromptKind::Template, "Shorter", "Be shorter.")?);
                let now = tx.now();
                assert!(prompts::delete(tx, id, now)?);
                assert!(!prompts::delete(tx, id, now)?);
                assert_eq!((prompts::get(tx, id)?, prompts::list(tx)?), (None, Vec::new()));
                assert_eq!(prompts::deleted(tx, id)?.unwrap().name, "Shorter");
                assert!(prompts::insert(tx, PromptKind::Prompt, "Shorter", "New")?.is_some());
                assert!(prompts::restore(tx, id, "Shorter (2)")?);
                assert!(!prompts::restore(tx, id, "x")?);
                assert_eq!(prompts::get(tx, id)?.unwrap().kind, PromptKind::Template);
                let later = Timestamp::from_millis(now.as_millis() + 1);
                assert!(prompts::delete(tx, id, now)?);
                let other = prompts::list(tx)?[0].id;
                assert!(prompts::delete(tx, other, later)?);
                assert_eq!(prompts::deleted(tx, id)?, None, "forgotten for good");
                Ok(())
            })
            .await
    })
    .await;
}

fn tick(key: &str) -> NewJob {
    NewJob {
        kind: "refresh".to_owned(),
        payload_version: 1,
        payload: "{}".to_owned(),
        lane: Lane::Upkeep,
        dedupe_key: Some(key.to_owned()),
        run_at: None,
        claimed_by: None,
        trace: None,
        at_most: None,
    }
}

#[tokio::test]
async fn a_tick_is_stored_once_also_when_its_job_has_ended() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        let other = db.second_instance();
        let both = [maja.user(), tom.user()];
        let schedule = move |tx: &mut SystemTx| {
            let one = stored_jobs::schedule(tx, both[0], &tick("cron:1"))?;
            Ok::<_, store::StoreError>((one, stored_jobs::schedule(tx, both[1], &tick("cron:1"))?))
        };
        let (first, second) = (db.store.system(), other.system());
        let (here, there) = tokio::join!(first.write(schedule), second.write(schedule));
        let (here, there) = (here?, there?);
        assert!(here.0 ^ there.0, "once for Maja: {here:?} {there:?}");
        assert!(here.1 ^ there.1, "once for Tom: {here:?} {there:?}");
        let job = db.store.of(&maja).read(|tx| stored_jobs::latest_of_kind(tx, "refresh")).await?.unwrap();
        db.store.of(&maja).write(move |tx| stored_jobs::request_cancel(tx, job)).await?;
        assert_eq!(db.store.system().write(schedule).await?, (false, false));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn lists_are_kept_current_for_people_with_a_tested_connection() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        for (person, good) in [(&maja, true), (&tom, false)] {
            db.store
                .of(person)
                .write(move |tx| {
                    for kind in [ConnectionKind::Jira, ConnectionKind::Confluence] {
                        let id = connections::id_of(tx, kind)?;
                        let (url, sealed_secret, secret_hint) = (String::new(), String::new(), String::new());
                        let new = SaveConnection {
                            id,
                            kind,
                            provider: None,
                            url,
                            account: None,
                            sealed_secret,
                            secret_hint,
                        };
                        connections::save(tx, &new)?;
                        let saved = connections::get(tx, kind)?.unwrap().updated_at;
                        if good {
                            connections::set_test(tx, id, saved, &TestResult::Success(String::new()))?;
                        }
                    }
                    Ok::<_, store::StoreError>(())
                })
                .await?;
        }
        assert_eq!(db.store.system().read(tool_cache::people).await?, [maja.user()]);
        Ok(())
    })
    .await;
}
