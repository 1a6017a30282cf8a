//! Several processes on one database. `scripts/two_processes.sh` does the same with real processes and ten thousand
//! jobs.

use crate::databases::{Database, for_each_database};
use contract::events::{EventId, JobEvent, NumberedEvent};
use domain::{ids::JobId, principal::Principal};
use jobs::{
    Batch, Call, Ending, EventHub, Job, JobContext, JobStorage, Lane, Limits, NewJob, Operator, Outcome,
    Owner, Policy, Predecessors, Registry, Retries, Runner,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{Store, StoreError, jobs as stored};

/// Who ran which job, in order.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<(JobId, &'static str)>>>);

impl Seen {
    fn all(&self) -> Vec<(JobId, &'static str)> {
        self.0.lock().unwrap().clone()
    }
    fn times(&self) -> HashMap<JobId, usize> {
        self.all().into_iter().fold(HashMap::new(), |mut times, (job, _)| {
            *times.entry(job).or_default() += 1;
            times
        })
    }
}

#[derive(Serialize, Deserialize)]
enum Small {
    Once,
    /// Never ends by itself in its first run.
    Hold,
    /// Asks to be tried again at once, always.
    Again,
}

/// A process by its name.
type Here = (Seen, &'static str);

macro_rules! small_job {
    ($name:ident, $lane:expr) => {
        #[derive(Serialize, Deserialize)]
        struct $name(Small);

        impl Job for $name {
            const KIND: &'static str = stringify!($name);
            const LANE: Lane = $lane;
            const MAX_ATTEMPTS: i32 = 3;
            type Env = Here;
            type Checkpoint = ();

            async fn run(self, ctx: JobContext, (seen, here): Here, _: Option<()>) -> Outcome<()> {
                seen.0.lock().unwrap().push((ctx.job(), here));
                match self.0 {
                    Small::Hold if ctx.attempt() == 1 => {
                        ctx.cancel().cancelled().await;
                        Outcome::Fail(domain::failure::Failure::internal())
                    }
                    Small::Again => Outcome::Retry {
                        after: Duration::ZERO,
                        failure: domain::failure::Failure::temporary("busy", "Busy."),
                    },
                    Small::Once | Small::Hold => Outcome::Done(None),
                }
            }
        }
    };
}

small_job!(Work, Lane::Background);
small_job!(Upkeep, Lane::Upkeep);

fn runner(db: &Database, store: Store, seen: &Seen, here: &'static str, operator: Operator) -> Runner {
    let registry = Registry::new().with::<Work>((seen.clone(), here)).with::<Upkeep>((seen.clone(), here));
    let limits = Limits {
        poll: Duration::from_millis(20),
        beat: Duration::from_millis(50),
        stale: Duration::from_millis(1_500),
        operator,
        ..Limits::default()
    };
    Runner::new(Arc::new(store), EventHub::new(), registry, db.clock.clone(), limits)
}

async fn enqueue<J: Job>(db: &Database, who: &Principal, job: J) -> Result<JobId, StoreError> {
    let new = NewJob::of(&job)?;
    Ok(db.store.of(who).write(move |tx| stored::enqueue(tx, new)).await?.id)
}

async fn until(what: &str, so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_mins(1), waiting).await.is_ok(), "still not so: {what}");
}

async fn active(db: &Database) -> u32 {
    let counts = db.store.system().read(stored::queue::counts).await.unwrap();
    counts.iter().filter(|count| count.state.is_active()).map(|count| count.jobs).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_jobs_each_runs_once_and_a_second_person_does_not_wait_behind_them() {
    for_each_database(async |db| {
        let (maja, tom) = (db.person("Maja").await, db.person("Tom").await);
        let count = 200;
        for _ in 0..count {
            enqueue(&db, &maja, Work(Small::Once)).await?;
        }
        let toms = enqueue(&db, &tom, Work(Small::Once)).await?;
        let seen = Seen::default();
        let one = runner(&db, db.store.clone(), &seen, "one", Operator::default());
        // On PostgreSQL another process may look at the same moment.
        let other = runner(&db, db.second_instance(), &seen, "other", Operator::default());
        one.start(Predecessors::MayLive).await.unwrap();
        other.start(Predecessors::MayLive).await.unwrap();
        until("all have run", async || active(&db).await == 0).await;
        let times = seen.times();
        assert_eq!(times.len(), count + 1);
        assert!(times.values().all(|times| *times == 1), "each exactly once");
        let place = seen.all().iter().position(|(job, _)| *job == toms).unwrap();
        // It is claimed among the first; how soon a claimed job is run is up to the machine.
        assert!(place < count / 2, "the second person's job was number {place} of {count}");
        one.shutdown(Duration::from_secs(5)).await;
        other.shutdown(Duration::from_secs(5)).await;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_dead_process_held_goes_on_elsewhere_and_not_before_its_lease_is_over() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let seen = Seen::default();
        // A runtime of its own dies like a process: nothing is put away.
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let doomed = runner(&db, db.second_instance(), &seen, "doomed", Operator::default());
        let starting = doomed.clone();
        runtime.spawn(async move { starting.start(Predecessors::MayLive).await.unwrap() }).await.unwrap();
        let jobs =
            [enqueue(&db, &maja, Work(Small::Hold)).await?, enqueue(&db, &maja, Work(Small::Hold)).await?];
        until("it holds both", async || seen.all().len() == 2).await;
        let heir = runner(&db, db.store.clone(), &seen, "heir", Operator::default());
        heir.start(Predecessors::MayLive).await.unwrap();
        runtime.shutdown_background();
        until("both have run elsewhere", async || active(&db).await == 0).await;
        let mut by = seen.all();
        let later = by.split_off(2);
        assert!(by.iter().all(|(_, process)| *process == "doomed"));
        assert!(later.iter().all(|(_, process)| *process == "heir"));
        for job in jobs {
            assert_eq!(seen.times()[&job], 2, "begun twice, because its process died in it");
        }
        heir.shutdown(Duration::from_secs(5)).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn upkeep_is_tried_again_as_often_and_as_late_as_the_operator_says() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let seen = Seen::default();
        let upkeep = Retries { most: 2, first_wait: Duration::from_secs(40), factor: 3.0 };
        let operator = Operator::new(move || Policy { upkeep, ..Policy::default() });
        let runner = runner(&db, db.store.clone(), &seen, "one", operator);
        runner.start(Predecessors::Gone).await.unwrap();
        enqueue(&db, &maja, Upkeep(Small::Again)).await?;
        runner.wake();
        let later = async || {
            let counts = db.store.system().read(stored::queue::counts).await.unwrap();
            counts.iter().any(|count| !count.due && count.jobs == 1)
        };
        // With up to a quarter more, so that many do not come back together.
        for (run, wait) in [(1, Duration::from_secs(50)), (2, Duration::from_secs(150))] {
            until("it waits for its time", async || seen.all().len() == run && later().await).await;
            db.clock.advance(wait.mul_f64(0.79));
            tokio::time::sleep(Duration::from_millis(60)).await;
            assert_eq!(seen.all().len(), run, "not before {wait:?} less a quarter");
            db.clock.advance(wait.mul_f64(0.22));
        }
        until("it has failed", async || active(&db).await == 0).await;
        assert_eq!(seen.all().len(), 3, "the first run and two more");
        let failed = db.store.system().read(|tx| stored::queue::failed(tx, 9)).await?;
        assert_eq!((failed[0].code.as_deref(), failed[0].attempts), (Some("busy"), 3));
        runner.shutdown(Duration::from_secs(5)).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_run_ends_when_the_operator_s_time_is_over() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let seen = Seen::default();
        let operator =
            Operator::new(|| Policy { longest_run: Duration::from_millis(100), ..Policy::default() });
        let runner = runner(&db, db.store.clone(), &seen, "one", operator);
        runner.start(Predecessors::Gone).await.unwrap();
        enqueue(&db, &maja, Work(Small::Hold)).await?;
        until("it has failed", async || {
            let failed = db.store.system().read(|tx| stored::queue::failed(tx, 9)).await.unwrap();
            failed.first().is_some_and(|job| job.code.as_deref() == Some("job.too_long"))
        })
        .await;
        runner.shutdown(Duration::from_secs(5)).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_process_that_does_not_work_leaves_jobs_to_others() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let seen = Seen::default();
        let idle = runner(&db, db.store.clone(), &seen, "idle", Operator::default());
        assert!(idle.place(Lane::Interactive).is_none() && !idle.is_working());
        enqueue(&db, &maja, Work(Small::Once)).await?;
        idle.wake();
        let working = runner(&db, db.second_instance(), &seen, "working", Operator::default());
        working.start(Predecessors::MayLive).await.unwrap();
        until("it has run", async || active(&db).await == 0).await;
        assert_eq!(seen.all().iter().map(|(_, by)| *by).collect::<Vec<_>>(), ["working"]);
        working.shutdown(Duration::from_secs(5)).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn processes_on_postgresql_call_each_other() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let heard: Arc<Mutex<Vec<Call>>> = Arc::default();
        let hearing = Arc::clone(&heard);
        let listener = stored::listen(&db.second_instance(), move |call| hearing.lock().unwrap().push(call));
        assert_eq!(listener.is_some(), db.postgres);
        if !db.postgres {
            return Ok(());
        }
        let hears =
            async |what: &str, call: Call| until(what, async || heard.lock().unwrap().contains(&call)).await;
        hears("that it began to listen", Call::Due).await;
        heard.lock().unwrap().clear();
        let job = enqueue(&db, &maja, Work(Small::Once)).await?;
        hears("a job", Call::Due).await;
        let lease = db.store.claim(&Owner::new("one"), Lane::Background, 9).await.unwrap().unwrap().lease;
        let progress = JobEvent::Progress { message: "Working".to_owned(), done: 0, total: 0 };
        let event = NumberedEvent { id: EventId { fence: 1, n: 1 }, event: progress };
        db.store.append(vec![Batch { lease, events: vec![event] }]).await.unwrap();
        hears("an event", Call::Changed(vec![job])).await;
        db.store.of(&maja).write(move |tx| stored::request_cancel(tx, job)).await?;
        hears("the wish to stop", Call::Stop(job)).await;
        heard.lock().unwrap().clear();
        db.store.end(lease, EventId { fence: 1, n: 2 }, Ending::Cancelled).await.unwrap();
        hears("the end", Call::Changed(vec![job])).await;
        Ok(())
    })
    .await;
}
