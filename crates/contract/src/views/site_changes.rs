//! The next version of a specification: what changed in its rows, and what becomes of issues that are in Jira already.

use super::{JobView, Piece, SiteBuildView};
use domain::{failure::Failure, ids::SiteTicketId, jira::IssueKey, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What becomes of an issue whose rows changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateWay {
    /// Its description is written anew.
    Update,
    /// A comment says what changed.
    Comment,
    /// Nothing.
    Leave,
}

impl UpdateWay {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Update, Self::Comment, Self::Leave];
    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Comment => "comment",
            Self::Leave => "leave",
        }
    }
    /// From storage or a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == text)
    }
}

/// Where a change of an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// Not sent.
    Open,
    /// Sent; it is not known yet what became of it.
    Doubtful,
    /// Jira has it, or nothing was to be done.
    Done,
    /// Jira said no.
    Refused,
    /// Somebody changed the issue after it was looked at, so nothing was written.
    Overtaken,
}

impl UpdateState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Open, Self::Doubtful, Self::Done, Self::Refused, Self::Overtaken];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Doubtful => "doubtful",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Overtaken => "overtaken",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFate {
    /// It was not there before.
    New,
    /// Cells say something else.
    Changed,
    /// It is no longer there.
    Removed,
    /// It is there and not built any more.
    LeftOut,
}

/// A row that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedRowView {
    /// Its type, such as `Fields`.
    pub sheet: String,
    /// What people call it.
    pub name: String,
    /// What became of it.
    pub fate: RowFate,
    /// Why it is not built any more.
    pub reason: Option<String>,
    /// Cells that changed: the column, before, now.
    pub cells: Vec<(String, String, String)>,
    /// The title of its ticket.
    pub ticket: String,
    /// The ticket's issue and its page.
    pub issue: Option<(IssueKey, String)>,
}

/// How many rows there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedRows {
    /// Not there before.
    pub new: u32,
    /// With cells that say something else.
    pub changed: u32,
    /// No longer there, or not built any more.
    pub removed: u32,
}

/// An issue whose ticket's rows changed after it was created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueUpdate {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// Its title.
    pub title: String,
    /// The issue and its page.
    pub issue: Option<(IssueKey, String)>,
    /// Its rows are gone.
    pub gone: bool,
    /// What changed, row by row.
    pub changes: Vec<ChangedRowView>,
    /// What was found when Jira was looked at; nothing before.
    pub looked: Option<LookedAt>,
}

/// An issue as it was when Jira was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedAt {
    /// When.
    pub at: Timestamp,
    /// What becomes of it.
    pub way: UpdateWay,
    /// Where that is.
    pub state: UpdateState,
    /// Its description can be written anew.
    pub can_update: bool,
    /// What people changed in Jira, against what was sent.
    pub theirs: Vec<Piece>,
    /// The description that it would get, Markdown.
    pub text: String,
    /// What went wrong.
    pub failure: Option<Failure>,
}

/// The page of what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteChangesView {
    /// The build.
    pub build: SiteBuildView,
    /// The sheets have changed since the tickets were made.
    pub outdated: bool,
    /// Rows that changed since then, the first of them.
    pub rows: Vec<ChangedRowView>,
    /// How many there are.
    pub counts: ChangedRows,
    /// Issues that could be changed, by the order of their tickets.
    pub updates: Vec<IssueUpdate>,
    /// How many more there are.
    pub more: u32,
    /// All that would be sent, as hexadecimal SHA-256; what is started names it. Nothing when nothing would.
    pub sha256: Option<String>,
    /// The job that runs, or ran last.
    pub job: Option<JobView>,
    /// Jira is connected.
    pub connected: bool,
    /// For relative times.
    pub now: Timestamp,
}
