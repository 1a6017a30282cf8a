//! Jobs run by real runners on real databases.

use crate::{
    databases::{Database, for_each_database},
    job_events::view,
};
use contract::{
    events::{EventId, JobEvent, NumberedEvent},
    views::{JobState, JobView},
};
use domain::{failure::Failure, ids::JobId, principal::Principal};
use futures::StreamExt;
use jobs::{
    EventHub, Job, JobContext, JobStorage, Lane, Limits, Lost, NewJob, Outcome, Predecessors, Registry,
    Runner,
};
use serde::{Deserialize, Serialize};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use store::{
    Store, StoreError,
    jobs::{self as stored, AnswerOutcome},
};
use tokio::sync::Semaphore;

/// What the test jobs work with.
#[derive(Clone)]
struct World {
    runs: Arc<AtomicUsize>,
    /// A permit lets a `Hold` go on.
    gate: Arc<Semaphore>,
    store: Store,
}

#[derive(Serialize, Deserialize, Clone)]
enum Act {
    Write(u32),
    /// Writes, then waits for the gate.
    Hold,
    Ask,
    RetryUntil(i32),
    Panic,
    /// Ends itself together with other data.
    Settle,
}

#[derive(Serialize, Deserialize)]
struct Play {
    act: Act,
}

impl Job for Play {
    const KIND: &'static str = "play";
    const LANE: Lane = Lane::Interactive;
    const MAX_ATTEMPTS: i32 = 3;
    const ON_LOST: Lost = Lost::Interrupt;
    type Env = World;
    type Checkpoint = String;

    async fn run(self, ctx: JobContext, world: World, checkpoint: Option<String>) -> Outcome<String> {
        world.runs.fetch_add(1, Ordering::SeqCst);
        match self.act {
            Act::Write(count) => {
                for n in 0..count {
                    ctx.token(&format!("wört {n} "));
                    if n % 50 == 0 {
                        let partial = JobEvent::Draft { partial: true, field: None, content: None };
                        if ctx.emit(partial).await.is_err() {
                            return Outcome::Interrupted("stopped".to_owned());
                        }
                    }
                    if n % 7 == 0 {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                }
                Outcome::Done(None)
            }
            Act::Hold => {
                ctx.token("begun");
                let gate = world.gate.clone();
                tokio::select! {
                    () = ctx.cancel().cancelled() => Outcome::Fail(Failure::internal()),
                    permit = gate.acquire_owned() => {
                        permit.unwrap().forget();
                        Outcome::Done(None)
                    }
                }
            }
            Act::Ask => match checkpoint {
                None => {
                    ctx.token("Hm. ");
                    Outcome::Wait { question: "Which?".into(), fields: vec![], checkpoint: "left".into() }
                }
                Some(left) => {
                    ctx.token(&format!("{left} {}", ctx.answers()[0].answer));
                    Outcome::Done(None)
                }
            },
            Act::RetryUntil(attempt) => {
                ctx.token(&format!("try {}", ctx.attempt()));
                if ctx.attempt() < attempt {
                    Outcome::Retry { after: Duration::ZERO, failure: Failure::temporary("busy", "Busy.") }
                } else {
                    Outcome::Done(None)
                }
            }
            Act::Panic => panic!("on purpose"),
            Act::Settle => {
                ctx.token("text");
                let closing = ctx.close().await.unwrap();
                let ending = jobs::Ending::Done(Some("CLINIC-7".to_owned()));
                let event = world
                    .store
                    .of(ctx.principal())
                    .write(move |tx| {
                        store::preferences::set(tx, "result", "kept")?;
                        stored::finish(tx, &closing, &ending)
                    })
                    .await
                    .unwrap();
                Outcome::Settled(event.unwrap())
            }
        }
    }
}

fn limits() -> Limits {
    Limits {
        poll: Duration::from_millis(20),
        beat: Duration::from_millis(50),
        stale: Duration::from_millis(2_500),
        flush: Duration::from_millis(10),
        ..Limits::default()
    }
}

struct Stage {
    db: Database,
    maja: Principal,
    world: World,
    runner: Runner,
}

impl Stage {
    async fn set(db: Database) -> Self {
        let maja = db.person("Maja").await;
        let world =
            World { runs: Arc::default(), gate: Arc::new(Semaphore::new(0)), store: db.store.clone() };
        let runner = runner(&db.store, &world, &db);
        runner.start(Predecessors::Gone).await.unwrap();
        Self { db, maja, world, runner }
    }
    async fn play(&self, act: Act) -> Result<JobId, StoreError> {
        let new = NewJob::of(&Play { act })?.claimed_by(self.runner.place(Lane::Interactive));
        let enqueued = self.db.store.of(&self.maja).write(move |tx| stored::enqueue(tx, new)).await?;
        let id = enqueued.id;
        self.runner.run_claimed(enqueued);
        Ok(id)
    }
    async fn follow(&self, runner: &Runner, job: JobId, after: EventId) -> Events {
        let storage: Arc<dyn JobStorage> = Arc::new(self.db.store.clone());
        runner.hub().follow(storage, &self.maja, job, after).await.unwrap().unwrap()
    }
    /// Follows to the end.
    async fn watch(&self, job: JobId) -> Vec<NumberedEvent> {
        let events = self.follow(&self.runner, job, EventId::default()).await;
        tokio::time::timeout(Duration::from_secs(20), events.collect()).await.expect("it ends")
    }
    async fn view(&self, job: JobId) -> Result<JobView, StoreError> {
        view(&self.db, &self.maja, job).await
    }
}

type Events = contract::services::EventStream;

fn runner(store: &Store, world: &World, db: &Database) -> Runner {
    let registry = Registry::new().with::<Play>(world.clone());
    Runner::new(Arc::new(store.clone()), EventHub::new(), registry, db.clock.clone(), limits())
}

/// Text as a browser puts it together.
#[derive(Default)]
struct Reader {
    text: String,
    cursor: EventId,
}

impl Reader {
    fn take(&mut self, event: &NumberedEvent) {
        assert!(event.id >= self.cursor, "{} after {}", event.id, self.cursor);
        self.cursor = event.id;
        match &event.event {
            JobEvent::AssistantToken { at, text } => {
                assert_eq!(*at, self.text.len() as u64, "no gap and no repetition at {}", event.id);
                self.text.push_str(text);
            }
            JobEvent::Rewind { bytes } => self.text.truncate(usize::try_from(*bytes).unwrap()),
            _ => {}
        }
    }
    fn of(events: &[NumberedEvent]) -> String {
        let mut reader = Self::default();
        for event in events {
            reader.take(event);
        }
        reader.text
    }
}

fn written(count: u32) -> String {
    (0..count).fold(String::new(), |text, n| format!("{text}wört {n} "))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_follows_and_however_often_they_reconnect_reads_the_same_text() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        // Another instance of the product follows by reading rows.
        let elsewhere = runner(&stage.db.second_instance(), &stage.world, &stage.db);
        let job = stage.play(Act::Write(600)).await?;
        let steady = stage.watch(job);
        let distant = async {
            let events = stage.follow(&elsewhere, job, EventId::default()).await;
            events.collect::<Vec<_>>().await
        };
        let restless = async {
            let mut reader = Reader::default();
            let mut ended = false;
            while !ended {
                let mut events = stage.follow(&stage.runner, job, reader.cursor).await;
                for _ in 0..17 {
                    let Some(event) = events.next().await else {
                        ended = true;
                        break;
                    };
                    reader.take(&event);
                }
            }
            reader.text
        };
        let (steady, distant, restless) = tokio::join!(steady, distant, restless);
        assert_eq!(Reader::of(&steady), written(600));
        assert_eq!(Reader::of(&distant), written(600));
        assert_eq!(restless, written(600));
        assert!(matches!(steady.last().unwrap().event, JobEvent::Done { .. }));
        assert_eq!(stage.world.runs.load(Ordering::SeqCst), 1);
        let view = stage.view(job).await?;
        assert_eq!((view.text, view.state), (written(600), JobState::Completed));
        stage.runner.shutdown(Duration::from_secs(5)).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_slow_reader_catches_up_from_rows() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let job = stage.play(Act::Write(900)).await?;
        let mut events = stage.follow(&stage.runner, job, EventId::default()).await;
        let mut reader = Reader::default();
        reader.take(&events.next().await.unwrap());
        while stage.view(job).await?.state.is_active() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        while let Some(event) = events.next().await {
            reader.take(&event);
        }
        assert_eq!(reader.text, written(900));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn stop_ends_a_run_whatever_it_answers() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let job = stage.play(Act::Hold).await?;
        let mut events = stage.follow(&stage.runner, job, EventId::default()).await;
        events.next().await.unwrap();
        stage.db.store.of(&stage.maja).write(move |tx| stored::request_cancel(tx, job)).await?;
        stage.runner.cancel(job);
        assert!(matches!(events.next().await.unwrap().event, JobEvent::Cancelled));
        assert!(events.next().await.is_none());
        let view = stage.view(job).await?;
        assert_eq!((view.text.as_str(), view.state), ("begun", JobState::Cancelled));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_question_is_answered_and_the_same_job_goes_on() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let job = stage.play(Act::Ask).await?;
        let events = stage.watch(job).await;
        let JobEvent::Clarify { id, .. } = events.last().unwrap().event else { panic!("{events:?}") };
        let answered =
            stage.db.store.of(&stage.maja).write(move |tx| stored::answer(tx, job, id, "North")).await?;
        assert_eq!(answered, Some(AnswerOutcome::Accepted));
        stage.runner.wake();
        assert_eq!(Reader::of(&stage.watch(job).await), "Hm. left North");
        assert_eq!(stage.view(job).await?.state, JobState::Completed);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_retry_starts_the_text_over_and_the_last_failure_stands() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let good = stage.play(Act::RetryUntil(3)).await?;
        assert_eq!(Reader::of(&stage.watch(good).await), "try 3");
        let bad = stage.play(Act::RetryUntil(9)).await?;
        let events = stage.watch(bad).await;
        assert!(
            matches!(&events.last().unwrap().event, JobEvent::Error { failure } if failure.code == "busy")
        );
        assert_eq!(stage.world.runs.load(Ordering::SeqCst), 6);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_panic_or_an_unreadable_payload_fails_its_job_only() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let panics = stage.play(Act::Panic).await?;
        stage.watch(panics).await;
        assert_eq!(stage.view(panics).await?.failure.unwrap().code, "internal");
        for (payload, version, kind, code) in [
            ("{\"act\":\"Unknown\"}", 1, "play", "job.unreadable"),
            ("{\"act\":\"Panic\"}", 2, "play", "job.unreadable"),
            ("{}", 1, "gone", "job.unknown_kind"),
        ] {
            let mut new = NewJob::of(&Play { act: Act::Panic })?;
            new.payload = payload.to_owned();
            new.payload_version = version;
            new.kind = kind.to_owned();
            let job = stage.db.store.of(&stage.maja).write(move |tx| stored::enqueue(tx, new)).await?.id;
            stage.runner.wake();
            stage.watch(job).await;
            assert_eq!(stage.view(job).await?.failure.unwrap().code, code);
        }
        let fine = stage.play(Act::Write(1)).await?;
        stage.watch(fine).await;
        assert_eq!(stage.view(fine).await?.state, JobState::Completed);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_result_and_the_end_of_its_job_are_stored_together() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let job = stage.play(Act::Settle).await?;
        let events = stage.watch(job).await;
        assert!(
            matches!(&events.last().unwrap().event, JobEvent::Done { issue: Some(key) } if key == "CLINIC-7")
        );
        assert_eq!(stage.view(job).await?.text, "text");
        let scope = stage.db.store.of(&stage.maja);
        let kept = scope.read(|tx| store::preferences::get::<String>(tx, "result")).await?;
        assert_eq!(kept.as_deref(), Some("kept"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_restart_frees_its_predecessor_s_jobs_at_once_and_others_after_silence() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let job = stage.play(Act::Hold).await?;
        let mut events = stage.follow(&stage.runner, job, EventId::default()).await;
        events.next().await.unwrap();
        while stage.view(job).await?.text.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Its process is still there and shows signs of life, so another instance leaves it alone.
        stage.db.clock.advance(Duration::from_millis(1));
        let other = runner(&stage.db.second_instance(), &stage.world, &stage.db);
        other.start(Predecessors::MayLive).await.unwrap();
        tokio::time::sleep(limits().stale * 2).await;
        assert_eq!(stage.view(job).await?.state, JobState::Running);
        // One that knows itself alone does not wait.
        stage.db.clock.advance(Duration::from_millis(1));
        let successor = runner(&stage.db.second_instance(), &stage.world, &stage.db);
        successor.start(Predecessors::Gone).await.unwrap();
        let view = stage.view(job).await?;
        assert_eq!((view.text.as_str(), view.interrupted), ("begun", true));
        // A job stored as claimed by a process that then died is found by its silence.
        let orphan = NewJob::of(&Play { act: Act::Write(1) })?.claimed_by(Some(jobs::Owner::new("dead")));
        let orphan = stage.db.store.of(&stage.maja).write(move |tx| stored::enqueue(tx, orphan)).await?.id;
        assert_eq!(Reader::of(&stage.watch(orphan).await), written(1));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn shutting_down_interrupts_an_answer_and_leaves_other_work_for_the_next_start() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let job = stage.play(Act::Hold).await?;
        let mut events = stage.follow(&stage.runner, job, EventId::default()).await;
        events.next().await.unwrap();
        stage.runner.shutdown(Duration::from_millis(50)).await;
        assert!(stage.view(job).await?.interrupted);
        assert!(matches!(events.next().await.unwrap().event, JobEvent::Interrupted { .. }));
        assert!(stage.runner.place(Lane::Interactive).is_none());
        let waiting = stage.play(Act::Write(3)).await?;
        assert_eq!(stage.view(waiting).await?.state, JobState::Pending);
        let next = runner(&stage.db.store, &stage.world, &stage.db);
        next.start(Predecessors::Gone).await.unwrap();
        let events = stage.follow(&next, waiting, EventId::default()).await;
        assert_eq!(Reader::of(&events.collect::<Vec<_>>().await), written(3));
        Ok(())
    })
    .await;
}
