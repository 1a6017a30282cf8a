//! Whom a connection trusts, and who may see its secret for a moment.

use crate::databases::{for_each_database, signed_in};
use contract::views::ConnectionStatus;
use std::time::Duration;
use store::{
    StoreError, Tx, connection_trust,
    connections::{self, ConnectionKind, SaveConnection, TestResult},
};

fn save(tx: &mut Tx, url: &str) -> Result<(), StoreError> {
    let id = connections::id_of(tx, ConnectionKind::Confluence)?;
    let new = SaveConnection {
        id,
        kind: ConnectionKind::Confluence,
        provider: None,
        url: url.to_owned(),
        account: Some("maja@example.test".to_owned()),
        sealed_secret: "sealed".to_owned(),
        secret_hint: String::new(),
    };
    connections::save(tx, &new)
}

#[tokio::test]
async fn trust_untests_a_connection_outlives_its_secret_and_ends_with_its_address() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write(|tx| {
                let kind = ConnectionKind::Confluence;
                assert!(!connection_trust::set_ca(tx, kind, Some("pem"))?, "there is no connection yet");
                save(tx, "https://one.example.test")?;
                let saved = connections::get(tx, kind)?.unwrap();
                assert_eq!((saved.ca_pem, saved.verify_tls), (None, true));
                assert_eq!(saved.account.as_deref(), Some("maja@example.test"));
                let ok = TestResult::Success("works".to_owned());
                assert!(connections::set_test(tx, saved.id, saved.updated_at, &ok)?);

                assert!(connection_trust::set_ca(tx, kind, Some("pem"))?);
                assert!(connection_trust::set_verify_tls(tx, kind, false)?);
                let changed = connections::get(tx, kind)?.unwrap();
                assert_eq!((changed.status, changed.tested_at), (ConnectionStatus::Untested, None));
                assert_eq!(changed.success, None);

                save(tx, "https://one.example.test")?;
                let kept = connections::get(tx, kind)?.unwrap();
                assert_eq!((kept.ca_pem.as_deref(), kept.verify_tls), (Some("pem"), false));
                save(tx, "https://two.example.test")?;
                let moved = connections::get(tx, kind)?.unwrap();
                assert_eq!((moved.ca_pem, moved.verify_tls), (None, true));
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_seen_by_one_session_until_its_time_is_over_or_it_is_hidden() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let elsewhere = signed_in(maja.user(), db.store.new_id());
        let kind = ConnectionKind::Confluence;
        let reveal = async || {
            db.store
                .of(&maja)
                .write(move |tx| connection_trust::reveal(tx, kind, tx.now().plus(Duration::from_secs(30))))
                .await
        };
        let seen = async |who| db.store.of(who).read(connection_trust::revealed).await;
        assert!(!reveal().await?, "there is no connection yet");
        db.store.of(&maja).write(|tx| save(tx, "https://one.example.test")).await?;
        assert!(reveal().await?);
        assert_eq!(seen(&maja).await?.len(), 1);
        assert_eq!(seen(&elsewhere).await?, [], "another browser of the same person");
        db.clock.advance(Duration::from_secs(31));
        assert_eq!(seen(&maja).await?, []);

        assert!(reveal().await?);
        db.store.of(&maja).write(connection_trust::hide).await?;
        assert_eq!(seen(&maja).await?, []);

        assert!(reveal().await?);
        db.store.of(&maja).write(|tx| save(tx, "https://one.example.test")).await?;
        assert_eq!(seen(&maja).await?, [], "a new secret was never revealed");
        Ok(())
    })
    .await;
}
