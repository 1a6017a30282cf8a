//! How long a server asks to wait.

use http::{HeaderMap, HeaderName, header};
use std::time::{Duration, SystemTime};

/// Reads `Retry-After`: seconds, or an HTTP date measured against the answer's own `Date` header, else against
/// `now`. A date in the past gives zero; anything unreadable gives `None`.
pub fn retry_after(headers: &HeaderMap, now: Option<SystemTime>) -> Option<Duration> {
    let value = text(headers, header::RETRY_AFTER)?;
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    Some(at.duration_since(answered_at(headers, now)?).unwrap_or_default())
}

/// When the server says that it answered, else `now`.
pub(crate) fn answered_at(headers: &HeaderMap, now: Option<SystemTime>) -> Option<SystemTime> {
    text(headers, header::DATE).and_then(|date| httpdate::parse_http_date(date).ok()).or(now)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn seconds_and_dates_are_understood() {
        use header::{DATE, RETRY_AFTER};
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let later = "Sun, 06 Nov 1994 08:50:07 GMT";
        let now = httpdate::parse_http_date(date).unwrap();
        let cases = [
            (headers(&[(RETRY_AFTER, "30")]), None, Some(30)),
            (headers(&[(RETRY_AFTER, later), (DATE, date)]), None, Some(30)),
            (headers(&[(RETRY_AFTER, later)]), Some(now), Some(30)),
            (headers(&[(RETRY_AFTER, date), (DATE, later)]), None, Some(0)),
            (headers(&[(RETRY_AFTER, later)]), None, None),
            (headers(&[(RETRY_AFTER, "-1")]), Some(now), None),
            (headers(&[(RETRY_AFTER, "soon")]), Some(now), None),
            (headers(&[]), Some(now), None),
        ];
        for (headers, now, expected) in cases {
            assert_eq!(retry_after(&headers, now), expected.map(Duration::from_secs), "{headers:?}");
        }
    }
}
