//! What a job remembers of the request that asked for it.

use instruments::TraceParent;
use std::fmt;

/// The id of a request and, when traces are recorded, its place in one. Stored as `id` or `id 00-…`; an id holds no
/// space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The request's id.
    pub request_id: String,
    /// Where the job's span belongs.
    pub parent: Option<TraceParent>,
}

impl Trace {
    /// This request, at the place of the current span.
    pub fn here(request_id: impl Into<String>) -> Self {
        Self { request_id: request_id.into(), parent: TraceParent::current() }
    }

    /// As stored; a place that cannot be read counts as none.
    pub fn parse(stored: &str) -> Self {
        let (request_id, parent) = stored.split_once(' ').unwrap_or((stored, ""));
        Self { request_id: request_id.to_owned(), parent: parent.parse().ok() }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.request_id)?;
        self.parent.as_ref().map_or(Ok(()), |parent| write!(f, " {parent}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_reads_back_with_and_without_a_place() {
        for stored in ["r-1", "r-1 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"] {
            let trace = Trace::parse(stored);
            assert_eq!((trace.request_id.as_str(), trace.to_string().as_str()), ("r-1", stored));
        }
        assert_eq!(Trace::parse("r-1 garbage").parent, None);
    }
}
