//! Two real processes on one PostgreSQL: ten thousand small jobs, a second person behind them, and a process that is
//! killed in the middle of its work. `scripts/two_processes.sh` starts a database for it and runs it.
//!
//! ```text
//! DATABASE_URL=postgres://… cargo run -p store --features postgres --example job_storm -- 10000
//! ```
//!
//! It leaves its accounts and jobs in the database, so give it one to throw away.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool that may stop loudly"
)]

use contract::views::JobState;
use domain::{
    ids::{JobId, UserId},
    jira::SiteId,
    principal::{Principal, Role},
    time::{Clock, Timestamp},
};
use jobs::{
    Ending, EventHub, Job, JobContext, Lane, Limits, NewJob, Outcome, Predecessors, Registry, Runner,
};
use secrets::{OsRandomness, Randomness};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashSet,
    env,
    process::{Child, Command},
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use store::{
    DatabaseUrl, Store, accounts,
    audit::{self, Entry, Search},
    jobs::{self as stored, queue},
};

/// How many jobs are stored in one transaction.
const AT_ONCE: usize = 500;
/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_mins(15);

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "a program of its own")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
    }
}

/// Writes one line and ends, in one transaction. One that holds does nothing in its first run: only a process that
/// dies lets it go.
#[derive(Serialize, Deserialize)]
struct Storm {
    holds: bool,
}

impl Job for Storm {
    const KIND: &'static str = "storm";
    const LANE: Lane = Lane::Background;
    const MAX_ATTEMPTS: i32 = 5;
    type Env = Store;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, store: Store, _: Option<()>) -> Outcome<()> {
        if self.holds && ctx.attempt() == 1 {
            tokio::time::sleep(PATIENCE).await;
        }
        let closing = ctx.close().await.expect("the run has its job");
        let entry = Entry {
            kind: "storm".to_owned(),
            subject: Some(format!("job:{}", ctx.job())),
            outcome: format!("{}", std::process::id()),
            ..Entry::default()
        };
        let settled = store
            .of(ctx.principal())
            .write(move |tx| {
                audit::record(tx, &entry)?;
                stored::finish(tx, &closing, &Ending::Done(None))
            })
            .await
            .expect("the database answers");
        Outcome::Settled(settled.expect("the run has its job"))
    }
}

fn connect() -> Store {
    let url = env::var("DATABASE_URL").expect("DATABASE_URL names a PostgreSQL to throw away");
    let url = DatabaseUrl::parse(&url).expect("an address of PostgreSQL");
    Store::connect(&url, Arc::new(SystemClock), Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer)))
        .expect("the database answers")
}

#[tokio::main]
async fn main() {
    match env::args().nth(1).as_deref() {
        Some("work") => work().await,
        count => coordinate(count.map_or(10_000, |count| count.parse().expect("a number of jobs"))).await,
    }
}

/// One of the two processes.
async fn work() {
    let store = connect();
    let registry = Registry::new().with::<Storm>(store.clone());
    let runner =
        Runner::new(Arc::new(store), EventHub::new(), registry, Arc::new(SystemClock), Limits::default());
    runner.start(Predecessors::MayLive).await.expect("jobs can run");
    std::future::pending::<()>().await;
}

fn another() -> Child {
    Command::new(env::current_exe().unwrap()).arg("work").spawn().expect("a second process starts")
}

async fn coordinate(count: usize) {
    let store = connect();
    store.migrate().await.expect("migrations run");
    let (many, one) = (person(&store).await, person(&store).await);
    let mut workers = [another(), another()];
    println!("two processes: {} and {}", workers[0].id(), workers[1].id());

    let began = Instant::now();
    let mut stored = HashSet::new();
    while stored.len() < count {
        let more = AT_ONCE.min(count - stored.len());
        stored.extend(enqueue(&store, &many, more, false).await);
    }
    println!("{count} jobs of one person stored after {:.1} s", began.elapsed().as_secs_f64());
    let second = Instant::now();
    enqueue(&store, &one, 1, false).await;
    until("the second person's job has run", async || ran(&store, one.user()).await.len() == 1).await;
    assert!(
        second.elapsed() <= Duration::from_secs(5),
        "the second person waited for {:?}",
        second.elapsed()
    );
    println!("the second person's job had run {:.2} s after it was stored", second.elapsed().as_secs_f64());
    println!("  (meanwhile the first one's stood at {} of {count})", ran(&store, many.user()).await.len());

    until("all jobs have run", async || unfinished(&store).await == 0).await;
    let took = began.elapsed().as_secs_f64();
    let runs = ran(&store, many.user()).await;
    let each: HashSet<String> = runs.iter().map(|(job, _)| job.clone()).collect();
    assert_eq!(runs.len(), count, "every job ran once and no job twice");
    assert_eq!(each, stored, "and those were the jobs that were stored");
    for worker in &workers {
        let id = worker.id().to_string();
        println!("process {id} ran {}", runs.iter().filter(|(_, by)| *by == id).count());
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = count as f64 / took;
    println!("each of {count} jobs ran exactly once, in {took:.1} s ({rate:.0} per second)");

    for person in [&many, &one] {
        enqueue(&store, person, 3, true).await;
    }
    let doomed = workers[0].id().to_string();
    until("both hold jobs", async || {
        let owners = owners(&store).await;
        owners.len() == 6 && owners.iter().any(|(_, owner)| owner.starts_with(&format!("{doomed}-")))
    })
    .await;
    let its: Vec<JobId> = owners(&store)
        .await
        .into_iter()
        .filter(|(_, owner)| owner.starts_with(&format!("{doomed}-")))
        .map(|(job, _)| job)
        .collect();
    workers[0].kill().expect("SIGKILL");
    workers[0].wait().unwrap();
    let killed = Instant::now();
    until("its jobs have run elsewhere", async || {
        let left = owners(&store).await;
        !left.iter().any(|(job, _)| its.contains(job))
    })
    .await;
    let within = Duration::from_secs(14)..Duration::from_secs(30);
    assert!(within.contains(&killed.elapsed()), "taken over after {:?}", killed.elapsed());
    println!(
        "kill -9 of a process with {} running jobs: all of them had run elsewhere after {:.1} s (the lease is 15 s)",
        its.len(),
        killed.elapsed().as_secs_f64()
    );
    workers[1].kill().expect("SIGKILL");
    workers[1].wait().unwrap();
}

#[expect(clippy::disallowed_methods, reason = "plays the session layer")]
async fn person(store: &Store) -> Principal {
    let user: UserId = store.new_id();
    let new = accounts::NewUser {
        id: user,
        site: SiteId::parse("storm").unwrap(),
        employee_id: user.to_string(),
        name: user.to_string(),
        email: None,
        jira_url: String::new(),
        role: Role::User,
        password_hash: String::new(),
        wrapped_key: String::new(),
        avatar: None,
    };
    store.system().write(move |tx| accounts::create(tx, new)).await.unwrap();
    Principal::of_session(user, Role::User, store.new_id())
}

/// Stores jobs; what the log will call them.
async fn enqueue(store: &Store, who: &Principal, count: usize, holds: bool) -> Vec<String> {
    let scope = store.of(who);
    let ids = scope.write(move |tx| {
        (0..count)
            .map(|_| {
                let job = stored::enqueue(tx, NewJob::of(&Storm { holds })?)?;
                Ok::<_, store::StoreError>(format!("job:{}", job.id))
            })
            .collect()
    });
    ids.await.unwrap()
}

/// Every line a person's jobs have written: which job, and which process it was.
async fn ran(store: &Store, user: UserId) -> Vec<(String, String)> {
    let search = Search { prefixes: &["storm"], limit: 1_000_000, ..Search::default() };
    let found = store.system().read(move |tx| audit::everybody(tx, &search, Some(&[user]))).await.unwrap();
    found.into_iter().map(|line| (line.subject.unwrap_or_default(), line.outcome)).collect()
}

async fn unfinished(store: &Store) -> u32 {
    let counts = store.system().read(queue::counts).await.unwrap();
    counts.iter().filter(|count| count.state.is_active()).map(|count| count.jobs).sum()
}

/// Running jobs and who has them.
async fn owners(store: &Store) -> Vec<(JobId, String)> {
    let active = store.system().read(|tx| queue::active(tx, 100)).await.unwrap();
    active
        .into_iter()
        .filter(|job| job.state == JobState::Running)
        .map(|job| (job.id, job.owner.unwrap_or_default()))
        .collect()
}

async fn until(what: &str, so: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while !so().await {
        assert!(began.elapsed() < PATIENCE, "still not so: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
