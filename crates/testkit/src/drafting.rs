//! What a person does with drafts, one use case each.

use crate::people::Person;
use contract::{
    Outcome,
    commands::{
        Answer, AnswerScreen, ApproveDraft, CreateIssue, DecideProposal, EditField, EditSplit, FieldAnswer,
        ReviseDraft, SplitForm, SplitWish, StartDraft,
    },
    events::{EventId, JobEvent, NumberedEvent},
    views::{ApprovalView, DraftView, Edited, Started},
};
use domain::{
    draft::Field,
    ids::{DraftId, JobId, QuestionId},
};
use futures::StreamExt;
use secrets::Randomness;
use std::time::Duration;

/// How long a job may take before a story gives up on it. Python starts slowly on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// The form of somebody who wants a story in CLINIC, with a form id of its own.
pub fn requirement(text: &str) -> StartDraft {
    let mut random = [0_u8; 16];
    secrets::OsRandomness.fill(&mut random);
    StartDraft {
        requirement: text.to_owned(),
        kind: "story".to_owned(),
        format: "classic".to_owned(),
        project: "CLINIC".to_owned(),
        form_id: DraftId::from_u128(u128::from_be_bytes(random)).to_string(),
        prompt: String::new(),
        template: String::new(),
        template_from: String::new(),
        template_was: String::new(),
        epic: String::new(),
        parent: String::new(),
        context: String::new(),
    }
}

/// The model's text as a reader of these events has it in the end.
pub fn text_of(events: &[NumberedEvent]) -> String {
    let mut text = String::new();
    for event in events {
        match &event.event {
            JobEvent::AssistantToken { at, text: piece } => {
                assert_eq!(*at, text.len() as u64, "a piece does not continue the text");
                text.push_str(piece);
            }
            JobEvent::Rewind { bytes } => {
                text.truncate(usize::try_from(*bytes).expect("a length"));
            }
            _ => {}
        }
    }
    text
}

impl Person {
    /// Sends the form.
    pub async fn start(&self, form: StartDraft) -> Outcome<Started> {
        self.use_cases.drafting.start(&self.caller, &self.principal, form).await
    }

    /// Starts a story in CLINIC, watches until its job rests, and opens it.
    pub async fn written(&self, text: &str) -> DraftView {
        self.written_from(requirement(text)).await
    }

    /// Starts a draft, watches until its job rests, and opens it.
    pub async fn written_from(&self, form: StartDraft) -> DraftView {
        let started = self.start(form).await.expect("a draft can be started");
        self.settled(started).await
    }

    /// The draft after this work, and after what follows by itself.
    async fn settled(&self, started: Started) -> DraftView {
        self.watch(started.job).await;
        let draft = self.draft(started.draft).await;
        match draft.job.as_ref().map(|job| job.id).filter(|job| *job != started.job) {
            Some(next) => {
                self.watch(next).await;
                self.draft(started.draft).await
            }
            None => draft,
        }
    }

    /// Takes a step with a split as it was seen, its form changed before.
    pub async fn edit_split(
        &self,
        draft: &DraftView,
        step: &str,
        change: impl FnOnce(&mut SplitForm),
    ) -> Outcome<Option<i32>> {
        let view = draft.split.as_ref().expect("the draft is split");
        let mut form = SplitForm::of(&view.split, draft.format);
        change(&mut form);
        self.step_of_split(draft, step, SplitWish::Form(form)).await
    }

    /// Takes a step with a split as it was seen.
    pub async fn step_of_split(
        &self,
        draft: &DraftView,
        step: &str,
        wish: SplitWish,
    ) -> Outcome<Option<i32>> {
        let seen = draft.split.as_ref().expect("the draft is split").split.version;
        let command = EditSplit { draft: draft.id, seen, step: step.to_owned(), wish };
        self.use_cases.drafting.edit_split(&self.caller, &self.principal, command).await
    }

    /// Takes the making of parts back.
    pub async fn unsplit(&self, draft: DraftId) -> Outcome<()> {
        self.use_cases.drafting.unsplit(&self.caller, &self.principal, draft).await
    }

    /// The draft's page.
    pub async fn draft(&self, draft: DraftId) -> DraftView {
        self.use_cases.drafting.draft(&self.principal, draft).await.expect("the draft's page")
    }

    /// All events of a job until it ends or asks.
    pub async fn watch(&self, job: JobId) -> Vec<NumberedEvent> {
        self.watch_after(job, EventId::default()).await
    }

    /// The events of a job after a place, until it ends or asks.
    pub async fn watch_after(&self, job: JobId, after: EventId) -> Vec<NumberedEvent> {
        self.watch_while(job, after, |_| true).await
    }

    /// The events of a job after a place, until it ends or asks, or the reader goes away.
    pub async fn watch_while(
        &self,
        job: JobId,
        after: EventId,
        mut stays: impl FnMut(&NumberedEvent) -> bool,
    ) -> Vec<NumberedEvent> {
        let following = self.use_cases.jobs.follow(&self.principal, job, after).await;
        let mut stream = following.expect("the job can be followed");
        let reading = async {
            let mut events = Vec::new();
            while let Some(event) = stream.next().await {
                let stay = stays(&event);
                events.push(event);
                if !stay {
                    break;
                }
            }
            events
        };
        tokio::time::timeout(PATIENCE, reading).await.expect("the job comes to rest")
    }

    /// Lets the model write again.
    pub async fn go_on(&self, draft: DraftId) -> Outcome<Started> {
        self.use_cases.drafting.continue_draft(&self.caller, &self.principal, draft).await
    }

    /// Stops the work on a draft.
    pub async fn stop(&self, draft: DraftId) -> Outcome<()> {
        self.use_cases.drafting.stop(&self.caller, &self.principal, draft).await
    }

    /// Answers a question.
    pub async fn answer(&self, draft: DraftId, question: QuestionId, text: &str) -> Outcome<Started> {
        let command = Answer { draft, question, text: text.to_owned() };
        self.use_cases.drafting.answer(&self.caller, &self.principal, command).await
    }

    /// Changes one field by hand.
    pub async fn edit(&self, draft: &DraftView, field: Field, value: &str) -> Outcome<Edited> {
        let command = EditField {
            draft: draft.id,
            version: draft.version,
            field: field.as_str().to_owned(),
            value: value.to_owned(),
        };
        self.use_cases.drafting.edit(&self.caller, &self.principal, command).await
    }

    /// Asks the model to change a draft as it was seen; `scope` as in the command.
    pub async fn revise(&self, draft: &DraftView, scope: &str, instructions: &str) -> Outcome<Started> {
        let command = ReviseDraft {
            draft: draft.id,
            version: draft.version,
            scope: scope.to_owned(),
            instructions: instructions.to_owned(),
        };
        self.use_cases.drafting.revise(&self.caller, &self.principal, command).await
    }

    /// Asks for a change, watches until the job rests, and opens the draft.
    pub async fn revised(&self, draft: &DraftView, scope: &str, instructions: &str) -> DraftView {
        let started = self.revise(draft, scope, instructions).await.expect("a change can be asked for");
        self.watch(started.job).await;
        self.draft(draft.id).await
    }

    /// Decides about a proposal for a field.
    pub async fn decide(&self, draft: &DraftView, field: Field, accept: bool) -> Outcome<Edited> {
        let command = DecideProposal {
            draft: draft.id,
            version: draft.version,
            field: field.as_str().to_owned(),
            accept,
        };
        self.use_cases.drafting.decide_proposal(&self.caller, &self.principal, command).await
    }

    /// Answers what Jira asks for: the issue type's id or nothing, and values by field.
    pub async fn answer_screen(
        &self,
        draft: DraftId,
        issue_type: &str,
        values: &[(&str, &[&str])],
    ) -> Outcome<()> {
        let field = |(id, chosen): &(&str, &[&str])| FieldAnswer {
            id: (*id).to_owned(),
            chosen: chosen.iter().map(|text| (*text).to_owned()).collect(),
        };
        let fields = values.iter().map(field).collect();
        let command = AnswerScreen { draft, issue_type: issue_type.to_owned(), fields };
        self.use_cases.drafting.answer_screen(&self.caller, &self.principal, command).await
    }

    /// Approves a draft as it was seen.
    pub async fn approve(&self, draft: &DraftView) -> Outcome<ApprovalView> {
        self.approve_bypassing(draft, "").await
    }

    /// Approves a draft in spite of the rules it breaks, for this reason.
    pub async fn approve_bypassing(&self, draft: &DraftView, reason: &str) -> Outcome<ApprovalView> {
        let command = ApproveDraft { draft: draft.id, version: draft.version, bypass: reason.to_owned() };
        self.use_cases.drafting.approve(&self.caller, &self.principal, command).await
    }

    /// Throws the approval away.
    pub async fn withdraw(&self, draft: DraftId) -> Outcome<()> {
        self.use_cases.drafting.withdraw(&self.caller, &self.principal, draft).await
    }

    /// Sends what was approved.
    pub async fn create(&self, draft: DraftId, approval: &ApprovalView) -> Outcome<Started> {
        let command = CreateIssue { draft, sha256: approval.sha256.clone() };
        self.use_cases.drafting.create(&self.caller, &self.principal, command).await
    }

    /// Sends what was approved, watches until the job rests, and opens the draft.
    pub async fn created(&self, draft: &DraftView, approval: &ApprovalView) -> DraftView {
        let started = self.create(draft.id, approval).await.expect("the creation can be started");
        self.watch(started.job).await;
        self.draft(draft.id).await
    }

    /// A draft in this project that has been approved.
    pub async fn approved_in(&self, project: &str, text: &str) -> (DraftView, ApprovalView) {
        let form = StartDraft { project: project.to_owned(), ..requirement(text) };
        let draft = self.written_from(form).await;
        let approval = self.approve(&draft).await.expect("the draft can be approved");
        (draft, approval)
    }
}
