//! Rate limits as Data Center has them where an administrator switched them on: everybody has a bucket of requests that
//! fills by and by. Cloud answers by the same buckets, but says less.

use std::collections::HashMap;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::Service;

/// How fast Jira may be asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rate {
    /// Requests that a full bucket has.
    limit: u32,
    /// Requests that come in an interval.
    fill: u32,
    /// The interval's length.
    seconds: u32,
}

/// The limit and everybody's buckets.
#[derive(Debug)]
pub(crate) struct Buckets {
    pub(crate) rate: Rate,
    buckets: HashMap<String, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    left: u32,
    /// When it was last filled.
    filled: Instant,
}

/// What one request did to its bucket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    rate: Rate,
    left: u32,
    /// Until it is filled again.
    wait: Duration,
    pub(crate) refused: bool,
}

impl Buckets {
    /// An error when nothing could ever be asked.
    pub(crate) fn new(rate: Rate) -> Result<Self, String> {
        if rate.limit == 0 || rate.fill == 0 || rate.seconds == 0 {
            return Err("limit, fill and seconds are at least 1".to_owned());
        }
        Ok(Self { rate, buckets: HashMap::new() })
    }

    pub(super) fn draw(&mut self, who: &str, now: Instant) -> Drawn {
        let rate = self.rate;
        let bucket = self.buckets.entry(who.to_owned()).or_insert(Bucket { left: rate.limit, filled: now });
        let interval = Duration::from_secs(rate.seconds.into());
        while now.duration_since(bucket.filled) >= interval {
            bucket.filled += interval;
            bucket.left = bucket.left.saturating_add(rate.fill).min(rate.limit);
        }
        let refused = bucket.left == 0;
        bucket.left = bucket.left.saturating_sub(1);
        let wait = interval.saturating_sub(now.duration_since(bucket.filled));
        Drawn { rate, left: bucket.left, wait, refused }
    }
}

impl Drawn {
    /// The headers of an answer.
    pub(super) fn tell(self, service: Service, headers: &mut HeaderMap) {
        let wait = if self.left > 0 { 0 } else { self.wait.as_secs() + 1 };
        let mut put = |name: &'static str, number: u64| headers.insert(name, HeaderValue::from(number));
        if service == Service::Jira {
            put("x-ratelimit-limit", self.rate.limit.into());
            put("x-ratelimit-remaining", self.left.into());
            put("x-ratelimit-fillrate", self.rate.fill.into());
            put("x-ratelimit-interval-seconds", self.rate.seconds.into());
            put("retry-after", wait);
        } else if self.refused {
            put("retry-after", wait);
            headers.insert("ratelimit-reason", HeaderValue::from_static("jira-burst-based"));
        } else if self.left < self.rate.limit.div_ceil(5) {
            headers.insert("x-ratelimit-nearlimit", HeaderValue::from_static("true"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_for_each_person() {
        let mut buckets = Buckets::new(Rate { limit: 3, fill: 2, seconds: 10 }).unwrap();
        let start = Instant::now();
        let mut left = |who: &str, seconds| {
            let drawn = buckets.draw(who, start + Duration::from_secs(seconds));
            (!drawn.refused).then_some(drawn.left)
        };
        let seen: Vec<_> =
            [0, 1, 2, 3, 9, 10, 11, 12].into_iter().map(|second| left("ada", second)).collect();
        assert_eq!(seen, [Some(2), Some(1), Some(0), None, None, Some(1), Some(0), None]);
        assert_eq!(left("grace", 12), Some(2));
        assert_eq!(left("ada", 1_000), Some(2), "and is never more than full");
    }
}
