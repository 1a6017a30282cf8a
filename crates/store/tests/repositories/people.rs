//! The audit log, and accounts as administrators see them.

use crate::databases::{Database, for_each_database};
use domain::{
    audit::Area,
    ids::UserId,
    principal::{Principal, Role},
    time::{Clock, Timestamp},
};
use std::time::Duration;
use store::{
    StoreError, accounts,
    audit::{self, Entry, Recorded, Search},
    directory, sessions,
};

const DAY: Duration = Duration::from_hours(24);

async fn did(db: &Database, who: &Principal, kind: &str, outcome: &str) -> Result<(), StoreError> {
    db.clock.advance(Duration::from_millis(1));
    let entry = Entry { kind: kind.to_owned(), outcome: outcome.to_owned(), ..Entry::default() };
    db.store.of(who).write(move |tx| audit::record(tx, &entry)).await
}

fn kinds(found: &[Recorded]) -> Vec<&str> {
    found.iter().map(|line| line.kind.as_str()).collect()
}

async fn mine(db: &Database, who: &Principal, search: Search) -> Result<Vec<Recorded>, StoreError> {
    let search = Search { limit: 10, ..search };
    db.store.of(who).read(move |tx| audit::mine(tx, &search)).await
}

#[tokio::test]
async fn a_log_is_searched_by_area_result_and_time_newest_first_and_page_by_page() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        did(&db, &maja, "session.sign_in", "ok").await?;
        did(&db, &maja, "registration", "ok").await?;
        db.clock.advance(DAY);
        did(&db, &maja, "draft.started", "ok").await?;
        did(&db, &maja, "draft.create", "started").await?;
        did(&db, &maja, "draft.refused", "draft.rules").await?;
        let all = Search::default();
        assert_eq!(
            kinds(&mine(&db, &maja, all.clone()).await?),
            ["draft.refused", "draft.create", "draft.started", "registration", "session.sign_in"]
        );
        let account = Search { prefixes: Area::Account.prefixes(), ..all.clone() };
        assert_eq!(kinds(&mine(&db, &maja, account.clone()).await?), ["registration", "session.sign_in"]);
        let bad = Search { good: Some(false), ..all.clone() };
        assert_eq!(kinds(&mine(&db, &maja, bad).await?), ["draft.refused"]);
        let good = Search { good: Some(true), prefixes: Area::Drafts.prefixes(), ..all.clone() };
        assert_eq!(kinds(&mine(&db, &maja, good).await?), ["draft.create", "draft.started"]);
        let today: Timestamp = db.clock.now().minus(Duration::from_hours(1));
        let before = Search { until: Some(today), ..all.clone() };
        assert_eq!(mine(&db, &maja, before).await?.len(), 2);
        let since = Search { from: Some(today), ..account };
        assert_eq!(mine(&db, &maja, since).await?.len(), 0, "alternatives do not let other conditions go");
        let second = Search { limit: 2, offset: 2, ..all };
        let second = db.store.of(&maja).read(move |tx| audit::mine(tx, &second)).await?;
        assert_eq!(kinds(&second), ["draft.started", "registration"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn one_sees_ones_own_lines_and_administrators_everybodys() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        did(&db, &maja, "draft.started", "ok").await?;
        did(&db, &tom, "draft.started", "ok").await?;
        let unknown = Entry { kind: "session.sign_in".to_owned(), ..Entry::default() };
        db.store.system().write(move |tx| audit::record_system(tx, None, &unknown)).await?;
        assert_eq!(mine(&db, &maja, Search::default()).await?.len(), 1);
        let user = tom.user();
        db.store
            .system()
            .read(move |tx| {
                let search = Search { limit: 10, ..Search::default() };
                assert_eq!(audit::everybody(tx, &search, None)?.len(), 3);
                let toms = audit::everybody(tx, &search, Some(&[user]))?;
                assert_eq!(toms.iter().map(|line| line.user).collect::<Vec<_>>(), [Some(user)]);
                assert_eq!(audit::everybody(tx, &search, Some(&[]))?, []);
                let names = directory::names(tx, [user])?;
                assert_eq!(names[&user], ("Tom".to_owned(), "tom.id".to_owned()));
                assert_eq!(directory::by_employee_id(tx, " TOM.ID")?, [user]);
                Ok(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn accounts_are_found_by_words_with_their_sessions_and_last_activity() {
    for_each_database(async |db| {
        let (maja, _tom) = (db.person("Maja").await, db.person("Tom").await);
        let now = db.clock.now();
        for token in ["a", "b"] {
            let new = sessions::NewSession {
                id: db.store.new_id(),
                user: maja.user(),
                token_hash: token.to_owned(),
                idle_until: now.plus(DAY),
                ends_at: now.plus(DAY),
                address: "192.0.2.1".to_owned(),
                user_agent: Some("Firefox".to_owned()),
            };
            db.store.system().write(move |tx| sessions::create(tx, &new)).await?;
        }
        let listed = db.store.of(&maja).read(sessions::list).await?;
        assert_eq!(listed[0].user_agent.as_deref(), Some("Firefox"));
        let first = listed[0].id;
        db.store.of(&maja).write(move |tx| sessions::end(tx, first)).await?;
        let found = async |words: &'static str| {
            let found = db.store.system().read(move |tx| directory::search(tx, words, 10, 0)).await;
            found.map(|found| found.into_iter().map(|one| one.user.name).collect::<Vec<_>>())
        };
        assert_eq!(found("").await?, ["Maja", "Tom"]);
        assert_eq!(found("example.test ID").await?, ["Maja", "Tom"]);
        assert_eq!(found("tom").await?, ["Tom"]);
        assert_eq!(found("tom maja").await?, [""; 0]);
        assert_eq!(found("%").await?, [""; 0], "no wildcard");
        let all = db.store.system().read(|tx| directory::search(tx, "", 10, 0)).await?;
        assert_eq!((all[0].sessions, all[0].last_seen_at), (1, Some(now)));
        assert_eq!((all[1].sessions, all[1].last_seen_at), (0, None));
        let second = db.store.system().read(|tx| directory::search(tx, "", 1, 1)).await?;
        assert_eq!(second[0].user.name, "Tom");
        let counts = db.store.system().read(directory::count_by_site).await?;
        assert_eq!(counts["clinic"], 2);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn of_two_administrators_who_switch_each_other_off_one_stays() {
    for_each_database(async |db| {
        let people = [db.person("Maja").await.user(), db.person("Tom").await.user()];
        for user in people {
            db.store.system().write(move |tx| accounts::set_role(tx, user, Role::Admin)).await?;
        }
        let disable = |store: store::Store, user: UserId| async move {
            let done: Result<bool, StoreError> = store
                .system()
                .write(move |tx| {
                    let others = directory::lock_admins(tx)?.into_iter().any(|admin| admin != user);
                    if others { accounts::set_disabled(tx, user, true) } else { Ok(false) }
                })
                .await;
            done
        };
        let (one, other) =
            tokio::join!(disable(db.store.clone(), people[0]), disable(db.second_instance(), people[1]));
        assert!(one? ^ other?, "one of the two, not both and not none");
        let left = db.store.system().write(directory::lock_admins).await?;
        assert_eq!(left.len(), 1);
        Ok(())
    })
    .await;
}

/// Administrators and upkeep work with `SystemTx`. A function that takes one must not read what only its owner may
/// open: the sealed secrets of connections.
#[test]
fn no_function_of_the_system_reads_a_sealed_secret() {
    let mut seen = 0;
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for function in text.split("\npub fn ").skip(1).filter(|body| body.contains("SystemTx")) {
                let function = function.split("\n}\n").next().unwrap_or_default();
                let reads = function.split(".select(").skip(1).any(|rest| rest.contains("sealed_secret"));
                assert!(!reads, "{}: {function}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen} functions were looked at");
}
