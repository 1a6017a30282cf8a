//! Clocks that tests move.

use domain::time::{Clock, Timestamp};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

fn millis(by: Duration) -> i64 {
    i64::try_from(by.as_millis()).unwrap_or(i64::MAX)
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Starts at 2026-01-05T09:00:00Z, a Monday.
    pub const fn new() -> Self {
        Self(AtomicI64::new(1_767_603_600_000))
    }
    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(millis(by), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A clock that goes on by itself, for tests with real sockets, and can be moved ahead.
#[derive(Debug)]
pub struct MovableClock {
    began_at: i64,
    began: Instant,
    ahead: AtomicI64,
}

impl MovableClock {
    /// Starts with the system's time, which simulated servers use.
    #[expect(clippy::disallowed_methods, reason = "the tests' one place that asks the operating system")]
    pub fn new() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { began_at: millis(since), began: Instant::now(), ahead: AtomicI64::new(0) }
    }
    /// Moves it ahead.
    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(millis(by), Ordering::SeqCst);
    }
}

impl Default for MovableClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let ahead = self.ahead.load(Ordering::SeqCst);
        Timestamp::from_millis(self.began_at + millis(self.began.elapsed()) + ahead)
    }
}
