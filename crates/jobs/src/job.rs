//! What a kind of long work says about itself.

use crate::context::JobContext;
use contract::events::{NumberedEvent, QuestionField};
use domain::failure::Failure;
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, time::Duration};

/// Which queue a job waits in; each has its own number of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Somebody is watching.
    Interactive,
    /// Somebody comes back for it.
    Background,
    /// Nobody waits for it.
    Upkeep,
}

impl Lane {
    /// Every lane, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Interactive, Self::Background, Self::Upkeep];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::Background => "background",
            Self::Upkeep => "upkeep",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.as_str() == text)
    }
}

/// What becomes of a run whose process is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Ends as `interrupted` when part of an answer was already written (a second model call would write
    /// another one), otherwise runs again.
    Interrupt,
    /// Runs again; for work that finds out by itself what was already done.
    Requeue,
}

/// How a run ended.
#[derive(Debug)]
pub enum Outcome<C> {
    /// It ended well; an issue's key when one came out.
    Done(Option<String>),
    /// It needs an answer; the checkpoint goes to the run that has it. The text so far stays.
    Wait {
        /// As the model asked it.
        question: String,
        /// What to fill in; empty means one free text.
        fields: Vec<QuestionField>,
        /// What the next run needs to know.
        checkpoint: C,
    },
    /// Try again later, up to `MAX_ATTEMPTS` runs; after the last one the failure stands.
    Retry {
        /// How long to wait first; see [`backoff`]. Upkeep waits as long as the operator says, or longer.
        after: Duration,
        /// Why.
        failure: Failure,
    },
    /// It failed and will not go on by itself.
    Fail(Failure),
    /// It was cut; a person can continue it. The message says what happened to the work so far.
    Interrupted(String),
    /// The run ended the job itself, in the transaction that wrote its result: see [`JobContext::close`].
    Settled(NumberedEvent),
}

/// A kind of long work. The value itself is the payload: what is stored between enqueueing and running.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Stable name, stored.
    const KIND: &'static str;
    /// Raised when the payload's shape changes; older payloads are refused, not guessed at.
    const VERSION: i32 = 1;
    /// Which queue it waits in.
    const LANE: Lane;
    /// Runs in all, the first included. A job that takes its process down counts too. On the upkeep lane the
    /// operator decides instead.
    const MAX_ATTEMPTS: i32;
    /// How long one run may take; less when the operator says so.
    const TIME_LIMIT: Duration = Duration::from_mins(30);
    /// What becomes of a run whose process is gone, or that a shutdown cuts.
    const ON_LOST: Lost = Lost::Requeue;
    /// How long a stopped run may take to come to an end by itself before it is dropped.
    const STOP_GRACE: Duration = Duration::from_millis(150);
    /// What it works with: services, clients.
    type Env: Clone + Send + Sync + 'static;
    /// What a waiting run leaves for the next one.
    type Checkpoint: Serialize + DeserializeOwned + Send + 'static;

    /// Does the work. May be called again after a crash. When `ctx.cancel()` fires it should return soon;
    /// whatever it then returns except `Done` and `Settled` counts as cancelled.
    fn run(
        self,
        ctx: JobContext,
        env: Self::Env,
        checkpoint: Option<Self::Checkpoint>,
    ) -> impl Future<Output = Outcome<Self::Checkpoint>> + Send;
}

/// How long to wait before run number `attempt` + 1: `base` doubled each time, at most an hour, and up to a
/// quarter longer, so that many jobs which failed together do not come back together. `spread` may be
/// anything that differs between jobs, such as the low bits of their id.
pub fn backoff(attempt: i32, base: Duration, spread: u128) -> Duration {
    backoff_by(attempt, base, 2.0, spread)
}

/// [`backoff`] with another factor than two; one below 1 counts as 1.
pub(crate) fn backoff_by(attempt: i32, base: Duration, factor: f64, spread: u128) -> Duration {
    const LONGEST: Duration = Duration::from_hours(1);
    let times = attempt.saturating_sub(1).clamp(0, 64);
    let wait = (base.as_secs_f64() * factor.max(1.0).powi(times)).min(LONGEST.as_secs_f64());
    let mixed = (spread ^ (spread >> 64)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7;
    let longer = f64::from(u32::try_from(mixed % 1000).unwrap_or(0)) / 4000.0;
    Duration::try_from_secs_f64(wait * (1.0 + longer)).unwrap_or(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_and_is_spread_by_at_most_a_quarter() {
        let base = Duration::from_secs(2);
        for (attempt, least) in [(1, 2), (2, 4), (3, 8), (30, 3600)] {
            let wait = backoff(attempt, base, 0x1234_5678_9abc);
            let least = Duration::from_secs(least);
            assert!(wait >= least && wait <= least.mul_f64(1.25), "{attempt}: {wait:?}");
        }
        assert_ne!(backoff(3, base, 1), backoff(3, base, 2));
    }
}
