//! What a transaction promises.

use crate::databases::for_each_database;
use store::{MigrationState, StoreError, preferences};

#[tokio::test]
async fn an_error_takes_everything_back_and_a_read_cannot_write() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let scope = db.store.of(&maja);
        let failed: Result<(), StoreError> = scope
            .write_durably(|tx| {
                preferences::set(tx, "a", "1")?;
                Err(StoreError::Cut)
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(scope.read(|tx| preferences::get::<String>(tx, "a")).await?, None);
        assert!(scope.read(|tx| preferences::set(tx, "a", "1")).await.is_err());
        scope.write_durably(|tx| preferences::set(tx, "a", "2")).await?;
        assert_eq!(scope.read(|tx| preferences::get::<String>(tx, "a")).await?.as_deref(), Some("2"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_panic_inside_a_transaction_leaves_the_store_usable() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let scope = db.store.of(&maja);
        let cut: Result<(), StoreError> = scope
            .write(|tx| {
                preferences::set(tx, "a", "1")?;
                panic!("on purpose");
            })
            .await;
        assert!(matches!(cut, Err(StoreError::Cut)));
        assert_eq!(scope.write(|tx| preferences::get::<String>(tx, "a")).await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn many_writers_at_once_all_get_their_turn() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let other = db.second_instance();
        let writes: Vec<_> = (0..40)
            .map(|n| {
                let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
                tokio::spawn(async move {
                    store.of(&maja).write(move |tx| preferences::set(tx, &n.to_string(), &n)).await
                })
            })
            .collect();
        for write in writes {
            write.await.unwrap()?;
        }
        for n in 0..40 {
            let found =
                db.store.of(&maja).read(move |tx| preferences::get::<i32>(tx, &n.to_string())).await?;
            assert_eq!(found, Some(n));
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_store_answers_and_says_whether_it_is_migrated() {
    for_each_database(async |db| {
        db.store.ping().await?;
        assert_eq!(db.store.migration_state().await?, MigrationState::Current);
        assert_eq!(db.store.migrate().await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn one_process_at_a_time_holds_the_instance_lock_of_a_sqlite_database() {
    for_each_database(async |db| {
        let first = db.store.lock_instance()?;
        assert_eq!(first.is_some(), !db.postgres);
        assert!(db.second_instance().lock_instance()?.is_none());
        drop(first);
        assert_eq!(db.second_instance().lock_instance()?.is_some(), !db.postgres);
        Ok(())
    })
    .await;
}
