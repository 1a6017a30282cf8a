//! The wire types of `/api/v1`, described by OpenAPI. Frozen: what is here may gain optional members and nothing
//! else. Everything else in this crate may change; the conversions here keep the two apart, and the compiler asks
//! for a decision here when a new value appears there.

mod commands;
mod drafts;
mod events;
mod failures;
mod jobs;
mod splits;
mod words;

pub use commands::*;
pub use drafts::*;
pub use events::*;
pub use failures::*;
pub use jobs::*;
pub use splits::*;
pub use words::*;

use domain::time::Timestamp;

/// A moment as RFC 3339 in UTC.
pub fn moment(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_rfc_3339_in_utc() {
        assert_eq!(moment(Timestamp::from_millis(1_709_209_800_120)), "2024-02-29T12:30:00.12Z");
        assert_eq!(moment(Timestamp::default()), "1970-01-01T00:00:00Z");
    }
}
