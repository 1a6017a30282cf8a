//! Tickets of site builds: there is no build.

use crate::fakes::Fakes;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{
        AnswerSiteTarget, ChangeNeed, ChooseWay, DecideTicket, EditTicket, ExportTickets, MakeTickets,
        MarkReady, MoveTicket, PutBack, ResetTicket, SetFields, SetSiteTarget, SetTicketFields,
        SettleProposal, TakeBack, TicketFilter,
    },
    services::{Caller, SiteTickets},
    views::{
        EditedTicket, MadeFile, PersonSuggestion, SiteChangesView, SiteExportView, SiteGraphView,
        SiteReviewView, StartedWork, TakeBackView,
    },
};
use domain::{
    failure::Failure,
    ids::{DraftId, JobId, SheetFileId, SiteBuildId, SiteTicketId},
    principal::Principal,
};

#[async_trait]
impl SiteTickets for Fakes {
    async fn make(&self, _: &Caller, _: &Principal, _: MakeTickets) -> Outcome<u32> {
        Err(Failure::not_found("site build"))
    }
    async fn review(
        &self,
        _: &Principal,
        _: SiteBuildId,
        _: TicketFilter,
        _: Option<SiteTicketId>,
    ) -> Outcome<SiteReviewView> {
        Err(Failure::not_found("site build"))
    }
    async fn graph(&self, _: &Principal, _: SiteBuildId, _: &str) -> Outcome<SiteGraphView> {
        Err(Failure::not_found("site build"))
    }
    async fn edit(&self, _: &Caller, _: &Principal, _: EditTicket) -> Outcome<EditedTicket> {
        Err(Failure::not_found("site build"))
    }
    async fn settle(&self, _: &Caller, _: &Principal, _: SettleProposal) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn reset(&self, _: &Caller, _: &Principal, _: ResetTicket) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn refine(&self, _: &Caller, _: &Principal, _: SiteTicketId) -> Outcome<DraftId> {
        Err(Failure::not_found("site build"))
    }
    async fn put_back(&self, _: &Caller, _: &Principal, _: PutBack) -> Outcome<(SiteBuildId, SiteTicketId)> {
        Err(Failure::not_found("site build"))
    }
    async fn shift(&self, _: &Caller, _: &Principal, _: MoveTicket) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn mark(&self, _: &Caller, _: &Principal, _: MarkReady) -> Outcome<u32> {
        Err(Failure::not_found("site build"))
    }
    async fn set_fields(&self, _: &Caller, _: &Principal, _: SetTicketFields) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn set_many(&self, _: &Caller, _: &Principal, _: SetFields) -> Outcome<u32> {
        Err(Failure::not_found("site build"))
    }
    async fn find_people(
        &self,
        _: &Caller,
        _: &Principal,
        _: SiteBuildId,
        _: &str,
    ) -> Outcome<Vec<PersonSuggestion>> {
        Err(Failure::not_found("site build"))
    }
    async fn refresh_offers(&self, _: &Caller, _: &Principal, _: SiteBuildId) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn need(&self, _: &Caller, _: &Principal, _: ChangeNeed) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn write(&self, _: &Caller, _: &Principal, _: SiteBuildId) -> Outcome<StartedWork> {
        Err(Failure::not_found("site build"))
    }
    async fn export_view(&self, _: &Principal, _: SiteBuildId) -> Outcome<SiteExportView> {
        Err(Failure::not_found("site build"))
    }
    async fn target(&self, _: &Caller, _: &Principal, _: SetSiteTarget) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn answer(&self, _: &Caller, _: &Principal, _: AnswerSiteTarget) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn check(&self, _: &Caller, _: &Principal, _: SiteBuildId) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn export(&self, _: &Caller, _: &Principal, _: ExportTickets) -> Outcome<StartedWork> {
        Err(Failure::not_found("site build"))
    }
    async fn decide(&self, _: &Caller, _: &Principal, _: DecideTicket) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn changes(&self, _: &Principal, _: SiteBuildId) -> Outcome<SiteChangesView> {
        Err(Failure::not_found("site build"))
    }
    async fn look_at_issues(&self, _: &Caller, _: &Principal, _: SiteBuildId) -> Outcome<u32> {
        Err(Failure::not_found("site build"))
    }
    async fn choose_way(&self, _: &Caller, _: &Principal, _: ChooseWay) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn update_issues(&self, _: &Caller, _: &Principal, _: ExportTickets) -> Outcome<StartedWork> {
        Err(Failure::not_found("site build"))
    }
    async fn take_back_view(&self, _: &Principal, _: SiteBuildId) -> Outcome<TakeBackView> {
        Err(Failure::not_found("site build"))
    }
    async fn take_back(&self, _: &Caller, _: &Principal, _: TakeBack) -> Outcome<StartedWork> {
        Err(Failure::not_found("site build"))
    }
    async fn look_at_fixes(&self, _: &Caller, _: &Principal, _: SiteBuildId) -> Outcome<u32> {
        Err(Failure::not_found("site build"))
    }
    async fn stop(&self, _: &Caller, _: &Principal, _: SiteBuildId, _: JobId) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn sheet_with_states(
        &self,
        _: &Caller,
        _: &Principal,
        _: SiteBuildId,
        _: SheetFileId,
    ) -> Outcome<MadeFile> {
        Err(Failure::not_found("site build"))
    }
    async fn file(&self, _: &Principal, _: SiteBuildId, _: &str) -> Outcome<MadeFile> {
        Err(Failure::not_found("site build"))
    }
}
