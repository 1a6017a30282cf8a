//! The issue creator.

use super::Caller;
use crate::{
    Outcome,
    commands::{
        Answer, AnswerScreen, ApproveDraft, CreateIssue, DecideProposal, EditField, EditSplit, HistoryFilter,
        RestoreRevision, ReviseDraft, StartDraft,
    },
    views::{
        ApprovalView, DashboardView, DraftFormView, DraftView, Edited, HistoryView, ModelCallsView,
        PageChoice, PersonSuggestion, RevisionView, RevisionsView, Started,
    },
};
use async_trait::async_trait;
use domain::{ids::DraftId, principal::Principal};

/// The issue creator.
#[async_trait]
pub trait Drafting: Send + Sync {
    /// The dashboard.
    async fn dashboard(&self, principal: &Principal) -> Outcome<DashboardView>;
    /// What the form for a new draft needs; asks Jira for the projects.
    async fn form(&self, caller: &Caller, principal: &Principal) -> Outcome<DraftFormView>;
    /// Pages of the person's Confluence with these words, for the form.
    async fn find_pages(
        &self,
        caller: &Caller,
        principal: &Principal,
        words: String,
    ) -> Outcome<Vec<PageChoice>>;
    /// Starts writing. The same `form_id` twice gives the same draft.
    async fn start(&self, caller: &Caller, principal: &Principal, command: StartDraft) -> Outcome<Started>;
    /// A draft with everything its page shows, from one read.
    async fn draft(&self, principal: &Principal, draft: DraftId) -> Outcome<DraftView>;
    /// What models were asked for a draft, and what came back.
    async fn model_calls(&self, principal: &Principal, draft: DraftId) -> Outcome<ModelCallsView>;
    /// Asks a model to say what went wrong with a draft in other words, and what to try.
    async fn explain(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<Started>;
    /// The person's drafts.
    async fn history(
        &self,
        caller: &Caller,
        principal: &Principal,
        filter: HistoryFilter,
    ) -> Outcome<HistoryView>;
    /// Changes one field by hand; refuses with `conflict` when somebody saved in between.
    async fn edit(&self, caller: &Caller, principal: &Principal, command: EditField) -> Outcome<Edited>;
    /// Asks the model to change a draft that is ready. While it does the draft is being written; should it fail, the
    /// draft is as it was.
    async fn revise(&self, caller: &Caller, principal: &Principal, command: ReviseDraft) -> Outcome<Started>;
    /// Takes over or drops what the model wrote for a field that was written by hand.
    async fn decide_proposal(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: DecideProposal,
    ) -> Outcome<Edited>;
    /// The draft's versions, newest first.
    async fn revisions(&self, principal: &Principal, draft: DraftId) -> Outcome<RevisionsView>;
    /// One version and how it differs from another one; from the one before it, when none is named.
    async fn revision(
        &self,
        principal: &Principal,
        draft: DraftId,
        version: i32,
        against: Option<i32>,
    ) -> Outcome<RevisionView>;
    /// Makes an earlier version the current one, as a new version.
    async fn restore_revision(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: RestoreRevision,
    ) -> Outcome<Edited>;
    /// Changes a split that is not made yet, makes its parts, or throws it away. The split's version then; none when
    /// there is no split to change any more.
    async fn edit_split(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: EditSplit,
    ) -> Outcome<Option<i32>>;
    /// Takes the making of parts back: they are deleted, and the draft is what it was. Refused when one of them is in
    /// Jira or on its way.
    async fn unsplit(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()>;
    /// Stops the draft's running job.
    async fn stop(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()>;
    /// Goes on after an interruption, a stop or a failure: writes again from the same requirement.
    async fn continue_draft(
        &self,
        caller: &Caller,
        principal: &Principal,
        draft: DraftId,
    ) -> Outcome<Started>;
    /// Answers the question the draft's job waits on; the same job goes on.
    async fn answer(&self, caller: &Caller, principal: &Principal, command: Answer) -> Outcome<Started>;
    /// Keeps what Jira asks for before it takes the draft, for this draft and the next ones of project and kind.
    async fn answer_screen(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: AnswerScreen,
    ) -> Outcome<()>;
    /// People who may be given an issue of the draft's project and are called like this, for a field that names somebody.
    async fn find_people(
        &self,
        caller: &Caller,
        principal: &Principal,
        draft: DraftId,
        words: String,
    ) -> Outcome<Vec<PersonSuggestion>>;
    /// Checks the rules, renders the payload and freezes it.
    async fn approve(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ApproveDraft,
    ) -> Outcome<ApprovalView>;
    /// Throws the frozen payload away, to edit again.
    async fn withdraw(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()>;
    /// Sends the frozen payload. A second call returns the running or finished creation.
    async fn create(&self, caller: &Caller, principal: &Principal, command: CreateIssue) -> Outcome<Started>;
    /// Deletes a draft; what is in Jira stays there.
    async fn delete(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()>;
    /// Takes a deletion back. Work that was stopped by it can be continued.
    async fn restore(&self, caller: &Caller, principal: &Principal, draft: DraftId) -> Outcome<()>;
}
