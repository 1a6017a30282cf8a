//! The tickets of a site build: made from the plan, reviewed by people, sent to Jira.

mod by_hand;
mod changes;
mod check;
mod decide;
mod edit;
mod export;
mod fields;
mod files;
mod going;
mod graph;
mod make;
mod order;
mod refine;
mod review;
mod screen;
mod status;
mod take_back;
mod target;
mod updates;
pub mod write_job;

pub(crate) use going::{ATTACH, CREATE};
pub(crate) use make::settled_note;
pub(crate) use order::{Line, in_line};
pub(crate) use refine::{must_be_free, ticket_of};

use crate::{Resources, audit, long_work, site_builds};
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
    failure::{Category, Failure},
    ids::{DraftId, JobId, SheetFileId, SiteBuildId, SiteTicketId},
    principal::Principal,
};
use jobs::Runner;
use std::sync::Arc;
use store::{
    Tx,
    site_builds::SiteBuild,
    site_tickets::{self, SiteTicket},
};

/// The use cases around tickets.
pub struct SiteTicketsService {
    resources: Arc<Resources>,
    runner: Runner,
}

impl SiteTicketsService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>, runner: Runner) -> Self {
        Self { resources, runner }
    }
}

/// One of the person's builds, or not found.
fn must_have(tx: &mut Tx, id: SiteBuildId) -> Outcome<SiteBuild> {
    store::site_builds::get(tx, id)?.ok_or_else(site_builds::gone)
}

/// One of the person's tickets with its text and the one that waits, or not found.
fn must_have_ticket(tx: &mut Tx, id: SiteTicketId) -> Outcome<(SiteTicket, String, Option<String>)> {
    let found = site_tickets::get(tx, id)?.ok_or_else(|| Failure::not_found("ticket"))?;
    must_have(tx, found.0.build)?;
    Ok(found)
}

fn changed_elsewhere() -> Failure {
    Failure::new(
        "site_ticket.changed_elsewhere",
        Category::Conflict,
        "This ticket was changed elsewhere at the same time. Nothing was changed here.",
    )
    .with_next("Copy what you wrote, reload, and look at it again.")
}

#[async_trait]
impl SiteTickets for SiteTicketsService {
    async fn make(&self, caller: &Caller, principal: &Principal, command: MakeTickets) -> Outcome<u32> {
        make::make(&self.resources, caller, principal, command).await
    }

    async fn review(
        &self,
        principal: &Principal,
        build: SiteBuildId,
        filter: TicketFilter,
        open: Option<SiteTicketId>,
    ) -> Outcome<SiteReviewView> {
        review::view(&self.resources, principal, build, filter, open).await
    }

    async fn graph(&self, principal: &Principal, build: SiteBuildId, group: &str) -> Outcome<SiteGraphView> {
        graph::view(&self.resources, principal, build, group).await
    }

    async fn edit(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: EditTicket,
    ) -> Outcome<EditedTicket> {
        edit::edit(&self.resources, caller, principal, command).await
    }

    async fn settle(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: SettleProposal,
    ) -> Outcome<SiteBuildId> {
        edit::settle(&self.resources, caller, principal, command).await
    }

    async fn reset(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ResetTicket,
    ) -> Outcome<SiteBuildId> {
        edit::reset(&self.resources, caller, principal, command).await
    }

    async fn refine(&self, caller: &Caller, principal: &Principal, ticket: SiteTicketId) -> Outcome<DraftId> {
        refine::refine(&self.resources, caller, principal, ticket).await
    }

    async fn put_back(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: PutBack,
    ) -> Outcome<(SiteBuildId, SiteTicketId)> {
        refine::put_back(&self.resources, caller, principal, command).await
    }

    async fn shift(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: MoveTicket,
    ) -> Outcome<SiteBuildId> {
        edit::shift(&self.resources, caller, principal, command).await
    }

    async fn mark(&self, caller: &Caller, principal: &Principal, command: MarkReady) -> Outcome<u32> {
        edit::mark(&self.resources, caller, principal, command).await
    }

    async fn set_fields(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: SetTicketFields,
    ) -> Outcome<SiteBuildId> {
        fields::set(&self.resources, caller, principal, command).await
    }

    async fn set_many(&self, caller: &Caller, principal: &Principal, command: SetFields) -> Outcome<u32> {
        fields::set_many(&self.resources, caller, principal, command).await
    }

    async fn find_people(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
        words: &str,
    ) -> Outcome<Vec<PersonSuggestion>> {
        fields::find_people(&self.resources, caller, principal, build, words).await
    }

    async fn refresh_offers(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
    ) -> Outcome<()> {
        target::refresh(&self.resources, caller, principal, build).await
    }

    async fn need(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ChangeNeed,
    ) -> Outcome<SiteBuildId> {
        edit::need(&self.resources, caller, principal, command).await
    }

    async fn write(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
    ) -> Outcome<StartedWork> {
        write_job::start(&self.resources, &self.runner, caller, principal, build).await
    }

    async fn export_view(&self, principal: &Principal, build: SiteBuildId) -> Outcome<SiteExportView> {
        going::view(&self.resources, principal, build).await
    }

    async fn target(&self, caller: &Caller, principal: &Principal, command: SetSiteTarget) -> Outcome<()> {
        target::set(&self.resources, caller, principal, command).await
    }

    async fn answer(&self, caller: &Caller, principal: &Principal, command: AnswerSiteTarget) -> Outcome<()> {
        target::answer(&self.resources, caller, principal, command).await
    }

    async fn check(&self, caller: &Caller, principal: &Principal, build: SiteBuildId) -> Outcome<()> {
        check::check(&self.resources, caller, principal, build).await
    }

    async fn export(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ExportTickets,
    ) -> Outcome<StartedWork> {
        export::start(&self.resources, &self.runner, caller, principal, command).await
    }

    async fn decide(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: DecideTicket,
    ) -> Outcome<SiteBuildId> {
        decide::decide(&self.resources, caller, principal, command).await
    }

    async fn changes(&self, principal: &Principal, build: SiteBuildId) -> Outcome<SiteChangesView> {
        changes::view(&self.resources, principal, build).await
    }

    async fn look_at_issues(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
    ) -> Outcome<u32> {
        updates::look(&self.resources, caller, principal, build).await
    }

    async fn choose_way(&self, caller: &Caller, principal: &Principal, command: ChooseWay) -> Outcome<()> {
        updates::choose(&self.resources, caller, principal, command).await
    }

    async fn update_issues(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ExportTickets,
    ) -> Outcome<StartedWork> {
        updates::start(&self.resources, &self.runner, caller, principal, command).await
    }

    async fn take_back_view(&self, principal: &Principal, build: SiteBuildId) -> Outcome<TakeBackView> {
        take_back::view(&self.resources, principal, build).await
    }

    async fn take_back(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: TakeBack,
    ) -> Outcome<StartedWork> {
        take_back::start(&self.resources, &self.runner, caller, principal, command).await
    }

    async fn look_at_fixes(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
    ) -> Outcome<u32> {
        by_hand::look(&self.resources, caller, principal, build).await
    }

    async fn stop(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
        job: JobId,
    ) -> Outcome<()> {
        let entry = audit::entry_about("site_build.stopped", site_builds::subject(build), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write(move |tx| -> Outcome<()> {
                let build = must_have(tx, build)?;
                if ![build.prose_job, build.export_job].contains(&Some(job)) {
                    return Err(Failure::not_found("job"));
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await?;
        long_work::cancel(&self.resources, &self.runner, principal, job).await
    }

    async fn sheet_with_states(
        &self,
        caller: &Caller,
        principal: &Principal,
        build: SiteBuildId,
        file: SheetFileId,
    ) -> Outcome<MadeFile> {
        status::sheet(&self.resources, caller, principal, build, file).await
    }

    async fn file(&self, principal: &Principal, build: SiteBuildId, form: &str) -> Outcome<MadeFile> {
        files::make(&self.resources, principal, build, form).await
    }
}
