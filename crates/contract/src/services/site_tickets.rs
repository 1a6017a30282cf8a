//! The tickets of a site build.

use super::Caller;
use crate::{
    Outcome,
    commands::{
        AnswerSiteTarget, ChangeNeed, ChooseWay, DecideTicket, EditTicket, ExportTickets, MakeTickets,
        MarkReady, MoveTicket, PutBack, ResetTicket, SetFields, SetSiteTarget, SetTicketFields,
        SettleProposal, TakeBack, TicketFilter,
    },
    views::{
        EditedTicket, MadeFile, PersonSuggestion, SiteChangesView, SiteExportView, SiteGraphView,
        SiteReviewView, StartedWork, TakeBackView,
    },
};
use async_trait::async_trait;
use domain::{
    ids::{DraftId, JobId, SheetFileId, SiteBuildId, SiteTicketId},
    principal::Principal,
};

/// Tickets of the person's own builds: made, reviewed, sent to Jira.
#[async_trait]
pub trait SiteTickets: Send + Sync {
    /// Makes the tickets of the plan, or brings them up to date with it. Returns how many there are.
    async fn make(&self, caller: &Caller, principal: &Principal, command: MakeTickets) -> Outcome<u32>;
    /// Tickets to review.
    async fn review(
        &self,
        principal: &Principal,
        build: SiteBuildId,
        filter: TicketFilter,
        open: Option<SiteTicketId>,
    ) -> Outcome<SiteReviewView>;
    /// What waits for what, of one part of the plan, or of all of it when that is empty.
    async fn graph(&self, principal: &Principal, build: SiteBuildId, group: &str) -> Outcome<SiteGraphView>;
    /// Changes what a ticket says.
    async fn edit(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: EditTicket,
    ) -> Outcome<EditedTicket>;
    /// Takes or throws away the text that a ticket's rows would have now.
    async fn settle(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: SettleProposal,
    ) -> Outcome<SiteBuildId>;
    /// Gives a ticket the text that its rows have, in place of a model's or a person's.
    async fn reset(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ResetTicket,
    ) -> Outcome<SiteBuildId>;
    /// Takes a ticket into the issue creator: its sentences become a draft, or the draft there is opened. What its rows say
    /// does not go with them.
    async fn refine(&self, caller: &Caller, principal: &Principal, ticket: SiteTicketId) -> Outcome<DraftId>;
    /// Gives a ticket the sentences, labels and priority of its draft. Its tables stay.
    async fn put_back(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: PutBack,
    ) -> Outcome<(SiteBuildId, SiteTicketId)>;
    /// Moves a ticket one place up or down within its group. At the end of it nothing happens.
    async fn shift(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: MoveTicket,
    ) -> Outcome<SiteBuildId>;
    /// Says that tickets are ready, or are not. Returns how many.
    async fn mark(&self, caller: &Caller, principal: &Principal, command: MarkReady) -> Outcome<u32>;
    /// Says what a ticket's issue gets beside its text.
    async fn set_fields(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: SetTicketFields,
    ) -> Outcome<SiteBuildId>;
    /// Says one of these of all tickets that fit. Returns how many were changed.
    async fn set_many(&self, caller: &Caller, principal: &Principal, command: SetFields) -> Outcome<u32>;
    /// People who can be given issues of the project that the tickets go to.
    async fn find_people(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
        words: &str,
    ) -> Outcome<Vec<PersonSuggestion>>;
    /// Asks Jira anew what the project offers.
    async fn refresh_offers(&self, caller: &Caller, principal: &Principal, build: SiteBuildId)
    -> Outcome<()>;
    /// Says that a ticket waits for another one, or does not.
    async fn need(&self, caller: &Caller, principal: &Principal, command: ChangeNeed)
    -> Outcome<SiteBuildId>;
    /// Has the model write the sentences of all tickets that nobody has written yet. A second call returns the same work.
    async fn write(&self, caller: &Caller, principal: &Principal, build: SiteBuildId)
    -> Outcome<StartedWork>;
    /// Where the tickets go, what would be sent, and what came of it.
    async fn export_view(&self, principal: &Principal, build: SiteBuildId) -> Outcome<SiteExportView>;
    /// Says where they go.
    async fn target(&self, caller: &Caller, principal: &Principal, command: SetSiteTarget) -> Outcome<()>;
    /// Says what the project demands beyond what tickets say.
    async fn answer(&self, caller: &Caller, principal: &Principal, command: AnswerSiteTarget) -> Outcome<()>;
    /// Asks Jira what its create screen takes, and freezes what would be sent of each ready ticket.
    async fn check(&self, caller: &Caller, principal: &Principal, build: SiteBuildId) -> Outcome<()>;
    /// Sends what was checked, or goes on with it. A second call returns the export there is.
    async fn export(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ExportTickets,
    ) -> Outcome<StartedWork>;
    /// Says of a ticket whose outcome is unknown which issue it is, or that it is not there, so that it can be sent again.
    async fn decide(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: DecideTicket,
    ) -> Outcome<SiteBuildId>;
    /// What changed in the sheets since the tickets were made, and what becomes of issues whose rows changed.
    async fn changes(&self, principal: &Principal, build: SiteBuildId) -> Outcome<SiteChangesView>;
    /// Looks at those issues in Jira, and freezes what could be written. Returns how many there are.
    async fn look_at_issues(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
    ) -> Outcome<u32>;
    /// Says what becomes of them.
    async fn choose_way(&self, caller: &Caller, principal: &Principal, command: ChooseWay) -> Outcome<()>;
    /// Writes what was looked at to Jira, or goes on with it. What people changed there since is not touched. A second call
    /// returns the same work.
    async fn update_issues(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ExportTickets,
    ) -> Outcome<StartedWork>;
    /// What taking back the export would delete.
    async fn take_back_view(&self, principal: &Principal, build: SiteBuildId) -> Outcome<TakeBackView>;
    /// Deletes the issues that the export created, unless somebody works on them. A second call returns the same work.
    async fn take_back(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: TakeBack,
    ) -> Outcome<StartedWork>;
    /// Looks in Jira which of the things to be done by hand are done. Returns how many.
    async fn look_at_fixes(&self, caller: &Caller, principal: &Principal, build: SiteBuildId)
    -> Outcome<u32>;
    /// Stops a job that works at a build; what is done stays.
    async fn stop(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
        job: JobId,
    ) -> Outcome<()>;
    /// A sheet in which `X`, `Dev` and `QA` say how far the issues of its rows are in Jira, which is asked now.
    async fn sheet_with_states(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
        file: SheetFileId,
    ) -> Outcome<MadeFile>;
    /// What came of the export, as `csv` or `json`; what would be sent, as `calls`.
    async fn file(&self, principal: &Principal, build: SiteBuildId, form: &str) -> Outcome<MadeFile>;
}
