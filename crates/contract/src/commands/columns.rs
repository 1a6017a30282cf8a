//! What the columns of a sheet mean, where a person says so.

use domain::ids::{SheetFileId, SiteBuildId};
use serde::{Deserialize, Serialize};

/// Saying what the columns of a table mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapColumns {
    /// The build.
    pub build: SiteBuildId,
    /// The version it was looked at.
    pub version: i32,
    /// The file.
    pub file: SheetFileId,
    /// Which table of the file, from 0.
    pub table: u32,
    /// One for each column, in their order: the key of its meaning, empty for one that is not used.
    #[serde(default)]
    pub meanings: Vec<String>,
    /// One for each column of a custom table, in their order: the key of what its cells name, empty for none.
    #[serde(default)]
    pub references: Vec<String>,
    /// What was said is forgotten; the headers count again.
    #[serde(default)]
    pub as_recognised: bool,
}
