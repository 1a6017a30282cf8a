//! Calls of models belong to a draft or to a site build; both count for the day.

use crate::{databases::for_each_database, drafts::new_draft, isolation::a_call};
use domain::ids::{DraftId, SiteBuildId};
use std::time::Duration;
use store::{
    StoreError, Tx, drafts,
    model_calls::{self, Call},
    site_builds,
    upkeep::{self, Keep},
};

fn taking(duration_ms: u64, step: &str) -> Call {
    Call { duration_ms, step: step.to_owned(), ..a_call() }
}

fn filled(tx: &mut Tx) -> Result<(DraftId, SiteBuildId), StoreError> {
    let draft = drafts::insert(tx, &new_draft("f", "Patients book online"))?.0.id;
    let build = site_builds::insert(tx, "Campus", "", "grouped")?;
    let job = tx.new_id();
    model_calls::record(tx, draft, job, &[a_call()])?;
    let calls = [90, 10, 30].map(|duration| taking(duration, "ticket_prose"));
    model_calls::record(tx, build, job, &calls)?;
    let failed = Call { outcome: "cut".to_owned(), ..taking(9_000, "ticket_prose") };
    model_calls::record(tx, build, job, &[failed])?;
    Ok((draft, build))
}

#[tokio::test]
async fn the_calls_of_a_draft_and_of_a_build_are_kept_apart_and_counted_together() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let maja = db.store.of(&maja);
        let (draft, build) = maja.write(filled).await?;
        maja.read(move |tx| -> Result<(), StoreError> {
            assert_eq!((model_calls::used(tx, draft)?.len(), model_calls::used(tx, build)?.len()), (1, 4));
            let latest = model_calls::latest(tx, build, 2)?;
            assert_eq!(latest.len(), 2);
            assert!(latest.iter().all(|(call, _)| call.step == "ticket_prose"));
            assert_eq!(model_calls::latest(tx, draft, 9)?[0].0, a_call());
            assert_eq!(model_calls::tokens_today(tx)?, 5 * 15);
            let usual = |tx: &mut Tx, step| model_calls::usual_duration(tx, step, "company", "chat");
            assert_eq!(usual(tx, "ticket_prose")?, Some(30), "the failed one says nothing");
            assert_eq!(usual(tx, "split")?, None);
            Ok(())
        })
        .await
    })
    .await;
}

#[tokio::test]
async fn the_calls_go_with_their_build_and_what_was_used_stays_counted() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let (draft, build) = db.store.of(&maja).write(filled).await?;
        db.clock.advance(Duration::from_hours(8 * 24));
        let swept = db.store.system().write(|tx| upkeep::sweep(tx, Keep::days(90, 90))).await?;
        assert_eq!((swept.site_builds, swept.model_calls), (1, 0));
        let read = move |tx: &mut Tx| -> Result<_, StoreError> {
            Ok((model_calls::used(tx, draft)?.len(), model_calls::used(tx, build)?.len()))
        };
        assert_eq!(db.store.of(&maja).read(read).await?, (1, 0));
        Ok(())
    })
    .await;
}
