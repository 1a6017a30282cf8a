//! What went wrong, kept over retries.

use domain::{failure::Failure, ids::DraftId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// The same thing going wrong, once or several times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureGroup {
    /// The draft it is about.
    pub draft: Option<DraftId>,
    /// As it was the last time.
    pub failure: Failure,
    /// How often it happened.
    pub times: u32,
    /// The first time.
    pub first_at: Timestamp,
    /// The last time.
    pub last_at: Timestamp,
    /// When the work went well after all.
    pub resolved_at: Option<Timestamp>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailuresView {
    /// The latest first.
    pub groups: Vec<FailureGroup>,
    /// When this was read, for relative times.
    pub now: Timestamp,
}
