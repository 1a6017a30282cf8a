//! Site builds.

use domain::ids::{SheetFileId, SiteBuildId};
use serde::{Deserialize, Serialize};

/// Beginning a build, or saying something else about one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeSiteBuild {
    /// The one to change; a new one when `None`.
    #[serde(default)]
    pub id: Option<SiteBuildId>,
    /// Its name; 1 to 255 characters.
    pub name: String,
    /// What the site is about, up to 4,000 characters.
    #[serde(default)]
    pub description: String,
}

/// Looking for findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct FindingsFilter {
    /// `error`, `warning`, `notice`, `fixable`, or empty.
    #[serde(default)]
    pub severity: String,
    /// A table's name, or empty.
    #[serde(default)]
    pub sheet: String,
    /// Page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// Saying what type a table is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChooseSheetKind {
    /// The build.
    pub build: SiteBuildId,
    /// The version it was looked at.
    pub version: i32,
    /// The file.
    pub file: SheetFileId,
    /// Which table of the file, from 0.
    pub table: u32,
    /// The type; as it was detected when empty.
    #[serde(default)]
    pub kind: String,
}

/// Leaving a row out, or taking it back in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcludeRow {
    /// The build.
    pub build: SiteBuildId,
    /// The version it was looked at.
    pub version: i32,
    /// The file.
    pub file: SheetFileId,
    /// Which table of the file, from 0.
    pub table: u32,
    /// Which row below the header, from 0.
    pub row: u32,
    /// Why it is left out; 1 to 200 characters.
    #[serde(default)]
    pub reason: String,
    /// It is taken back in.
    #[serde(default)]
    pub back: bool,
}

/// Putting right what is certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixFindings {
    /// The build.
    pub build: SiteBuildId,
    /// The version it was looked at.
    pub version: i32,
    /// The finding's number; all that can be fixed when `None`.
    #[serde(default)]
    pub number: Option<u32>,
}

/// An uploaded sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSheet {
    /// What its file is called; empty for what was pasted.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What file to make of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WantedFile {
    /// The findings: `csv`, `json` or `txt`.
    Findings(String),
    /// One sheet as it is now.
    Sheet(SheetFileId),
    /// The planned tickets: `csv` for Jira's import, with the number of the file from 1, `md`, `json`, or `feature`, all of
    /// them or the one with this number in the order of the plan, from 1.
    Plan(String, Option<u32>),
}
