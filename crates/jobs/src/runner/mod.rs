//! Running jobs: claiming, signs of life, batches of tokens, jobs of processes that are gone.

mod one_run;
mod report;
mod rounds;

use crate::{
    call::Call,
    context::Run,
    hub::EventHub,
    job::Lane,
    policy::Operator,
    registry::Registry,
    storage::{ClaimedJob, EnqueuedJob, JobStorage, Owner, StorageError},
};
use domain::{ids::JobId, time::Clock};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How many jobs run at once, and how often what is looked at.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Interactive jobs at once in this process.
    pub interactive: usize,
    /// Background jobs at once in this process.
    pub background: usize,
    /// Upkeep jobs at once in this process.
    pub upkeep: usize,
    /// What the operator decides.
    pub operator: Operator,
    /// How often due jobs are looked for; a job enqueued here starts at once.
    pub poll: Duration,
    /// How often a run gives a sign of life.
    pub beat: Duration,
    /// For how long a run may show none before it counts as lost, by this process's own monotonic clock.
    pub stale: Duration,
    /// How long tokens wait for others to share their commit.
    pub flush: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            interactive: 64,
            background: 4,
            upkeep: 2,
            operator: Operator::default(),
            poll: Duration::from_secs(1),
            beat: Duration::from_secs(5),
            stale: Duration::from_secs(15),
            flush: Duration::from_millis(25),
        }
    }
}

impl Limits {
    const fn of(&self, lane: Lane) -> usize {
        match lane {
            Lane::Interactive => self.interactive,
            Lane::Background => self.background,
            Lane::Upkeep => self.upkeep,
        }
    }
}

/// Whether running jobs of other owners may still have somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Predecessors {
    /// Certainly not: this process holds the instance lock. They are freed at once.
    Gone,
    /// Perhaps: they are freed when they show no sign of life for long enough.
    MayLive,
}

/// Runs jobs. Cheap to clone.
#[derive(Clone)]
pub struct Runner {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    storage: Arc<dyn JobStorage>,
    hub: EventHub,
    registry: Registry,
    clock: Arc<dyn Clock>,
    limits: Limits,
    owner: Owner,
    runs: Mutex<HashMap<JobId, (Lane, Arc<Run>)>>,
    /// Something may be due.
    wanted: Notify,
    /// Tokens wait to be stored.
    flush_wanted: Arc<Notify>,
    /// Jobs are run here; otherwise they are only enqueued, stopped and followed.
    working: AtomicBool,
    /// No new runs.
    stopping: CancellationToken,
    /// Runs that are still there are cut.
    cutting: CancellationToken,
    /// The rounds end.
    over: CancellationToken,
    running: TaskTracker,
    rounds: TaskTracker,
}

impl Runner {
    /// A runner that does nothing until it is started.
    pub fn new(
        storage: Arc<dyn JobStorage>,
        hub: EventHub,
        registry: Registry,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> Self {
        // Unique per process on a machine. Two of the same name on two machines would do no harm: leases are
        // told apart by their fence, and only a process that is alone frees others' by name.
        let owner = Owner::new(format!("{}-{}", std::process::id(), clock.now().as_millis()));
        Self {
            inner: Arc::new(Inner {
                storage,
                hub,
                registry,
                clock,
                limits,
                owner,
                runs: Mutex::default(),
                wanted: Notify::new(),
                flush_wanted: Arc::default(),
                working: AtomicBool::new(false),
                stopping: CancellationToken::new(),
                cutting: CancellationToken::new(),
                over: CancellationToken::new(),
                running: TaskTracker::new(),
                rounds: TaskTracker::new(),
            }),
        }
    }

    /// Frees the jobs of predecessors that are gone, then begins to run jobs. A runner that is never started
    /// leaves them to other processes.
    pub async fn start(&self, predecessors: Predecessors) -> Result<(), StorageError> {
        if predecessors == Predecessors::Gone {
            self.inner.free_predecessors().await?;
        }
        self.inner.working.store(true, Ordering::SeqCst);
        self.inner.start_rounds();
        Ok(())
    }

    /// The owner to store a job as already claimed by, when there is room for one more of this lane here;
    /// give it to [`crate::NewJob::claimed_by`]. `None` leaves the job to the queue.
    pub fn place(&self, lane: Lane) -> Option<Owner> {
        let open = self.inner.working.load(Ordering::SeqCst) && !self.inner.stopping.is_cancelled();
        (open && self.inner.has_room(lane)).then(|| self.inner.owner.clone())
    }

    /// Jobs of one person and lane at once; give it to [`crate::NewJob::at_most`].
    pub fn per_person(&self) -> u32 {
        self.inner.limits.operator.policy().per_person
    }

    /// Call after the transaction that enqueued: runs a job stored as already claimed at once, and looks for
    /// others that are due.
    pub fn run_claimed(&self, enqueued: EnqueuedJob) {
        match enqueued.claimed {
            Some(claimed) if !self.inner.stopping.is_cancelled() => self.inner.begin(*claimed),
            // While shutting down: its lease is freed by the next start, or when it goes stale.
            _ => self.wake(),
        }
    }

    /// Looks for due jobs now, after something was enqueued or answered.
    pub fn wake(&self) {
        self.inner.wanted.notify_one();
    }

    /// Wakes a job's run, when it runs here, and those who follow it; the wish to stop has been stored. A run
    /// in another process learns of it with its next batch of tokens or beat.
    pub fn cancel(&self, job: JobId) {
        if let Some((_, run)) = self.inner.runs().get(&job) {
            run.cancel.cancel();
        }
        self.inner.hub.reread(job);
    }

    /// Heeds a call of another process, or of this one.
    pub fn heed(&self, call: &Call) {
        match call {
            Call::Due => self.wake(),
            Call::Changed(jobs) => jobs.iter().for_each(|job| self.inner.hub.reread_elsewhere(*job)),
            Call::Stop(job) => self.cancel(*job),
        }
    }

    /// Whether jobs are run here.
    pub fn is_working(&self) -> bool {
        self.inner.working.load(Ordering::SeqCst)
    }

    /// How many jobs run here.
    pub fn running(&self) -> usize {
        self.inner.runs().len()
    }

    /// The hub its events go through.
    pub fn hub(&self) -> &EventHub {
        &self.inner.hub
    }

    /// Takes no new jobs, gives the running ones `drain` to end, then cuts them: a model's answer that was
    /// begun ends as `interrupted`, everything else goes on after the next start.
    pub async fn shutdown(&self, drain: Duration) {
        self.inner.stopping.cancel();
        self.inner.running.close();
        if tokio::time::timeout(drain, self.inner.running.wait()).await.is_err() {
            self.inner.cutting.cancel();
            if tokio::time::timeout(Duration::from_secs(10), self.inner.running.wait()).await.is_err() {
                tracing::warn!(
                    runs = self.running(),
                    "runs that could not be put away are left to the next start"
                );
            }
        }
        self.inner.over.cancel();
        self.inner.rounds.close();
        self.inner.rounds.wait().await;
    }
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Runner({}, {} running)", self.inner.owner.as_str(), self.running())
    }
}

impl Inner {
    fn runs(&self) -> MutexGuard<'_, HashMap<JobId, (Lane, Arc<Run>)>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_room(&self, lane: Lane) -> bool {
        self.runs().values().filter(|(other, _)| *other == lane).count() < self.limits.of(lane)
    }

    /// Begins a run of a job this process has claimed.
    fn begin(self: &Arc<Self>, claimed: ClaimedJob) {
        let run = Arc::new(Run::new(
            &claimed,
            Arc::clone(&self.storage),
            self.hub.clone(),
            Arc::clone(&self.flush_wanted),
        ));
        self.hub.open(claimed.lease.job);
        self.runs().insert(claimed.lease.job, (claimed.lane, Arc::clone(&run)));
        let inner = Arc::clone(self);
        self.running.spawn(async move { inner.run(claimed, run).await });
    }
}
