//! The tickets of a site build.

use super::FieldAnswer;
use crate::views::UpdateWay;
use domain::ids::{DraftId, SiteBuildId, SiteTicketId};
use serde::{Deserialize, Serialize};

/// Making tickets from the plan, or bringing them up to date with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeTickets {
    /// The build.
    pub build: SiteBuildId,
    /// The version of the sheets that was looked at.
    pub version: i32,
}

/// Looking for tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TicketFilter {
    /// Words of the title, or empty.
    #[serde(default)]
    pub words: String,
    /// `ready`, `unready`, `noted`, `edited`, `unassigned`, or empty.
    #[serde(default)]
    pub state: String,
    /// Page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// Changing what a ticket says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditTicket {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// The version that was looked at.
    pub version: i32,
    /// 1 to 255 characters.
    pub title: String,
    /// Markdown.
    pub body: String,
}

/// Saying what becomes of the text that a ticket's rows would have now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleProposal {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// The version that was looked at.
    pub version: i32,
    /// It takes the place of the person's; otherwise it is thrown away.
    #[serde(default)]
    pub take: bool,
}

/// Giving a ticket the text that its rows have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetTicket {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// The version that was looked at.
    pub version: i32,
}

/// Giving a ticket the text of the draft that was made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutBack {
    /// The draft.
    pub draft: DraftId,
    /// Its version that was looked at.
    pub version: i32,
    /// The version of the ticket that was looked at.
    pub seen: i32,
}

/// Moving a ticket within its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveTicket {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// One place up; otherwise one down.
    #[serde(default)]
    pub up: bool,
    /// Instead: to the place where this one of its group stands, which makes room.
    #[serde(default)]
    pub to: Option<SiteTicketId>,
}

/// Saying that tickets are ready, or are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkReady {
    /// The build.
    pub build: SiteBuildId,
    /// One ticket; all that fit the filter when `None`.
    #[serde(default)]
    pub ticket: Option<SiteTicketId>,
    /// Which ones.
    #[serde(default)]
    pub filter: TicketFilter,
    /// They are.
    #[serde(default)]
    pub ready: bool,
}

/// Saying what a ticket's issue gets beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetTicketFields {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// The version of its fields that was looked at.
    pub seen: i32,
    /// A user name, an e-mail address or a whole name; on Cloud also an account id. Nobody when empty.
    #[serde(default)]
    pub assignee: String,
    /// A priority's name, or empty.
    #[serde(default)]
    pub priority: String,
    /// Labels, between spaces.
    #[serde(default)]
    pub labels: String,
    /// A sprint's number, or empty.
    #[serde(default)]
    pub sprint: String,
}

/// Saying one of these of all tickets that fit a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetFields {
    /// The build.
    pub build: SiteBuildId,
    /// Which ones.
    #[serde(default)]
    pub filter: TicketFilter,
    /// Which field.
    pub field: BulkField,
    /// Its value, as for one ticket; a dash takes it away. Labels are added.
    #[serde(default)]
    pub value: String,
}

/// What can be said of many tickets at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkField {
    /// Who they are for.
    Assignee,
    /// The priority.
    Priority,
    /// Labels to add; all are taken away by an empty value.
    Labels,
    /// The sprint.
    Sprint,
}

/// Saying that a ticket waits for another one, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeNeed {
    /// The ticket that waits.
    pub ticket: SiteTicketId,
    /// The one it waits for.
    pub need: SiteTicketId,
    /// It no longer waits.
    #[serde(default)]
    pub remove: bool,
}

/// Saying whether an issue is in Jira of which nobody else can know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideTicket {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// The issue's key; it is not there when empty.
    #[serde(default)]
    pub key: String,
}

/// Saying where tickets go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetSiteTarget {
    /// The build.
    pub build: SiteBuildId,
    /// The project's key.
    pub project: String,
    /// The name of the issue type.
    pub issue_type: String,
    /// The key of an epic, or empty.
    #[serde(default)]
    pub epic: String,
    /// Keys of epics for single parts of the plan, or empty.
    #[serde(default)]
    pub epics: Vec<GroupEpic>,
    /// Labels, between spaces.
    #[serde(default)]
    pub labels: String,
}

/// The epic of one part of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEpic {
    /// The part's name.
    pub group: String,
    /// The epic's key, or empty.
    #[serde(default)]
    pub key: String,
}

/// Saying what the project demands beyond what tickets say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSiteTarget {
    /// The build.
    pub build: SiteBuildId,
    /// Values by field.
    pub fields: Vec<FieldAnswer>,
}

/// Sending what was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTickets {
    /// The build.
    pub build: SiteBuildId,
    /// What was looked at.
    pub sha256: String,
}

/// Saying what becomes of issues whose rows changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChooseWay {
    /// The build.
    pub build: SiteBuildId,
    /// One ticket; all for which it is possible when `None`.
    #[serde(default)]
    pub ticket: Option<SiteTicketId>,
    /// What becomes of them.
    pub way: UpdateWay,
}

/// Deleting what an export created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeBack {
    /// The build.
    pub build: SiteBuildId,
    /// What was looked at.
    pub sha256: String,
    /// The person has said that the issues shall be deleted.
    #[serde(default)]
    pub sure: bool,
}
