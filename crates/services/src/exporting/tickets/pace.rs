//! When Jira may be asked next, and when a run gives its place back.

use super::{ExportSiteBuild, Run};
use atlassian::jira::PaceWatch;
use domain::failure::Failure;
use jobs::{Job, Outcome};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// The first wait after a wish to slow down that names no time, and the longest.
const SLOWER: Duration = Duration::from_secs(5);
const SLOWEST: Duration = Duration::from_mins(5);

/// What all calls of a run share.
pub(super) struct Pace {
    /// What Jira's latest answer says.
    watch: Arc<PaceWatch>,
    asked: Mutex<Asked>,
    /// Calls whose answers are not there yet.
    flying: AtomicU32,
}

/// A call whose answer is not there yet.
pub(super) struct Flying<'a>(&'a AtomicU32);

impl Drop for Flying<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// Nothing is sent before the run has taken so long.
    not_before: Duration,
    /// Wishes to slow down in a row that named no time.
    unnamed: u32,
}

impl Pace {
    pub(super) fn new(watch: Arc<PaceWatch>) -> Self {
        Self { watch, asked: Mutex::default(), flying: AtomicU32::new(0) }
    }

    /// A call begins, and is over when what is returned is dropped.
    pub(super) fn fly(&self) -> Flying<'_> {
        self.flying.fetch_add(1, Ordering::Relaxed);
        Flying(&self.flying)
    }

    /// Calls on their way may take all that is left: one more could be one too many.
    fn is_taken(&self) -> bool {
        let flying = self.flying.load(Ordering::Relaxed);
        flying > 0 && self.watch.latest().remaining.is_some_and(|left| left <= flying)
    }

    fn asked(&self) -> std::sync::MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run<'_> {
    /// How long one turn takes: runs are limited, and an export may take longer.
    fn turn(&self) -> Duration {
        let allowed = Duration::from_mins(u64::from(self.env.settings.current().limits.job_minutes));
        allowed.min(ExportSiteBuild::TIME_LIMIT) / 2
    }

    /// Gives the place back; the next turn begins after a while.
    fn later(after: Duration) -> Outcome<()> {
        let failure = Failure::temporary("site_build.next_turn", "The export goes on in a moment.");
        Outcome::Retry { after, failure }
    }

    /// Waits until Jira may be asked again. An outcome when the run has to end: somebody stopped it, or its turn is over.
    pub(super) async fn rest(&self) -> Option<Outcome<()>> {
        loop {
            if self.ctx.cancel().is_cancelled() {
                return Some(self.stopped());
            }
            let (now, until) = (self.ctx.elapsed(), self.pace.asked().not_before);
            let wait = until.saturating_sub(now);
            if now + wait > self.turn() {
                return Some(Self::later(wait));
            }
            if wait.is_zero() && self.pace.is_taken() {
                self.pause(Duration::ZERO).await;
                continue;
            }
            if wait.is_zero() {
                return None;
            }
            if wait >= Duration::from_secs(1) {
                self.say(&format!("Jira asks to slow down; going on in {} s", wait.as_secs())).await;
            }
            self.pause(wait).await;
        }
    }

    /// Nothing is sent for a while.
    pub(super) fn wait_before_next(&self, wait: Duration) {
        let until = self.ctx.elapsed() + wait;
        let mut asked = self.pace.asked();
        asked.not_before = asked.not_before.max(until);
    }

    /// Jira asked to slow down; without a time the wait doubles each time.
    pub(super) fn slow_down(&self, wait: Option<Duration>) {
        let own = {
            let mut asked = self.pace.asked();
            asked.unnamed = if wait.is_none() { asked.unnamed + 1 } else { 0 };
            SLOWER.saturating_mul(2_u32.saturating_pow(asked.unnamed.saturating_sub(1)))
        };
        self.wait_before_next(wait.unwrap_or_else(|| own.min(SLOWEST)));
    }

    /// After a call that went well: what the operator asks for, and until there is room again where Jira says that
    /// there is none.
    pub(super) fn ease(&self) {
        let own = Duration::from_millis(u64::from(self.env.settings.current().export.delay_milliseconds));
        let pace = self.pace.watch.latest();
        let full = pace.remaining == Some(0);
        let refill = pace.refill.map(|refill| refill.every).filter(|_| full);
        let asked = pace.wait().filter(|_| full || pace.near_limit).or(refill).unwrap_or(Duration::ZERO);
        self.pace.asked().unnamed = 0;
        self.wait_before_next(own.max(asked));
    }

    pub(super) async fn pause(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait.max(Duration::from_millis(10))) => {}
            () = self.ctx.cancel().cancelled() => {}
        }
    }
}
