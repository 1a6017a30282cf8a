//! Every request has an id that people can quote and that is passed on to Jira, MCP and the model.

use domain::time::Clock;
use secrets::Randomness;
use std::{fmt, sync::Arc};

/// A request's id: the caller's own, or a UUID of version 7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The caller's id, when it is 8 to 64 characters of `A-Z a-z 0-9 . _ -`: it goes into logs and headers.
    pub fn accept(text: &str) -> Option<Self> {
        let fits = (8..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        fits.then(|| Self(text.into()))
    }

    /// A new one.
    pub fn make(clock: &dyn Clock, randomness: &dyn Randomness) -> Self {
        let mut random = [0_u8; 10];
        randomness.fill(&mut random);
        let millis = u64::try_from(clock.now().as_millis()).unwrap_or(0);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
        Self(id.to_string().into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_that_are_safe_in_a_log_line_are_accepted() {
        let long = "a".repeat(65);
        for text in ["", "short", "with space", "line\nbreak", "quote\"quote", "umläute-umläute", &long] {
            assert!(RequestId::accept(text).is_none(), "{text}");
        }
        assert!(RequestId::accept("0192.3f00_1234-ABC").is_some());
    }
}
