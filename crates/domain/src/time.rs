//! Moments in time, and the clock everything is given.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A moment: milliseconds since 1970-01-01T00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    /// Whole seconds since the epoch, as JWT and HTTP count them.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }
    /// This moment moved forward; saturates.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
    /// This moment moved back; saturates.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
    /// How long ago `earlier` was; zero when it lies in the future.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
    /// Which day it is in UTC, counted from 1970-01-01.
    pub fn day(self) -> i32 {
        i32::try_from(self.0.div_euclid(DAY)).unwrap_or(i32::MAX)
    }
    /// How long the day in UTC still lasts; never zero.
    pub fn rest_of_day(self) -> Duration {
        Duration::from_millis(u64::try_from(DAY - self.0.rem_euclid(DAY)).unwrap_or(0))
    }
    /// The beginning of a day such as `2026-03-01`, UTC; `None` for what is no date of this calendar.
    pub fn of_day(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-');
        let mut number = |digits: usize| -> Option<i64> {
            let part = parts.next().filter(|part| part.len() == digits)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let longest = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        if !(1..=longest).contains(&day) {
            return None;
        }
        // Civil date to days: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = if month > 2 { year } else { year - 1 };
        let era = shifted.div_euclid(400);
        let of_era = shifted.rem_euclid(400);
        let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
        Some(Self(days * DAY))
    }
    /// `2026-03-01T09:30:05Z`, for files that programs read.
    pub fn to_iso(self) -> String {
        let (days, seconds) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY) / 1000);
        // Days to civil date, from the same source.
        let z = days + 719_468;
        let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z")
    }
}

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What time it is. The running product uses the system's clock, tests their own.
pub trait Clock: Send + Sync + 'static {
    /// The current moment.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_back_as_it_was_written() {
        for day in ["1970-01-01", "1969-12-31", "2024-02-29", "2000-02-29", "2026-11-25", "2100-12-31"] {
            assert_eq!(Timestamp::of_day(day).unwrap().to_iso(), format!("{day}T00:00:00Z"));
        }
        let moment = Timestamp::from_millis(1_772_357_405_999);
        assert_eq!(moment.to_iso(), "2026-03-01T09:30:05Z");
        assert_eq!(moment.day(), 20_513);
        assert_eq!(moment.plus(moment.rest_of_day()).to_iso(), "2026-03-02T00:00:00Z");
    }

    #[test]
    fn what_is_no_date_is_no_day() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2026-00-10",
            "26-01-01",
            "2026-1-1",
            "+026-01-01",
            "2026-01-01x",
        ] {
            assert_eq!(Timestamp::of_day(text), None, "{text}");
        }
    }
}
