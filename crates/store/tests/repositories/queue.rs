//! Jobs in lists: a person's own, and everybody's.

use crate::{
    databases::for_each_database,
    job_events::{a_job, enqueue},
};
use contract::{
    events::{EventId, JobEvent, NumberedEvent},
    views::JobState,
};
use domain::{failure::Failure, ids::UserId, time::Clock};
use jobs::{Batch, Ending, JobStorage, Lane, NewJob, Owner};
use std::{collections::BTreeMap, time::Duration};
use store::jobs::{self as stored, CancelOutcome, lists, queue};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_person_sees_active_jobs_first_with_what_they_are_doing() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        enqueue(&db, &maja, a_job(Lane::Interactive)).await?;
        db.clock.advance(MINUTE);
        enqueue(&db, &tom, a_job(Lane::Interactive)).await?;
        let mine = db.store.claim(&Owner::new("one"), Lane::Interactive, 9).await.unwrap().unwrap();
        let progress = JobEvent::Progress { message: "Asking".to_owned(), done: 1, total: 3 };
        let event = NumberedEvent { id: EventId { fence: 1, n: 1 }, event: progress };
        db.store.append(vec![Batch { lease: mine.lease, events: vec![event] }]).await.unwrap();
        let failing = enqueue(&db, &maja, a_job(Lane::Upkeep)).await?.id;
        let claimed = db.store.claim(&Owner::new("one"), Lane::Upkeep, 9).await.unwrap().unwrap();
        assert_eq!(claimed.lease.job, failing);
        let failed = Ending::Failed(Failure::temporary("busy", "Busy."));
        db.store.end(claimed.lease, EventId { fence: 1, n: 1 }, failed).await.unwrap();
        let jobs = db.store.of(&maja).read(|tx| lists::mine(tx, 10)).await?;
        assert_eq!(
            jobs.iter().map(|job| job.state).collect::<Vec<_>>(),
            [JobState::Running, JobState::Failed]
        );
        assert_eq!(jobs[0].progress, Some(("Asking".to_owned(), 1, 3)));
        assert_eq!(jobs[1].failure.as_ref().unwrap().code, "busy");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_queue_is_counted_by_lane_and_state_with_the_oldest_that_waits() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        let first = db.clock.now();
        enqueue(&db, &maja, a_job(Lane::Background)).await?;
        db.clock.advance(MINUTE);
        enqueue(&db, &tom, a_job(Lane::Background)).await?;
        enqueue(&db, &tom, a_job(Lane::Background).not_before(db.clock.now().plus(MINUTE))).await?;
        enqueue(&db, &tom, a_job(Lane::Interactive)).await?;
        let counts =
            async || -> Result<BTreeMap<(&'static str, &'static str, bool), u32>, store::StoreError> {
                let found = db.store.system().read(queue::counts).await?;
                Ok(found
                    .into_iter()
                    .map(|count| ((count.lane.as_str(), count.state.as_str(), count.due), count.jobs))
                    .collect())
            };
        assert_eq!(
            counts().await?.into_iter().collect::<Vec<_>>(),
            [
                (("background", "pending", false), 1),
                (("background", "pending", true), 2),
                (("interactive", "pending", true), 1)
            ]
        );
        let found = db.store.system().read(queue::counts).await?;
        let oldest = found.iter().find(|count| count.lane == Lane::Background && count.due).unwrap().oldest;
        assert_eq!(oldest, Some(first));
        let running = db.store.claim(&Owner::new("one"), Lane::Interactive, 9).await.unwrap().unwrap();
        let active = db.store.system().read(|tx| queue::active(tx, 3)).await?;
        assert_eq!((active.len(), active[0].state, active[0].user), (3, JobState::Running, tom.user()));
        assert_eq!(active[0].owner.as_deref(), Some("one"));
        let ending = Ending::Failed(Failure::temporary("busy", "Busy."));
        db.store.end(running.lease, EventId { fence: 1, n: 1 }, ending).await.unwrap();
        let failed = db.store.system().read(|tx| queue::failed(tx, 9)).await?;
        assert_eq!((failed.len(), failed[0].code.as_deref()), (1, Some("busy")));
        assert_eq!(counts().await?[&("interactive", "failed", true)], 1);
        db.clock.advance(Duration::from_hours(25));
        assert!(!counts().await?.contains_key(&("interactive", "failed", true)), "only the last day counts");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_administrator_stops_anybodys_job() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let job = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        let cancel = async || -> Result<Option<(UserId, CancelOutcome)>, store::StoreError> {
            db.store.system().write(move |tx| stored::request_cancel_of_anybody(tx, job)).await
        };
        assert_eq!(cancel().await?, Some((maja.user(), CancelOutcome::Cancelled)));
        assert_eq!(cancel().await?, Some((maja.user(), CancelOutcome::Over)));
        let nothing = db.store.new_id();
        let none = db.store.system().write(move |tx| stored::request_cancel_of_anybody(tx, nothing)).await?;
        assert_eq!(none, None);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_job_is_stored_as_claimed_only_while_its_person_has_room() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        let claimed = |lane| -> NewJob { a_job(lane).claimed_by(Some(Owner::new("one"))).at_most(2) };
        let mut stored = Vec::new();
        for (who, lane) in [
            (&maja, Lane::Interactive),
            (&maja, Lane::Interactive),
            (&maja, Lane::Interactive),
            (&maja, Lane::Background),
            (&tom, Lane::Interactive),
        ] {
            stored.push(enqueue(&db, who, claimed(lane)).await?.claimed.is_some());
        }
        assert_eq!(stored, [true, true, false, true, true]);
        assert!(db.store.claim(&Owner::new("two"), Lane::Interactive, 2).await.unwrap().is_none());
        let next = db.store.claim(&Owner::new("two"), Lane::Interactive, 3).await.unwrap().unwrap();
        assert_eq!((next.user, next.lease.fence), (maja.user(), 1));
        Ok(())
    })
    .await;
}
