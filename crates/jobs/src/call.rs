//! What processes on one database tell each other, so that nobody waits for their next look.

use domain::ids::JobId;
use std::{fmt, str::FromStr};

/// Ids in one call; PostgreSQL takes payloads up to 8,000 bytes.
pub const MOST: usize = 200;

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// A job may be due.
    Due,
    /// Events of these jobs were stored.
    Changed(Vec<JobId>),
    /// Somebody wants this job to stop.
    Stop(JobId),
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Due => f.write_str("due"),
            Self::Changed(jobs) => {
                f.write_str("changed")?;
                jobs.iter().try_for_each(|job| write!(f, " {job}"))
            }
            Self::Stop(job) => write!(f, "stop {job}"),
        }
    }
}

impl FromStr for Call {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const UNKNOWN: &str = "a call of another version";
        let mut words = text.split(' ');
        let name = words.next();
        let jobs = words.map(str::parse).collect::<Result<Vec<JobId>, _>>().map_err(|_| UNKNOWN)?;
        match (name, jobs.as_slice()) {
            (Some("due"), []) => Ok(Self::Due),
            (Some("changed"), _) => Ok(Self::Changed(jobs)),
            (Some("stop"), [job]) => Ok(Self::Stop(*job)),
            _ => Err(UNKNOWN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_heard_as_it_was_made() {
        let (one, other) = (JobId::from_u128(1), JobId::from_u128(2));
        for call in [Call::Due, Call::Changed(vec![one, other]), Call::Stop(one)] {
            assert_eq!(call.to_string().parse(), Ok(call));
        }
        for text in ["", "dues", "stop", "stop x", "due 1"] {
            assert!(text.parse::<Call>().is_err(), "{text}");
        }
        assert!(Call::Changed(vec![one; MOST]).to_string().len() < 8_000);
    }
}
