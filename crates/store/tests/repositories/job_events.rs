//! Jobs as stored: queue, event log, questions, endings, compaction.

use crate::databases::{Database, for_each_database};
use contract::{
    events::{EventId, JobEvent, NumberedEvent},
    views::{DraftStatus, JobState, JobView},
};
use domain::{failure::Failure, ids::JobId, principal::Principal};
use futures::StreamExt;
use jobs::{
    Batch, ClaimedJob, Ending, EnqueuedJob, EventHub, Held, JobStorage, Lane, Lease, Lost, NewJob, Owner,
    Waiting, WhenLost,
};
use std::{sync::Arc, time::Duration};
use store::{
    StoreError, drafts,
    jobs::{self as stored, AnswerOutcome, CancelOutcome},
};

pub(crate) fn a_job(lane: Lane) -> NewJob {
    NewJob {
        kind: "k".to_owned(),
        payload_version: 1,
        payload: "{}".to_owned(),
        lane,
        dedupe_key: None,
        run_at: None,
        claimed_by: None,
        at_most: None,
        trace: Some("r1".to_owned()),
    }
}

pub(crate) async fn enqueue(db: &Database, who: &Principal, new: NewJob) -> Result<EnqueuedJob, StoreError> {
    db.store.of(who).write(move |tx| stored::enqueue(tx, new)).await
}

pub(crate) async fn view(db: &Database, who: &Principal, job: JobId) -> Result<JobView, StoreError> {
    Ok(db.store.of(who).read(move |tx| stored::view(tx, job)).await?.unwrap())
}

fn me() -> Owner {
    Owner::new("one")
}

pub(crate) async fn claim(db: &Database) -> Option<ClaimedJob> {
    db.store.claim(&me(), Lane::Interactive, 10).await.unwrap()
}

pub(crate) fn at(fence: i32, n: i32) -> EventId {
    EventId { fence, n }
}

/// One token event per text, numbered from `first`, at the given offset.
fn tokens(lease: Lease, first: i32, mut offset: u64, texts: &[&str]) -> Batch {
    let events = (first..)
        .zip(texts)
        .map(|(n, text)| {
            let event = JobEvent::AssistantToken { at: offset, text: (*text).to_owned() };
            offset += text.len() as u64;
            NumberedEvent { id: at(lease.fence, n), event }
        })
        .collect();
    Batch { lease, events }
}

/// The text a reader has who follows from `after` with `text` in hand.
async fn read_on(db: &Database, who: &Principal, job: JobId, after: EventId, text: &str) -> String {
    let storage: Arc<dyn JobStorage> = Arc::new(db.store.clone());
    let mut stream = EventHub::new().follow(storage, who, job, after).await.unwrap().unwrap();
    let mut text = text.to_owned();
    while let Some(event) = stream.next().await {
        match event.event {
            JobEvent::AssistantToken { at, text: more } => {
                assert_eq!(at, text.len() as u64, "no gap and no repetition");
                text.push_str(&more);
            }
            JobEvent::Rewind { bytes } => text.truncate(usize::try_from(bytes).unwrap()),
            _ => {}
        }
    }
    text
}

#[tokio::test]
async fn a_job_is_claimed_once_however_many_try() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        for _ in 0..10 {
            enqueue(&db, &maja, a_job(Lane::Interactive)).await?;
        }
        let other = db.second_instance();
        let tries: Vec<_> = (0..30)
            .map(|n| {
                let store = if n % 2 == 0 { db.store.clone() } else { other.clone() };
                let owner = Owner::new(n.to_string());
                tokio::spawn(async move { store.claim(&owner, Lane::Interactive, 100).await.unwrap() })
            })
            .collect();
        let mut claimed = Vec::new();
        for one in tries {
            claimed.extend(one.await.unwrap().map(|job| job.lease.job));
        }
        // Instances that met at the same row may have gone away with nothing; none may have one twice.
        while let Some(job) = db.store.claim(&me(), Lane::Interactive, 100).await.unwrap() {
            claimed.push(job.lease.job);
        }
        claimed.sort();
        let all = claimed.len();
        claimed.dedup();
        assert_eq!((all, claimed.len()), (10, 10));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_person_with_the_fewest_running_jobs_comes_first() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        for _ in 0..3 {
            enqueue(&db, &maja, a_job(Lane::Interactive)).await?;
        }
        db.clock.advance(Duration::from_secs(1));
        enqueue(&db, &tom, a_job(Lane::Interactive)).await?;
        let mut later = a_job(Lane::Interactive);
        later.run_at = Some(db.store.clock().now().plus(Duration::from_mins(1)));
        enqueue(&db, &tom, later).await?;
        enqueue(&db, &tom, a_job(Lane::Upkeep)).await?;
        let mut order = Vec::new();
        while let Some(job) = db.store.claim(&me(), Lane::Interactive, 2).await.unwrap() {
            order.push(if job.user == maja.user() { "Maja" } else { "Tom" });
        }
        assert_eq!(order, ["Maja", "Tom", "Maja"], "two at once each, and nothing before its time");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn of_jobs_with_the_same_key_there_is_one_until_it_ends() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let keyed = || NewJob { dedupe_key: Some("draft".to_owned()), ..a_job(Lane::Interactive) };
        let first = enqueue(&db, &maja, keyed()).await?;
        let claimed = claim(&db).await.unwrap();
        let second = enqueue(&db, &maja, keyed()).await?;
        assert_eq!((second.id, second.existing, second.fence), (first.id, true, 1));
        db.store.end(claimed.lease, at(1, 1), Ending::Done(None)).await.unwrap().unwrap();
        assert!(!enqueue(&db, &maja, keyed()).await?.existing);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_job_is_stored_also_while_the_one_with_its_key_ends() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let keyed = || NewJob { dedupe_key: Some("draft".to_owned()), ..a_job(Lane::Interactive) };
        let other = db.second_instance();
        // Each asks, and ends what it was given: the others' inserts meet it while it goes.
        let rounds = |store: store::Store| async move {
            for _ in 0..60 {
                let found = store.of(&maja).write(move |tx| stored::enqueue(tx, keyed())).await?;
                store.of(&maja).write(move |tx| stored::request_cancel(tx, found.id)).await?;
            }
            Ok::<_, StoreError>(())
        };
        let all: Vec<_> = (0..8)
            .map(|n| tokio::spawn(rounds(if n % 2 == 0 { db.store.clone() } else { other.clone() })))
            .collect();
        for one in all {
            one.await.unwrap()?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_stale_worker_writes_nothing_and_a_new_fence_begins_with_a_rewind() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let job = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        let old = claim(&db).await.unwrap().lease;
        db.store.append(vec![tokens(old, 1, 0, &["lost"])]).await.unwrap();
        let seen = db.store.leases().await.unwrap().pop().unwrap();
        let when = WhenLost { lost: Lost::Requeue, max_attempts: 3 };
        assert_eq!(db.store.beat(vec![old]).await.unwrap(), [Held::Yes]);
        assert!(!db.store.lost(seen, when).await.unwrap(), "it has shown a sign of life");
        let seen = db.store.leases().await.unwrap().pop().unwrap();
        assert!(db.store.lost(seen, when).await.unwrap());
        let new = claim(&db).await.unwrap();
        assert_eq!((new.lease.fence, new.attempt, new.last_n, new.text_len), (2, 2, 1, 0));
        let answers =
            db.store.append(vec![tokens(old, 2, 4, &["stale"]), tokens(new.lease, 2, 0, &["good"])]).await;
        assert_eq!(answers.unwrap(), [Held::No, Held::Yes]);
        assert_eq!(db.store.beat(vec![old]).await.unwrap(), [Held::No]);
        assert_eq!(db.store.end(old, at(1, 9), Ending::Cancelled).await.unwrap(), None);
        assert!(!db.store.retry(old, db.store.clock().now(), Failure::internal()).await.unwrap());
        let view = view(&db, &maja, job).await?;
        assert_eq!((view.text.as_str(), view.cursor, view.state), ("good", at(2, 2), JobState::Running));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_run_lost_in_the_middle_of_an_answer_is_interrupted_and_its_draft_can_be_continued() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let (job, draft) = db
            .store
            .of(&maja)
            .write(|tx| {
                let draft = drafts::insert(tx, &crate::drafts::new_draft("f", "x"))?.0.id;
                let job = stored::enqueue(tx, a_job(Lane::Interactive))?.id;
                drafts::attach_job(tx, draft, job)?;
                Ok::<_, StoreError>((job, draft))
            })
            .await?;
        let when = WhenLost { lost: Lost::Interrupt, max_attempts: 5 };
        claim(&db).await.unwrap();
        let seen = db.store.leases().await.unwrap().pop().unwrap();
        assert!(db.store.lost(seen, when).await.unwrap());
        let lease = claim(&db).await.expect("nothing was written, so it runs again").lease;
        db.store.append(vec![tokens(lease, 2, 0, &["so ", "far"])]).await.unwrap();
        let seen = db.store.leases().await.unwrap().pop().unwrap();
        assert!(db.store.lost(seen, when).await.unwrap());
        let view = view(&db, &maja, job).await?;
        assert_eq!((view.text.as_str(), view.state, view.interrupted), ("so far", JobState::Failed, true));
        let draft = db.store.of(&maja).read(move |tx| drafts::get(tx, draft)).await?.unwrap();
        assert_eq!(draft.status, DraftStatus::Unfinished);
        assert_eq!(draft.failure.unwrap().code, "job.interrupted");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_job_that_takes_its_process_down_each_time_fails_in_the_end() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let job = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        let when = WhenLost { lost: Lost::Requeue, max_attempts: 2 };
        for _ in 0..2 {
            claim(&db).await.unwrap();
            let seen = db.store.leases().await.unwrap().pop().unwrap();
            assert!(db.store.lost(seen, when).await.unwrap());
        }
        assert!(claim(&db).await.is_none());
        assert_eq!(view(&db, &maja, job).await?.failure.unwrap().code, "job.lost");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_question_keeps_the_text_and_the_first_answer_counts() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let job = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        let lease = claim(&db).await.unwrap().lease;
        db.store.append(vec![tokens(lease, 1, 0, &["Hm. "])]).await.unwrap();
        let waiting = Waiting {
            question: "Which clinic?".to_owned(),
            fields: Vec::new(),
            checkpoint: "{\"a\":1}".to_owned(),
            text_len: 4,
        };
        db.store.wait(lease, at(1, 2), waiting).await.unwrap().unwrap();
        let seen = view(&db, &maja, job).await?;
        let question = seen.question.unwrap();
        assert_eq!((seen.state, question.question.as_str()), (JobState::Waiting, "Which clinic?"));
        let answer = async |text: &'static str| {
            db.store.of(&maja).write(move |tx| stored::answer(tx, job, question.id, text)).await
        };
        assert_eq!(answer("North").await?, Some(AnswerOutcome::Accepted));
        assert_eq!(answer("South").await?, Some(AnswerOutcome::NotWaiting));
        let again = claim(&db).await.unwrap();
        assert_eq!((again.text_len, again.attempt, again.checkpoint.as_deref()), (4, 1, Some("{\"a\":1}")));
        assert_eq!(again.answers[0].answer, "North");
        assert_eq!(view(&db, &maja, job).await?.text, "Hm. ");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn stopping_ends_a_waiting_job_at_once_and_asks_a_running_one() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let cancel =
            async |job: JobId| db.store.of(&maja).write(move |tx| stored::request_cancel(tx, job)).await;
        let idle = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        assert_eq!(cancel(idle).await?, Some(CancelOutcome::Cancelled));
        assert_eq!(cancel(idle).await?, Some(CancelOutcome::Over));
        assert_eq!(view(&db, &maja, idle).await?.state, JobState::Cancelled);
        let running = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        let lease = claim(&db).await.unwrap().lease;
        assert_eq!(cancel(running).await?, Some(CancelOutcome::Stopping));
        let held = db.store.append(vec![tokens(lease, 1, 0, &["x"])]).await.unwrap();
        assert_eq!(held, [Held::StopRequested]);
        assert!(db.store.retry(lease, db.store.clock().now(), Failure::internal()).await.unwrap());
        assert_eq!(view(&db, &maja, running).await?.state, JobState::Cancelled);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_finished_text_reads_the_same_from_every_place_before_and_after_compaction() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let job = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        let first = claim(&db).await.unwrap().lease;
        let written = ["Ä ", "first ", "try"];
        db.store.append(vec![tokens(first, 1, 0, &written[..2])]).await.unwrap();
        db.store.append(vec![tokens(first, 3, 9, &written[2..])]).await.unwrap();
        assert!(db.store.retry(first, db.store.clock().now(), Failure::internal()).await.unwrap());
        let second = claim(&db).await.unwrap().lease;
        db.store.append(vec![tokens(second, 2, 0, &["The ", "second ", "try"])]).await.unwrap();
        db.store.end(second, at(2, 5), Ending::Done(None)).await.unwrap().unwrap();
        // What a reader had who saw every event live up to some place.
        let places = [
            (at(0, 0), ""),
            (at(1, 1), "Ä "),
            (at(1, 2), "Ä first "),
            (at(1, 3), "Ä first try"),
            (at(2, 1), ""),
            (at(2, 2), "The "),
            (at(2, 3), "The second "),
            (at(2, 4), "The second try"),
            (at(2, 5), "The second try"),
        ];
        for compacted in [false, true] {
            for (place, had) in places {
                let text = read_on(&db, &maja, job, place, had).await;
                assert_eq!(text, "The second try", "from {place}, compacted: {compacted}");
            }
            assert_eq!(view(&db, &maja, job).await?.text, "The second try");
            db.store.compact(job).await.unwrap();
        }
        let rows = db.store.events_after(maja.user(), job, EventId::default()).await.unwrap().unwrap();
        assert_eq!(rows.events.len(), 2, "the text and the end");
        Ok(())
    })
    .await;
}
