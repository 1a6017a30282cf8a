//! What the operator decides about jobs. It is asked for anew each time, so that an edited configuration counts
//! for the next job.

use crate::job::{Lane, backoff_by};
use std::{fmt, sync::Arc, time::Duration};

/// Trying again after a failure that may pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retries {
    /// Tries after the first one.
    pub most: u32,
    /// Before the first of them.
    pub first_wait: Duration,
    /// Each wait is this many times the one before, at least 1.
    pub factor: f64,
}

impl Retries {
    /// How long to wait after run number `attempt`, spread by what differs between jobs.
    pub fn wait(&self, attempt: i32, spread: u128) -> Duration {
        backoff_by(attempt, self.first_wait, self.factor, spread)
    }
}

/// What the operator decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// The longest run of any job; a kind may allow itself less.
    pub longest_run: Duration,
    /// Jobs of one person and lane at once, everywhere.
    pub per_person: u32,
    /// How upkeep is tried again; other kinds decide for themselves.
    pub upkeep: Retries,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            longest_run: Duration::from_mins(30),
            per_person: 3,
            upkeep: Retries { most: 5, first_wait: Duration::from_secs(5), factor: 2.0 },
        }
    }
}

impl Policy {
    /// Runs in all of a kind that allows itself `own`.
    pub(crate) fn max_attempts(&self, lane: Lane, own: i32) -> i32 {
        match lane {
            Lane::Upkeep => i32::try_from(self.upkeep.most).unwrap_or(i32::MAX).saturating_add(1),
            Lane::Interactive | Lane::Background => own,
        }
    }

    /// How long a run that wants to be tried again after `own` waits.
    pub(crate) fn wait(&self, lane: Lane, attempt: i32, own: Duration, spread: u128) -> Duration {
        match lane {
            Lane::Upkeep => own.max(self.upkeep.wait(attempt, spread)),
            Lane::Interactive | Lane::Background => own,
        }
    }
}

/// Where the policy comes from.
#[derive(Clone)]
pub struct Operator(Arc<dyn Fn() -> Policy + Send + Sync>);

impl Operator {
    /// Asked whenever a job is claimed, run or tried again.
    pub fn new(ask: impl Fn() -> Policy + Send + Sync + 'static) -> Self {
        Self(Arc::new(ask))
    }
    /// What holds now.
    pub fn policy(&self) -> Policy {
        (self.0)()
    }
}

impl Default for Operator {
    fn default() -> Self {
        Self::new(Policy::default)
    }
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.policy(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upkeep_follows_the_operator_and_other_kinds_themselves() {
        let policy = Policy { upkeep: Retries { most: 2, ..Policy::default().upkeep }, ..Policy::default() };
        assert_eq!(policy.max_attempts(Lane::Upkeep, 9), 3);
        assert_eq!(policy.max_attempts(Lane::Background, 9), 9);
        let second = Duration::from_secs(1);
        assert_eq!(policy.wait(Lane::Interactive, 2, second, 7), second);
        let wait = policy.wait(Lane::Upkeep, 2, second, 7);
        assert!(wait >= Duration::from_secs(10) && wait <= Duration::from_millis(12_500), "{wait:?}");
        let longer = Duration::from_mins(5);
        assert_eq!(policy.wait(Lane::Upkeep, 1, longer, 7), longer, "a wish to slow down counts");
    }
}
