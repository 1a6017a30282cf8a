//! Another encryption key while people read their secrets.

use domain::{jira::SiteId, principal::Role};
use secrets::{FixedRandomness, KeyRing, OsRandomness, Vault};
use services::keys::{self, KeysDoNotFit, Rotated};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use store::{
    Store,
    accounts::{self, NewUser},
};
use testkit::{Setup, TestApp, story};

const PEOPLE: usize = 120;

/// Accounts with nothing but a data key.
async fn crowd(store: &Store, vault: &Vault) {
    for number in 0..PEOPLE {
        let new = NewUser {
            id: store.new_id(),
            site: SiteId::parse("sandbox").unwrap(),
            employee_id: format!("crowd-{number}"),
            name: format!("Crowd {number}"),
            email: None,
            jira_url: "https://jira.example.com".to_owned(),
            role: Role::User,
            password_hash: String::new(),
            wrapped_key: vault.new_data_key().as_str().to_owned(),
            avatar: None,
        };
        store.system().write(move |tx| accounts::create(tx, new)).await.unwrap();
    }
}

/// A new key in the key file, and a vault that has it.
fn rotating(app: &TestApp) -> Vault {
    let next = app.key_file().encryption_keys().unwrap().with_new_key(&OsRandomness);
    app.key_file().write_encryption_keys(&next).unwrap();
    Vault::new(next, Arc::new(OsRandomness))
}

async fn rows_on_old_keys(store: &Store, vault: &Vault) -> usize {
    keys::holdings(store, vault).await.unwrap().iter().skip(1).map(|holding| holding.rows).sum()
}

#[tokio::test]
async fn nobody_notices_a_rotation_and_the_old_key_can_go() {
    story(Setup::new(), async |app: TestApp| {
        let (store, serving) = (app.process.resources.store.clone(), app.process.resources.vault.clone());
        let maja = app.user("mkeller").await;
        let waiting = app.anonymous().prove(app.sandbox.person("ghopper").unwrap().jira_token).await.unwrap();
        crowd(&store, &serving).await;

        let (over, read) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        // 50 requests a second.
        let readers: Vec<_> = (0..10)
            .map(|_| {
                let (maja, over, read) = (maja.clone(), Arc::clone(&over), Arc::clone(&read));
                tokio::spawn(async move {
                    let mut pace = tokio::time::interval(Duration::from_millis(200));
                    while !over.load(Ordering::SeqCst) {
                        pace.tick().await;
                        // Opens the stored token, every time, and asks Jira with it.
                        let projects = &maja.use_cases.projects;
                        projects.refresh(&maja.caller, &maja.principal).await.expect("her token opens");
                        read.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        app.until("everybody reads", async || read.load(Ordering::SeqCst) > 16).await;
        let vault = rotating(&app);
        let done = keys::rotate(&store, &vault, |_| {}).await.unwrap();
        assert!(done.moved > PEOPLE && done.unreadable == 0, "{done:?}");
        let seen = read.load(Ordering::SeqCst);
        app.until("they read on", async || read.load(Ordering::SeqCst) > seen + 16).await;
        over.store(true, Ordering::SeqCst);
        for reader in readers {
            reader.await.expect("no reader saw an error");
        }

        assert_eq!(rows_on_old_keys(&store, &vault).await, 0);
        app.key_file().write_encryption_keys(&vault.ring().only_current()).unwrap();
        assert!(serving.refresh() && serving.ring().previous().is_empty());
        keys::fit(&store, &serving).await.unwrap();
        maja.test_jira().await.expect("her token opens without the old key");
        app.anonymous().use_cases.accounts.confirm(&waiting).await.expect("a registration under way goes on");
    })
    .await;
}

#[tokio::test]
async fn a_rotation_that_was_killed_goes_on_where_it_was() {
    story(Setup::new(), async |app: TestApp| {
        let store = app.process.resources.store.clone();
        crowd(&store, &app.process.resources.vault).await;
        let vault = rotating(&app);
        let moved = Arc::new(AtomicUsize::new(0));
        let (counted, killed_store, killed_vault) = (Arc::clone(&moved), store.clone(), vault.clone());
        let killed = tokio::spawn(async move {
            let stop_here = |now: Rotated| {
                counted.store(now.moved, Ordering::SeqCst);
                assert!(now.moved == 0, "the process dies here");
            };
            keys::rotate(&killed_store, &killed_vault, stop_here).await
        });
        assert!(killed.await.is_err(), "it was killed in the middle");
        let first = moved.load(Ordering::SeqCst);
        assert!(first > 0 && first < PEOPLE, "{first}");
        // Both keys are on the ring, so everybody can be read in between.
        keys::fit(&store, &vault).await.unwrap();

        let rest = keys::rotate(&store, &vault, |_| {}).await.unwrap();
        assert_eq!(first + rest.moved, PEOPLE);
        assert_eq!(rows_on_old_keys(&store, &vault).await, 0);
        assert_eq!(keys::rotate(&store, &vault, |_| {}).await.unwrap(), Rotated::default());
    })
    .await;
}

#[tokio::test]
async fn keys_that_do_not_fit_are_named() {
    story(Setup::new(), async |app: TestApp| {
        let store = app.process.resources.store.clone();
        crowd(&store, &app.process.resources.vault).await;
        let ring = app.process.resources.vault.ring();
        let vault = |ring: KeyRing| Vault::new(ring, Arc::new(OsRandomness));
        let other = KeyRing::generate("k1", &FixedRandomness::new(3)).unwrap();
        let refused = keys::fit(&store, &vault(other.clone())).await.unwrap_err();
        assert!(matches!(&refused, KeysDoNotFit::Other(key) if key == "k1"), "{refused}");
        let missing =
            keys::fit(&store, &vault(other.with_new_key(&OsRandomness).only_current())).await.unwrap_err();
        let words = missing.to_string();
        assert!(words.contains(&format!("secrets of {PEOPLE} people are encrypted with k1")), "{words}");
        let lost =
            keys::rotate(&store, &vault(ring.with_new_key(&OsRandomness).only_current()), |_| {}).await;
        assert_eq!(lost.unwrap(), Rotated { moved: 0, unreadable: PEOPLE });
        keys::fit(&store, &app.process.resources.vault).await.expect("nothing was changed by all this");
    })
    .await;
}
