//! How fast Jira may be asked, as its answers tell. Sources: Jira DC 10.3, "Improving instance stability with rate
//! limiting"; Jira Cloud, "Rate limiting".

use outbound::{HeaderMap, retry_after};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// Longest reason that is kept, in characters.
const REASON: usize = 100;

/// What one answer said about rate limits; nothing in most answers. Data Center says how full the person's bucket is
/// where its administrator limits rates; Cloud says little before a limit is near.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pace {
    /// How many requests can be saved up (`X-RateLimit-Limit`).
    pub limit: Option<u32>,
    /// How many are left (`X-RateLimit-Remaining`). Other programs of the same person use them, too.
    pub remaining: Option<u32>,
    /// How the bucket fills (`X-RateLimit-FillRate`, `X-RateLimit-Interval-Seconds`); Data Center only.
    pub refill: Option<Refill>,
    /// How long to wait before the next request (`Retry-After`). Data Center says zero while there are requests left.
    pub retry_after: Option<Duration>,
    /// How long until the limits begin anew (`X-RateLimit-Reset`); Cloud only, and no wish to wait by itself.
    pub resets_in: Option<Duration>,
    /// Less than a fifth of a limit is left (`X-RateLimit-NearLimit`); Cloud only.
    pub near_limit: bool,
    /// Which limit was reached (`RateLimit-Reason`), such as `jira-burst-based`; Cloud only.
    pub reason: Option<String>,
}

/// So many requests more, every so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refill {
    /// How many; at least one.
    pub requests: u32,
    /// How often; at least every second.
    pub every: Duration,
}

impl Pace {
    /// Reads an answer's headers. `at` is when it was given, to measure dates against; without it they are not understood.
    pub fn of(headers: &HeaderMap, at: Option<SystemTime>) -> Self {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let number = |name: &str| text(name)?.parse::<u32>().ok();
        let refill = || {
            let requests = number("x-ratelimit-fillrate").filter(|requests| *requests > 0)?;
            let seconds = number("x-ratelimit-interval-seconds").filter(|seconds| *seconds > 0)?;
            Some(Refill { requests, every: Duration::from_secs(seconds.into()) })
        };
        let resets_in = || {
            let reset = moment(text("x-ratelimit-reset")?)?;
            Some(reset.duration_since(at?).unwrap_or_default())
        };
        Self {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            refill: refill(),
            retry_after: retry_after(headers, at),
            resets_in: resets_in(),
            near_limit: text("x-ratelimit-nearlimit").is_some_and(|near| near.eq_ignore_ascii_case("true")),
            reason: text("ratelimit-reason").map(|reason| reason.chars().take(REASON).collect()),
        }
    }

    /// How long to wait when the answer was a refusal: what it asks for, else until the limits begin anew.
    pub fn wait(&self) -> Option<Duration> {
        self.retry_after.or(self.resets_in)
    }
}

/// An ISO 8601 moment. Cloud may leave out the seconds (`2026-11-21T09:49Z`) and means some moment of that minute; its end
/// is taken, because asking too early makes Jira ask for more patience.
fn moment(text: &str) -> Option<SystemTime> {
    let at: jiff::Timestamp = text.parse().ok()?;
    let (_, time) = text.split_once(['T', 't', ' '])?;
    let clock = time.split(['Z', 'z', '+', '-']).next().unwrap_or_default();
    let minute = Duration::from_secs(if clock.matches(':').count() < 2 { 60 } else { 0 });
    SystemTime::from(at).checked_add(minute)
}

/// Hears what the answers to one [`Jira`](super::Jira) and its clones say about rate limits. Cloud limits each kind of
/// request for itself, so give those that matter (creates) a watch of their own.
#[derive(Debug, Default)]
pub struct PaceWatch(Mutex<Pace>);

impl PaceWatch {
    /// A watch that has heard nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the latest answer said, whatever its status; empty when it said nothing. A wish to wait is in the error of
    /// its call as well, where no later answer takes its place.
    pub fn latest(&self) -> Pace {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn hear(&self, pace: Pace) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = pace;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    /// 2026-11-21T09:49:40Z
    fn at() -> Option<SystemTime> {
        "2026-11-21T09:49:40Z".parse::<jiff::Timestamp>().ok().map(SystemTime::from)
    }

    fn seconds(seconds: u64) -> Option<Duration> {
        Duration::from_secs(seconds).into()
    }

    #[test]
    fn data_center_tells_how_full_the_bucket_is() {
        let said = headers(&[
            ("x-ratelimit-limit", "15"),
            ("X-RateLimit-Remaining", "14"),
            ("X-RateLimit-FillRate", "5"),
            ("X-RateLimit-Interval-Seconds", "60"),
            ("retry-after", "0"),
        ]);
        let pace = Pace::of(&said, None);
        assert_eq!((pace.limit, pace.remaining, pace.wait()), (Some(15), Some(14), seconds(0)));
        assert_eq!(pace.refill, Some(Refill { requests: 5, every: Duration::from_mins(1) }));
        assert!(!pace.near_limit);
    }

    #[test]
    fn cloud_tells_that_a_limit_is_near_and_which_one_was_reached() {
        let near = Pace::of(&headers(&[("X-RateLimit-NearLimit", "true")]), at());
        assert_eq!(near, Pace { near_limit: true, ..Pace::default() });
        let reached = Pace::of(
            &headers(&[
                ("Retry-After", "5"),
                ("X-RateLimit-Reset", "2026-11-21T10:00:00Z"),
                ("X-RateLimit-NearLimit", "false"),
                ("RateLimit-Reason", "jira-burst-based"),
            ]),
            at(),
        );
        assert_eq!(
            (reached.wait(), reached.resets_in, reached.near_limit),
            (seconds(5), seconds(620), false)
        );
        assert_eq!(reached.reason.as_deref(), Some("jira-burst-based"));
    }

    #[test]
    fn a_moment_is_measured_against_the_answers_time_and_never_comes_early() {
        for (header, value, expected) in [
            ("retry-after", "Sat, 21 Nov 2026 09:50:10 GMT", seconds(30)),
            ("retry-after", "Sat, 21 Nov 2026 09:00:00 GMT", seconds(0)),
            ("x-ratelimit-reset", "2026-11-21T09:50:10Z", seconds(30)),
            ("x-ratelimit-reset", "2026-11-21T09:50:10.000+0000", seconds(30)),
            ("x-ratelimit-reset", "2026-11-21T10:50:10+01:00", seconds(30)),
            ("x-ratelimit-reset", "2026-11-21T09:00:00Z", seconds(0)),
            ("x-ratelimit-reset", "2026-11-21T09:49Z", seconds(20)),
            ("x-ratelimit-reset", "2026-11-21T10:50+01:00", seconds(80)),
            ("x-ratelimit-reset", "soon", None),
            ("x-ratelimit-reset", "1711843260", None),
        ] {
            assert_eq!(Pace::of(&headers(&[(header, value)]), at()).wait(), expected, "{header}: {value}");
            if value.len() > 12 {
                assert_eq!(Pace::of(&headers(&[(header, value)]), None).wait(), None, "{value}");
            }
        }
    }

    #[test]
    fn nonsense_says_nothing() {
        let nonsense = headers(&[
            ("x-ratelimit-limit", "many"),
            ("x-ratelimit-remaining", "-1"),
            ("x-ratelimit-fillrate", "0"),
            ("x-ratelimit-interval-seconds", "0"),
            ("x-ratelimit-nearlimit", "perhaps"),
            ("retry-after", "later"),
        ]);
        assert_eq!(Pace::of(&nonsense, at()), Pace::default());
        let long = Pace::of(&headers(&[("ratelimit-reason", "x".repeat(5_000).as_str())]), at());
        assert_eq!(long.reason.map(|reason| reason.len()), Some(REASON));
    }

    #[test]
    fn the_latest_answer_is_told() {
        let watch = PaceWatch::new();
        assert_eq!(watch.latest(), Pace::default());
        watch.hear(Pace { remaining: Some(3), ..Pace::default() });
        assert_eq!(watch.latest().remaining, Some(3));
        watch.hear(Pace::default());
        assert_eq!(watch.latest(), Pace::default());
    }
}
