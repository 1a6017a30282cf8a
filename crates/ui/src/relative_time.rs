use leptos::prelude::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago `then` was, in words. Both are milliseconds since 1970 UTC.
pub fn relative(then: i64, now: i64) -> String {
    let ago = now.saturating_sub(then);
    let count = |n: i64, unit: &str| format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" });
    match ago {
        ..MINUTE => "now".to_owned(),
        MINUTE..HOUR => format!("{} min ago", ago / MINUTE),
        HOUR..DAY => count(ago / HOUR, "hour"),
        _ if ago < 2 * DAY => "yesterday".to_owned(),
        _ if ago < 30 * DAY => count(ago / DAY, "day"),
        _ => exact(then).chars().take(10).collect(),
    }
}

/// `2026-03-01 09:30 UTC`, from milliseconds since 1970 UTC.
pub fn exact(millis: i64) -> String {
    let days = millis.div_euclid(DAY);
    let minutes = millis.rem_euclid(DAY) / MINUTE;
    // Days to civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// A moment, relative to when the page was made; its title is the exact time.
#[component]
pub fn RelativeTime(
    /// The moment, in milliseconds since 1970 UTC.
    at: i64,
    /// Now, the same.
    now: i64,
) -> impl IntoView {
    let exact = exact(at);
    let machine = exact.replacen(' ', "T", 1).replace(" UTC", "Z");
    view! {
        <time datetime=machine title=exact class="whitespace-nowrap tabular-nums">
            {relative(at, now)}
        </time>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_like_a_person_says_them() {
        let now = 10 * DAY;
        assert_eq!(relative(now - 30_000, now), "now");
        assert_eq!(relative(now + 5_000, now), "now");
        assert_eq!(relative(now - 12 * MINUTE, now), "12 min ago");
        assert_eq!(relative(now - HOUR, now), "1 hour ago");
        assert_eq!(relative(now - 25 * HOUR, now), "yesterday");
        assert_eq!(relative(now - 3 * DAY, now), "3 days ago");
        assert_eq!(relative(0, 40 * DAY), "1970-01-01");
    }

    #[test]
    fn exact_times_are_civil_dates() {
        assert_eq!(exact(0), "1970-01-01 00:00 UTC");
        assert_eq!(exact(1_709_209_800_000), "2024-02-29 12:30 UTC");
        assert_eq!(exact(1_772_323_199_000), "2026-02-28 23:59 UTC");
    }
}
