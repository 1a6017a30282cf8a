//! How fast anybody may ask.

use domain::{
    failure::Failure,
    ids::{JobId, UserId},
    principal::Principal,
};
use governor::{DefaultKeyedRateLimiter, Quota};
use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Between two looks at the same job by the same caller; who wants to know sooner follows its events.
const POLL_EVERY: Duration = Duration::from_secs(2);
/// People and jobs remembered before those that have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// The pace of `/api/v1`, per person, whatever they come with. It keeps the process upright; what is costly (asking a
/// model) has limits of its own that hold over restarts.
pub struct ApiPace {
    requests: DefaultKeyedRateLimiter<UserId>,
    polls: Mutex<HashMap<(UserId, JobId), Instant>>,
}

impl ApiPace {
    /// `per_second` in the long run, up to `burst` at once.
    pub fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self { requests: DefaultKeyedRateLimiter::keyed(quota), polls: Mutex::default() }
    }

    /// One more request of a person.
    pub(in crate::http) fn admit(&self, principal: &Principal) -> Result<(), Failure> {
        if self.requests.len() > REMEMBERED {
            self.requests.retain_recent();
        }
        self.requests.check_key(&principal.user()).map_err(|_| {
            Failure::too_many("api.too_fast", "Too many requests in a short time.", 1)
                .with_next("Wait a second between requests, and follow events instead of asking again.")
        })
    }

    /// One more look at a job.
    pub(super) fn poll(&self, principal: &Principal, job: JobId) -> Result<(), Failure> {
        let (key, now) = ((principal.user(), job), Instant::now());
        let mut polls = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
        if polls.len() >= REMEMBERED {
            polls.retain(|_, last| now.duration_since(*last) < POLL_EVERY);
        }
        if let Some(last) = polls.get(&key) {
            let left = POLL_EVERY.saturating_sub(now.duration_since(*last));
            if !left.is_zero() {
                let seconds = u32::try_from(left.as_millis().div_ceil(1_000)).unwrap_or(2);
                return Err(Failure::too_many(
                    "job.polled_too_fast",
                    "The state of a job can be asked every two seconds.",
                    seconds,
                )
                .with_next("Follow its events, or wait as long as Retry-After says."));
            }
        }
        polls.insert(key, now);
        Ok(())
    }
}

impl Default for ApiPace {
    /// 50 per second, 300 at once.
    fn default() -> Self {
        let (per_second, burst) = (NonZeroU32::MIN.saturating_add(49), NonZeroU32::MIN.saturating_add(299));
        Self::new(per_second, burst)
    }
}
