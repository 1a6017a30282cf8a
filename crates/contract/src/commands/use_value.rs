//! Choosing a value where a finding offers several.

use domain::ids::SiteBuildId;
use serde::{Deserialize, Serialize};

/// Writing one of the values that a finding offers into its cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseValue {
    /// The build.
    pub build: SiteBuildId,
    /// The version it was looked at.
    pub version: i32,
    /// The finding's number.
    pub number: u32,
    /// The value, as it was offered.
    pub value: String,
}
