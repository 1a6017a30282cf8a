//! Tokens with which programs act for a person.

use crate::databases::for_each_database;
use domain::{
    api_tokens::{Scope, Scopes},
    time::{Clock, Timestamp},
};
use std::time::Duration;
use store::{
    Store, StoreError, accounts,
    api_tokens::{self, LiveApiToken, NewApiToken},
    upkeep,
};

const DAY: Duration = Duration::from_hours(24);

fn new(hash: &str, expires_at: Timestamp) -> NewApiToken {
    NewApiToken {
        name: "Nightly report".to_owned(),
        token_hash: hash.to_owned(),
        token_hint: "jca_Ab3d…".to_owned(),
        scopes: Scopes::default().with(Scope::DraftsRead),
        expires_at,
    }
}

async fn live(store: &Store, hash: &'static str) -> Result<Option<LiveApiToken>, StoreError> {
    store.system().read(move |tx| api_tokens::by_hash(tx, hash)).await
}

#[tokio::test]
async fn a_token_is_good_until_it_expires_is_revoked_or_its_owner_is_switched_off() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let until = db.clock.now().plus(DAY);
        let (one, two) = (new("one", until), new("two", until));
        let (one, two) = db
            .store
            .of(&maja)
            .write(move |tx| -> Result<_, StoreError> {
                Ok((api_tokens::create(tx, &one)?, api_tokens::create(tx, &two)?))
            })
            .await?;
        let found = live(&db.store, "one").await?.expect("the token is good");
        assert_eq!((found.id, found.user, found.last_used_at), (one.id, maja.user(), None));
        assert!(found.scopes.has(Scope::DraftsRead) && !found.scopes.has(Scope::DraftsWrite));
        assert_eq!(live(&db.store, "three").await?, None);

        db.clock.advance(Duration::from_mins(2));
        db.store.system().write(move |tx| api_tokens::touch(tx, one.id)).await?;
        assert_eq!(live(&db.store, "one").await?.unwrap().last_used_at, Some(db.clock.now()));

        assert!(db.store.of(&maja).write(move |tx| api_tokens::revoke(tx, two.id)).await?);
        assert!(!db.store.of(&maja).write(move |tx| api_tokens::revoke(tx, two.id)).await?);
        assert_eq!(live(&db.store, "two").await?, None);

        let user = maja.user();
        db.store.system().write(move |tx| accounts::set_disabled(tx, user, true)).await?;
        assert_eq!(live(&db.store, "one").await?, None, "at once");
        db.store.system().write(move |tx| accounts::set_disabled(tx, user, false)).await?;
        assert!(live(&db.store, "one").await?.is_some());

        db.clock.advance(DAY);
        assert_eq!(live(&db.store, "one").await?, None);
        assert_eq!(db.store.system().write(move |tx| api_tokens::revoke_all_of(tx, user)).await?, 1);
        assert_eq!(db.store.of(&maja).read(api_tokens::list).await?, []);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_expired_token_stays_in_the_list_for_thirty_days() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let token = new("one", db.clock.now().plus(DAY));
        db.store.of(&maja).write(move |tx| api_tokens::create(tx, &token)).await?;
        db.clock.advance(DAY * 30);
        assert_eq!(
            db.store.system().write(|tx| upkeep::sweep(tx, upkeep::Keep::days(30, 90))).await?.api_tokens,
            0
        );
        assert_eq!(db.store.of(&maja).read(api_tokens::list).await?.len(), 1);
        db.clock.advance(DAY * 2);
        assert_eq!(
            db.store.system().write(|tx| upkeep::sweep(tx, upkeep::Keep::days(30, 90))).await?.api_tokens,
            1
        );
        assert_eq!(db.store.of(&maja).read(api_tokens::list).await?, []);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn two_people_cannot_hold_the_same_token() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        let token = new("one", db.clock.now().plus(DAY));
        let same = token.clone();
        db.store.of(&maja).write(move |tx| api_tokens::create(tx, &token)).await?;
        assert!(db.store.of(&tom).write(move |tx| api_tokens::create(tx, &same)).await.is_err());
        Ok(())
    })
    .await;
}
