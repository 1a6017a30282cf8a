//! The issue creator: from a requirement to an approved payload.

mod adopt;
mod approve;
mod chain;
mod edit;
pub mod explain;
mod find_people;
mod form;
mod lists;
mod my_model;
mod revise;
mod revisions;
mod screen;
mod split;
mod start;
mod start_check;
mod stop;
mod view;
pub mod write_job;

pub(crate) use edit::conflict;
pub(crate) use my_model::{MyModel, my_model};
pub(crate) use start::must_be_open;

use crate::{Resources, context, usage};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{
        Answer, AnswerScreen, ApproveDraft, CreateIssue, DecideProposal, EditField, EditSplit, HistoryFilter,
        RestoreRevision, ReviseDraft, StartDraft,
    },
    services::{Caller, Drafting},
    views::{
        ApprovalView, DashboardView, DraftFormView, DraftView, Edited, HistoryView, ModelCallsView,
        PageChoice, PersonSuggestion, RevisionView, RevisionsView, Started,
    },
};
use domain::{failure::Failure, ids::DraftId, principal::Principal};
use jobs::Runner;
use std::sync::Arc;
use store::{Tx, drafts::Draft};

/// The use cases of the issue creator.
pub struct DraftingService {
    resources: Arc<Resources>,
    runner: Runner,
}

impl DraftingService {
    /// Over the given resources; jobs are handed to the runner.
    pub const fn new(resources: Arc<Resources>, runner: Runner) -> Self {
        Self { resources, runner }
    }
}

/// The person's draft, or "not found".
fn must_have(tx: &mut Tx, draft: DraftId) -> Outcome<Draft> {
    store::drafts::get(tx, draft)?.ok_or_else(|| Failure::not_found("draft"))
}

/// What the audit log and the ledger call a draft.
pub(crate) fn subject(draft: DraftId) -> String {
    format!("draft:{draft}")
}

#[async_trait]
impl Drafting for DraftingService {
    async fn dashboard(&self, principal: &Principal) -> Outcome<DashboardView> {
        lists::dashboard(&self.resources, principal).await
    }

    async fn form(&self, caller: &Caller, principal: &Principal) -> Outcome<DraftFormView> {
        form::form(&self.resources, caller, principal).await
    }

    async fn find_pages(
        &self,
        caller: &Caller,
        principal: &Principal,
        words: String,
    ) -> Outcome<Vec<PageChoice>> {
        context::find_pages(&self.resources, caller, principal, &words).await
    }

    async fn start(&self, caller: &Caller, principal: &Principal, command: StartDraft) -> Outcome<Started> {
        start::start(&self.resources, &self.runner, caller, principal, command).await
    }

    async fn draft(&self, principal: &Principal, draft: DraftId) -> Outcome<DraftView> {
        view::draft(&self.resources, principal, draft).await
    }

    async fn model_calls(&self, principal: &Principal, draft: DraftId) -> Outcome<ModelCallsView> {
        usage::calls(&self.resources, principal, draft).await
    }

    async fn explain(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<Started> {
        explain::explain(&self.resources, &self.runner, caller, principal, draft).await
    }

    async fn history(
        &self,
        caller: &Caller,
        principal: &Principal,
        filter: HistoryFilter,
    ) -> Outcome<HistoryView> {
        lists::history(&self.resources, caller, principal, filter).await
    }

    async fn edit(&self, caller: &Caller, principal: &Principal, command: EditField) -> Outcome<Edited> {
        edit::edit(&self.resources, caller, principal, command).await
    }

    async fn revise(&self, caller: &Caller, principal: &Principal, command: ReviseDraft) -> Outcome<Started> {
        revise::revise(&self.resources, &self.runner, caller, principal, command).await
    }

    async fn decide_proposal(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: DecideProposal,
    ) -> Outcome<Edited> {
        revisions::decide(&self.resources, caller, principal, command).await
    }

    async fn revisions(&self, principal: &Principal, draft: DraftId) -> Outcome<RevisionsView> {
        revisions::list(&self.resources, principal, draft).await
    }

    async fn revision(
        &self,
        principal: &Principal,
        draft: DraftId,
        version: i32,
        against: Option<i32>,
    ) -> Outcome<RevisionView> {
        revisions::one(&self.resources, principal, draft, version, against).await
    }

    async fn restore_revision(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: RestoreRevision,
    ) -> Outcome<Edited> {
        revisions::restore(&self.resources, caller, principal, command).await
    }

    async fn edit_split(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: EditSplit,
    ) -> Outcome<Option<i32>> {
        split::edit(&self.resources, caller, principal, command).await
    }

    async fn unsplit(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()> {
        split::unsplit(&self.resources, caller, principal, draft).await
    }

    async fn stop(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()> {
        stop::stop(&self.resources, &self.runner, caller, principal, draft).await
    }

    async fn continue_draft(
        &self,
        caller: &Caller,
        principal: &Principal,
        draft: DraftId,
    ) -> Outcome<Started> {
        start::go_on(&self.resources, &self.runner, caller, principal, draft).await
    }

    async fn answer(&self, caller: &Caller, principal: &Principal, command: Answer) -> Outcome<Started> {
        start::answer(&self.resources, &self.runner, caller, principal, command).await
    }

    async fn answer_screen(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: AnswerScreen,
    ) -> Outcome<()> {
        screen::answer(&self.resources, caller, principal, command).await
    }

    async fn find_people(
        &self,
        caller: &Caller,
        principal: &Principal,
        draft: DraftId,
        words: String,
    ) -> Outcome<Vec<PersonSuggestion>> {
        find_people::find_people(&self.resources, caller, principal, draft, &words).await
    }

    async fn approve(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ApproveDraft,
    ) -> Outcome<ApprovalView> {
        principal.in_person()?;
        approve::approve(&self.resources, caller, principal, command).await
    }

    async fn withdraw(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()> {
        principal.in_person()?;
        approve::withdraw(&self.resources, caller, principal, draft).await
    }

    async fn create(&self, caller: &Caller, principal: &Principal, command: CreateIssue) -> Outcome<Started> {
        principal.in_person()?;
        crate::exporting::create(&self.resources, &self.runner, caller, principal, command).await
    }

    async fn delete(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()> {
        stop::delete(&self.resources, caller, principal, draft).await
    }

    async fn restore(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()> {
        stop::restore(&self.resources, caller, principal, draft).await
    }
}
