//! The tickets of a site build: reviewed by people, sent to Jira.

use super::{JobView, RichBlock, SiteBuildView, WantedField};
use domain::{
    failure::Failure,
    ids::{JobId, SiteBuildId, SiteTicketId},
    jira::{IssueKey, ProjectKey},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who wrote a ticket's sentences last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketOrigin {
    /// Templates, filled from the rows.
    Rows,
    /// A model; the tables are from the rows.
    Model,
    /// A person.
    Person,
}

impl TicketOrigin {
    /// Every origin.
    pub const ALL: [Self; 3] = [Self::Rows, Self::Model, Self::Person];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Model => "model",
            Self::Person => "person",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == text)
    }
}

/// What a ticket's issue gets beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TicketFields {
    /// Who it is for.
    pub assignee: Option<TicketPerson>,
    /// The priority's name; Jira's default when `None`.
    pub priority: Option<String>,
    /// Labels, besides those that every issue gets.
    pub labels: Vec<String>,
    /// The sprint that it is put into; the backlog when `None`.
    pub sprint: Option<SprintChoice>,
}

/// Somebody in Jira.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPerson {
    /// The user name; on Cloud the account id.
    pub name: String,
    /// The name people read.
    pub label: String,
}

/// A sprint that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SprintChoice {
    /// Jira's number.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// What a project offers for its issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteOffers {
    /// Names of priorities, where the create screen asks for one.
    pub priorities: Vec<String>,
    /// Sprints of the project's boards, the active ones first.
    pub sprints: Vec<SprintChoice>,
    /// When Jira said so.
    pub at: Timestamp,
}

/// Where the tickets of a build go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteTarget {
    /// The project.
    pub project: ProjectKey,
    /// The name of the issue type.
    pub issue_type: String,
    /// The epic that they stand below.
    #[serde(default)]
    pub epic: Option<IssueKey>,
    /// Epics of single parts of the plan, in place of that one.
    #[serde(default)]
    pub epics: BTreeMap<String, IssueKey>,
    /// Labels that every issue gets.
    #[serde(default)]
    pub labels: Vec<String>,
    /// What the project demands beyond what tickets say, as Jira told it last.
    #[serde(default)]
    pub wanted: Vec<WantedField>,
    /// Values of those, by field.
    #[serde(default)]
    pub answers: BTreeMap<String, Vec<String>>,
    /// What the project offers, as Jira told it last.
    #[serde(default)]
    pub offers: Option<SiteOffers>,
}

/// Where a ticket is on its way to Jira.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Not asked for yet.
    Here,
    /// Waiting for its turn.
    Waiting,
    /// Sent; it is not known yet what became of it.
    OnItsWay,
    /// In Jira.
    Created,
    /// Jira said no.
    Refused,
    /// Nobody knows whether it is in Jira; a person has to look.
    Unknown,
}

/// How the tickets of a build are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketCounts {
    /// All.
    pub all: u32,
    /// Somebody said that they are ready.
    pub ready: u32,
    /// Written by a model.
    pub by_model: u32,
    /// Changed by a person.
    pub by_person: u32,
    /// The rows of those changed since, and a new text waits.
    pub proposals: u32,
    /// Something is to be known about them.
    pub noted: u32,
    /// In Jira.
    pub created: u32,
}

/// The page on which tickets are reviewed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteReviewView {
    /// The build.
    pub build: SiteBuildView,
    /// One page of tickets, by group, then by order.
    pub tickets: Vec<ReviewedTicket>,
    /// How many fit the filter.
    pub fitting: u32,
    /// Page, from 0.
    pub page: u32,
    /// Whether another one follows.
    pub more: bool,
    /// How all of them are.
    pub counts: TicketCounts,
    /// The sheets have changed since the tickets were made.
    pub outdated: bool,
    /// The one that is opened.
    pub open: Option<ReviewedText>,
    /// What a model would do and need, where one is connected.
    pub prose: Option<ProseOffer>,
    /// The work at texts that runs, or ran last.
    pub job: Option<JobView>,
    /// The project they go to, as far as that is known.
    pub project: Option<ProjectKey>,
    /// What it offers, as far as Jira has said so.
    pub offers: Option<SiteOffers>,
    /// Jira is connected.
    pub connected: bool,
    /// For relative times.
    pub now: Timestamp,
}

/// What waits for what, as a drawing and as a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteGraphView {
    /// The build.
    pub build: SiteBuildView,
    /// Parts of the plan, with how many tickets they have.
    pub groups: Vec<(String, u32)>,
    /// The part that is shown; all of them when `None`.
    pub group: Option<String>,
    /// Tickets that wait for another one, or that another one waits for, in columns: what is further right comes later.
    pub nodes: Vec<GraphNode>,
    /// What comes first, and what waits for it, by place among the nodes.
    pub edges: Vec<(u32, u32)>,
    /// Columns and rows of the drawing.
    pub size: (u32, u32),
    /// The same in words, and with what leads to other parts of the plan.
    pub rows: Vec<GraphRow>,
    /// How many tickets have nothing to do with another one of those shown.
    pub alone: u32,
    /// How many tickets of the part do not fit into the drawing.
    pub cut: u32,
    /// How many dependencies lead to tickets that are not drawn.
    pub elsewhere: u32,
    /// There are too many tickets for one drawing, so only a part of the plan is shown.
    pub narrowed: bool,
}

/// What a ticket waits for, and what waits for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphRow {
    /// The ticket.
    pub id: SiteTicketId,
    /// Its title.
    pub title: String,
    /// Somebody said that it is ready.
    pub ready: bool,
    /// Where it is on its way.
    pub state: TicketState,
    /// Titles of what it waits for.
    pub after: Vec<String>,
    /// Titles of what waits for it.
    pub before: Vec<String>,
}

/// A ticket in the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphNode {
    /// The ticket.
    pub id: SiteTicketId,
    /// Its title.
    pub title: String,
    /// Part of the plan.
    pub group: String,
    /// Somebody said that it is ready.
    pub ready: bool,
    /// Where it is on its way.
    pub state: TicketState,
    /// From 0.
    pub column: u32,
    /// From 0.
    pub row: u32,
}

/// A ticket after an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedTicket {
    /// Its build.
    pub build: SiteBuildId,
    /// The version that it has now.
    pub version: i32,
}

/// What it takes to have a model write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProseOffer {
    /// Who would be asked.
    pub provider: String,
    /// How many tickets it would write.
    pub tickets: u32,
    /// Tokens in all, about.
    pub tokens: u64,
    /// Minutes, about.
    pub minutes: u32,
    /// What it costs, where the operator gave prices.
    pub cost: Option<String>,
}

/// One ticket in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewedTicket {
    /// The ticket.
    pub id: SiteTicketId,
    /// Its title.
    pub title: String,
    /// Part of the plan.
    pub group: String,
    /// Who does it.
    pub category: String,
    /// An estimate, in minutes.
    pub minutes: u32,
    /// From 1.
    pub wave: u32,
    /// It takes something away.
    pub removes: bool,
    /// Who wrote its sentences.
    pub origin: TicketOrigin,
    /// Somebody said that it is ready.
    pub ready: bool,
    /// What is to be known about it.
    pub note: Option<String>,
    /// Its rows changed since a person did, and a new text waits.
    pub proposal: bool,
    /// Where it is on its way.
    pub state: TicketState,
    /// The issue and its page.
    pub issue: Option<(IssueKey, String)>,
    /// Counts its changes.
    pub version: i32,
    /// What its issue gets beside the text.
    pub fields: TicketFields,
    /// Counts changes of those.
    pub fields_version: i32,
}

/// A ticket, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewedText {
    /// What the list says of it.
    pub ticket: ReviewedTicket,
    /// Its description, Markdown.
    pub body: String,
    /// The same as it will be read.
    pub shown: Vec<RichBlock>,
    /// The text that its rows would have now.
    pub proposal: Option<String>,
    /// What has to be done before, and the cell that says so.
    pub after: Vec<TicketNeed>,
    /// What can come after it: nothing that it waits for itself.
    pub before: Vec<(SiteTicketId, String)>,
}

/// One ticket that another one waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketNeed {
    /// The ticket that comes first.
    pub id: SiteTicketId,
    /// Its title.
    pub title: String,
    /// Why.
    pub because: String,
}

/// The page from which tickets go to Jira.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteExportView {
    /// The build.
    pub build: SiteBuildView,
    /// How all tickets are.
    pub counts: TicketCounts,
    /// Where they go.
    pub target: Option<SiteTarget>,
    /// Parts of the plan that there are tickets of.
    pub groups: Vec<String>,
    /// Keys and names of projects to choose from.
    pub projects: Vec<(String, String)>,
    /// Jira is connected.
    pub connected: bool,
    /// What was checked, as long as nothing has changed since.
    pub checked: Option<CheckedExport>,
    /// The export that runs, or ran last.
    pub job: Option<JobView>,
    /// How far it is.
    pub progress: ExportProgress,
    /// What came of it, by the order in which it goes.
    pub results: Vec<ExportResult>,
    /// What people have to do by hand.
    pub fixes: Vec<ManualFix>,
    /// For relative times.
    pub now: Timestamp,
}

/// What taking back an export would delete: the issues that it created, and nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeBackView {
    /// The build.
    pub build: SiteBuildView,
    /// Each issue with its page, and the title of its ticket.
    pub issues: Vec<(IssueKey, String, String)>,
    /// All of them, as hexadecimal SHA-256; what is started names it.
    pub sha256: String,
    /// Something runs at the build's issues.
    pub busy: bool,
    /// Tickets of which it is not known whether they are in Jira.
    pub open: u32,
    /// Jira is connected.
    pub connected: bool,
}

/// What would be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckedExport {
    /// How many tickets can go.
    pub fit: u32,
    /// Calls that create them.
    pub calls: u32,
    /// Links between them.
    pub links: u32,
    /// All bytes, as hexadecimal SHA-256; what is started names it.
    pub sha256: String,
    /// Ready tickets that Jira would not take, and why.
    pub refused: Vec<(SiteTicketId, String, Failure)>,
    /// Ready tickets that have to be checked: nobody has since they changed.
    pub unchecked: u32,
    /// What the project's create screen does not have or offer, and for how many tickets it is left out.
    pub left_out: Vec<(String, u32)>,
    /// One issue, as it is sent.
    pub example: Option<(String, String)>,
}

/// How far an export is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Issues asked for.
    pub wanted: u32,
    /// In Jira.
    pub created: u32,
    /// Jira said no.
    pub refused: u32,
    /// It is being found out.
    pub doubtful: u32,
    /// A person has to find out.
    pub unknown: u32,
    /// Links asked for.
    pub links: u32,
    /// Links made.
    pub linked: u32,
    /// Links, files and places in sprints that can be made now and are not.
    pub open: u32,
}

impl SiteTarget {
    /// The epic above tickets of a part of the plan.
    pub fn epic_of(&self, group: &str) -> Option<&IssueKey> {
        self.epics.get(group).or(self.epic.as_ref())
    }
}

impl ExportProgress {
    /// Whether going on with the export would do something.
    pub const fn goes_on(&self) -> bool {
        self.left() > 0 || self.open > 0
    }
    /// Issues that are still to be sent, or to be found out about.
    pub const fn left(&self) -> u32 {
        self.wanted.saturating_sub(self.created + self.refused + self.unknown)
    }
}

/// What came of one ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportResult {
    /// The ticket.
    pub id: SiteTicketId,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub state: TicketState,
    /// The issue and its page.
    pub issue: Option<(IssueKey, String)>,
    /// What went wrong.
    pub failure: Option<Failure>,
}

/// Something that could not be done for an issue and has to be done by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualFix {
    /// The ticket.
    pub ticket: SiteTicketId,
    /// The issue and its page.
    pub issue: Option<(IssueKey, String)>,
    /// What to do.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A build whose tickets somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartedWork {
    /// The build.
    pub build: SiteBuildId,
    /// The job.
    pub job: JobId,
}
