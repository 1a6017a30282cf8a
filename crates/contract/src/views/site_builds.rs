//! Site builds: a specification's sheets, what is wrong with them, and the tickets they become.

use domain::{
    failure::Severity,
    ids::{SheetFileId, SiteBuildId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A person's builds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteBuildsView {
    /// The latest change first.
    pub builds: Vec<SiteBuildRow>,
    /// The one whose deletion can be taken back.
    pub deleted: Option<SiteBuildRow>,
    /// For relative times.
    pub now: Timestamp,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteBuildRow {
    /// The build.
    pub id: SiteBuildId,
    /// Its name.
    pub name: String,
    /// How many sheets it has.
    pub files: u32,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it is cleared away unless somebody changes it; never once issues of it are in Jira.
    pub expires_at: Option<Timestamp>,
}

/// How many findings there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCounts {
    /// They stand in the way.
    pub errors: u32,
    /// Somebody should look.
    pub warnings: u32,
    /// Worth knowing.
    pub notices: u32,
    /// How many of all can be put right without asking.
    pub fixable: u32,
}

impl FindingCounts {
    /// All of them.
    pub const fn all(&self) -> u32 {
        self.errors + self.warnings + self.notices
    }
}

/// A build: what every page of it shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteBuildView {
    /// The build.
    pub id: SiteBuildId,
    /// Its name.
    pub name: String,
    /// What the site is about.
    pub description: String,
    /// Counts changes.
    pub version: i32,
    /// One ticket per row, instead of what belongs together.
    pub per_row: bool,
    /// Its sheets, in the order in which they came.
    pub files: Vec<SheetFileView>,
    /// What is wrong with them.
    pub counts: FindingCounts,
    /// Rows that will be built.
    pub to_build: u32,
    /// Rows that will be taken away.
    pub to_remove: u32,
    /// Rows that are left out, each with a reason.
    pub left_out: u32,
    /// How many tickets they become.
    pub tickets: u32,
    /// How many waves there are.
    pub waves: u32,
    /// All estimates together, in hours.
    pub hours: f32,
    /// `Ready to generate 23 tickets from 5 CSV files`, when nothing stands in the way.
    pub readiness: Option<String>,
    /// Its tickets were made, to be reviewed.
    pub made: bool,
    /// When it is cleared away unless somebody changes it; never once issues of it are in Jira.
    pub expires_at: Option<Timestamp>,
    /// For relative times.
    pub now: Timestamp,
}

/// One uploaded sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetFileView {
    /// The file.
    pub id: SheetFileId,
    /// Its name.
    pub name: String,
    /// How large it is.
    pub bytes: u32,
    /// Why it cannot be used, and what to do about it.
    pub problem: Option<(String, String)>,
    /// Its tables; most files have one.
    pub tables: Vec<SheetTableView>,
}

/// One table of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetTableView {
    /// Which one of its file, from 0.
    pub table: u32,
    /// What it is called.
    pub name: String,
    /// Rows below its header, without blank ones.
    pub rows: u32,
    /// Its type, as a form sends it; none when a person has to say.
    pub kind: Option<String>,
    /// The person said so.
    pub chosen: bool,
    /// The person said what some of its columns mean.
    pub mapped: bool,
    /// It only counts what the others hold, and is left out.
    pub overview: bool,
    /// How sure the type is, in percent.
    pub score: Option<u8>,
    /// What speaks for the type; what makes it unclear.
    pub reasons: Vec<String>,
}

/// A type that a table can be said to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetKind {
    /// As a form sends it.
    pub key: String,
    /// As people read it.
    pub label: String,
}

/// The page with the sheets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetsView {
    /// The build.
    pub build: SiteBuildView,
    /// Every type there is.
    pub kinds: Vec<SheetKind>,
}

/// One page of what is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingsView {
    /// The build.
    pub build: SiteBuildView,
    /// In the order of files, rows and columns.
    pub findings: Vec<FindingView>,
    /// How many fit the filter.
    pub total: u32,
    /// Page, from 0.
    pub page: u32,
    /// Whether another one follows.
    pub more: bool,
    /// The names of all tables, to filter by.
    pub sheets: Vec<String>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingView {
    /// Its number among all findings of this version.
    pub number: u32,
    /// Stable, for programs.
    pub code: String,
    /// Whether it stands in the way.
    pub severity: Severity,
    /// The table's name.
    pub file: String,
    /// As a spreadsheet counts.
    pub row: Option<u32>,
    /// The column's title.
    pub column: Option<String>,
    /// What the cell says, shortened.
    pub value: String,
    /// What is wrong, and why it matters.
    pub message: String,
    /// What to do.
    pub suggestion: String,
    /// What a fix would do, where that is certain.
    pub fix: Option<String>,
    /// Values of which one can be chosen, where none is certain.
    pub values: Vec<String>,
    /// The row it is about, where that can be left out.
    pub place: Option<SheetPlace>,
}

/// A row of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPlace {
    /// The file.
    pub file: SheetFileId,
    /// Which table of the file, from 0.
    pub table: u32,
    /// Which row below the header, from 0.
    pub row: u32,
}

/// Rows of a table around one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetRowsView {
    /// The build.
    pub build: SiteBuildView,
    /// What the table is called.
    pub name: String,
    /// The file.
    pub file: SheetFileId,
    /// Which table of the file, from 0.
    pub table: u32,
    /// Column titles.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<SheetRowView>,
    /// The row that was asked for, below the header, from 0.
    pub around: u32,
    /// How many rows the table has.
    pub total: u32,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetRowView {
    /// Below the header, from 0.
    pub row: u32,
    /// As a spreadsheet counts.
    pub number: u32,
    /// Its cells, shortened.
    pub cells: Vec<String>,
    /// Why it is left out; empty when it is not.
    pub left_out: String,
    /// The person left it out, and can take it back in.
    pub excluded: bool,
    /// What is wrong with it: column, and what. A column beyond the cells is about the whole row.
    pub findings: Vec<(u32, String)>,
}

/// The tickets that the sheets become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SitePlanView {
    /// The build.
    pub build: SiteBuildView,
    /// One page of them, by group, then by order.
    pub tickets: Vec<PlannedTicketView>,
    /// Page, from 0.
    pub page: u32,
    /// Whether another one follows.
    pub more: bool,
    /// The titles of the longest chain, first ticket first.
    pub longest: Vec<String>,
    /// How long that takes, in hours.
    pub longest_hours: f32,
    /// What was circular, in words.
    pub cycles: Vec<String>,
    /// Why rows are left out, and how many for each reason.
    pub reasons: Vec<(String, u32)>,
    /// The one that is opened, whole.
    pub open: Option<PlannedTicketText>,
    /// How many files a Jira import takes.
    pub csv_files: u32,
}

/// One planned ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedTicketView {
    /// The same for the same rows in another version.
    pub key: String,
    /// Its title.
    pub title: String,
    /// It takes something away.
    pub removes: bool,
    /// Part of the plan.
    pub group: String,
    /// Who does it.
    pub category: String,
    /// Position within its group, from 1.
    pub order: u32,
    /// An estimate.
    pub hours: f32,
    /// From 1.
    pub wave: u32,
    /// How many rows it holds.
    pub rows: u32,
    /// Titles of what has to be done before.
    pub after: Vec<String>,
}

/// What a planned ticket says. Its tables are taken from the rows; nobody writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTicketText {
    /// Which one.
    pub key: String,
    /// Its place in the plan, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Who wants it, and why.
    pub story: String,
    /// Every filled cell of its rows, a table for each sheet.
    pub tables: Vec<PlannedTable>,
    /// What has to be true in the end.
    pub criteria: Vec<String>,
    /// How somebody sees that it is.
    pub verification: Vec<String>,
    /// What has to be done before, and the cell that says so.
    pub after: Vec<(String, String)>,
}

/// Rows of one sheet in a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTable {
    /// What they are, and where from.
    pub caption: String,
    /// Column titles.
    pub header: Vec<String>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

/// A file made for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
