//! The job that creates one issue. It reads the ledger, does the one thing that state asks for, and reads again;
//! so it goes on by itself after a crash, and never sends what may be in Jira already.

use super::{
    link_job::LinkParts,
    payload::{self, Payload},
    reconcile::{Look, look},
    send::{Access, access, send},
};
use crate::{Resources, audit, connections::note_refusal, drafting::subject, failures, long_work};
use contract::{Outcome as Answered, events::JobEvent, views::DraftStatus};
use domain::{
    failure::{Category, Failure},
    ids::{ApprovalId, DraftId},
    time::Timestamp,
};
use jobs::{Ending, Job, JobContext, Lane, Lost, NewJob, Outcome};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use store::{
    StoreError, approvals,
    audit::Entry,
    drafts::{self, Issue},
    operations::{self, Operation, OperationState},
};

/// Creates the issue of one approval. The value is what is stored while it waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreateIssueJob {
    /// The draft.
    pub draft: DraftId,
    /// The frozen payload.
    pub approval: ApprovalId,
}

impl Job for CreateIssueJob {
    const KIND: &'static str = "create_issue";
    const LANE: Lane = Lane::Interactive;
    const MAX_ATTEMPTS: i32 = 50;
    const ON_LOST: Lost = Lost::Requeue;
    /// A call in flight is finished before a stop takes effect.
    const STOP_GRACE: Duration = Duration::from_mins(2);
    type Env = Arc<Resources>;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, env: Self::Env, _checkpoint: Option<()>) -> Outcome<()> {
        match Run::begin(&self, &ctx, &env).await {
            Ok(mut run) => match run.go().await {
                Ok(outcome) => outcome,
                Err(failure) => Outcome::Fail(failure),
            },
            Err(failure) => Outcome::Fail(failure),
        }
    }
}

/// Creates that Jira turned away without doing anything (429, not reached) before a person is asked.
const POLITE_TRIES: i32 = 4;

struct Run<'a> {
    job: &'a CreateIssueJob,
    ctx: &'a JobContext,
    env: &'a Arc<Resources>,
    payload: Arc<Payload>,
    access: Access,
    transport: &'static str,
}

impl<'a> Run<'a> {
    async fn begin(job: &'a CreateIssueJob, ctx: &'a JobContext, env: &'a Arc<Resources>) -> Answered<Self> {
        let id = job.approval;
        let approval = env
            .store
            .of(ctx.principal())
            .read(move |tx| approvals::get(tx, id))
            .await?
            .ok_or_else(|| Failure::not_found("approval"))?;
        let payload = Arc::new(payload::read(&approval.payload)?);
        let access = access(env, ctx).await?;
        // What a run after a crash says of an issue it only found.
        let transport = "found by its mark after an interruption";
        Ok(Self { job, ctx, env, payload, access, transport })
    }

    async fn operation(&self) -> Answered<Operation> {
        let id = self.payload.operation;
        let found = self.env.store.of(self.ctx.principal()).read(move |tx| operations::find(tx, id)).await?;
        found.ok_or_else(|| Failure::not_found("creation"))
    }

    async fn go(&mut self) -> Answered<Outcome<()>> {
        let mut sent = false;
        loop {
            let operation = self.operation().await?;
            match operation.state {
                OperationState::Planned if self.ctx.cancel().is_cancelled() => return Ok(stopped()),
                OperationState::Planned if sent => return Ok(self.turned_away(&operation)),
                OperationState::Planned => {
                    self.say("Creating the issue in Jira").await;
                    self.transport = send(self.env, self.ctx, &self.access, &self.payload).await;
                    sent = true;
                }
                OperationState::Sending => self.give_up_on(&operation).await?,
                OperationState::Doubtful => {
                    if let Some(outcome) = self.find_out(&operation).await? {
                        return Ok(outcome);
                    }
                    // Proven absent: it is planned again, with the same operation.
                    sent = false;
                }
                OperationState::Created => return self.settle(&operation).await,
                OperationState::Rejected => return self.rejected(operation).await,
                OperationState::Unknown => return Ok(Outcome::Fail(unknown())),
            }
        }
    }

    async fn say(&self, message: &str) {
        long_work::tell(self.ctx, JobEvent::Progress { message: message.to_owned(), done: 0, total: 0 })
            .await;
    }

    /// Nothing happened in Jira. A wish to slow down is followed; anything else is the person's to repeat.
    fn turned_away(&self, operation: &Operation) -> Outcome<()> {
        let failure = operation.failure.clone().unwrap_or_else(|| {
            Failure::temporary("jira.not_sent", "The issue could not be sent to Jira. Nothing was created.")
                .with_next("Try again.")
        });
        if failure.code == "jira.rate_limited" && self.ctx.attempt() < POLITE_TRIES {
            let wait = failure.retry_after.map_or(5, u64::from);
            return Outcome::Retry { after: Duration::from_secs(wait), failure };
        }
        Outcome::Fail(failure)
    }

    /// A request that is on its way, of this run without an answer or of an earlier one that was cut: no answer can
    /// come after its deadline, so then it is doubtful, and before that nobody touches it.
    async fn give_up_on(&self, operation: &Operation) -> Answered<()> {
        let now = self.env.clock.now();
        let deadline = operation.deadline_at.unwrap_or(now);
        if operation.fence != self.ctx.fence() && now < deadline {
            // The issue may well be there already: then there is no need to wait.
            self.uncertain().await?;
            if self.found(operation, now).await? {
                return Ok(());
            }
            self.say("Checking whether Jira created the issue").await;
            self.pause(self.env.timing.look_up_every.min(deadline.since(now))).await;
            return Ok(());
        }
        let (id, fence) = (operation.id, self.ctx.fence());
        self.env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| operations::mark_doubtful(tx, id, fence, None))
            .await?;
        Ok(())
    }

    /// Whether one look-up found the issue; then the ledger knows its key.
    async fn found(&self, operation: &Operation, now: Timestamp) -> Answered<bool> {
        match look(&self.access.jira, &self.payload, operation, now).await {
            Ok(Look::Found { key, id }) => {
                let operation = operation.id;
                self.env
                    .store
                    .of(self.ctx.principal())
                    .write_durably(move |tx| operations::mark_created(tx, operation, &key, Some(&id)))
                    .await?;
                Ok(true)
            }
            Ok(Look::Nothing | Look::Blind) | Err(_) => Ok(false),
        }
    }

    /// Looks until the issue is found, or its absence is proven (`None`: planned again), or it stays unknown.
    async fn find_out(&self, operation: &Operation) -> Answered<Option<Outcome<()>>> {
        self.uncertain().await?;
        self.say("Checking whether Jira created the issue").await;
        let from = operation.deadline_at.unwrap_or(operation.updated_at);
        let mut wait = self.env.timing.look_up_every;
        // An empty answer proves something, a failed question nothing: the waiting begins anew after it.
        let mut empty_since = None;
        loop {
            if self.ctx.cancel().is_cancelled() {
                return Ok(Some(stopped()));
            }
            let now = self.env.clock.now();
            let absence = self.env.timing.absence;
            let long = |since: Timestamp| now > since && now.since(since) >= absence;
            let patient = long(from) && empty_since.is_some_and(long);
            let id = operation.id;
            match look(&self.access.jira, &self.payload, operation, now).await {
                Ok(Look::Found { key, id: issue_id }) => {
                    self.env
                        .store
                        .of(self.ctx.principal())
                        .write_durably(move |tx| operations::mark_created(tx, id, &key, Some(&issue_id)))
                        .await?;
                    return Ok(None);
                }
                Ok(Look::Nothing) if patient => {
                    self.env
                        .store
                        .of(self.ctx.principal())
                        .write_durably(move |tx| operations::mark_planned_again(tx, id))
                        .await?;
                    self.say("Jira did not create it; sending it again").await;
                    return Ok(None);
                }
                Ok(Look::Blind) if patient => {
                    self.env
                        .store
                        .of(self.ctx.principal())
                        .write_durably(move |tx| operations::mark_unknown(tx, id))
                        .await?;
                    return Ok(Some(Outcome::Fail(unknown())));
                }
                Ok(Look::Nothing | Look::Blind) => {
                    empty_since.get_or_insert(now);
                }
                Err(error) => {
                    empty_since = None;
                    tracing::info!(code = error.code(), operation = %id, "Jira could not be asked for the mark");
                    self.note(&failures::jira(&error)).await;
                }
            }
            self.pause(wait).await;
            wait = (wait * 2).min(self.env.timing.look_up_every * 10);
        }
    }

    async fn pause(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait.max(Duration::from_millis(10))) => {}
            () = self.ctx.cancel().cancelled() => {}
        }
    }

    async fn uncertain(&self) -> Answered<()> {
        let draft = self.job.draft;
        self.env
            .store
            .of(self.ctx.principal())
            .write(move |tx| drafts::set_status(tx, draft, &[DraftStatus::Creating], DraftStatus::Uncertain))
            .await?;
        Ok(())
    }

    /// The key is known: draft, job and audit log say so in one transaction.
    async fn settle(&self, operation: &Operation) -> Answered<Outcome<()>> {
        let key = operation.key.clone().ok_or_else(Failure::internal)?;
        let url = self.access.site.browse_url(key.as_str()).ok_or_else(Failure::internal)?;
        let issue =
            Issue { key: key.clone(), url, transport: self.transport.to_owned(), at: self.env.clock.now() };
        let closing = self.ctx.close().await.map_err(|_| Failure::internal())?;
        let (draft, entry) = (self.job.draft, self.audit_entry("ok", Some(key.as_str())));
        let event = self
            .env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| -> Answered<_> {
                drafts::set_issue(tx, draft, &issue)?;
                if drafts::get(tx, draft)?.is_some_and(|draft| draft.part_of.is_some()) {
                    let links = NewJob::of(&LinkParts { draft })
                        .map_err(|error| failures::internal("a job's payload", &error))?
                        .deduplicated(format!("links:{draft}"));
                    store::jobs::enqueue(tx, links)?;
                }
                store::audit::record(tx, &entry)?;
                let ended = store::jobs::finish(tx, &closing, &Ending::Done(Some(key.to_string())))?;
                ended.ok_or_else(Failure::internal)
            })
            .await?;
        Ok(Outcome::Settled(event))
    }

    /// Jira said no: the draft can be edited again, with what Jira said.
    async fn rejected(&self, operation: Operation) -> Answered<Outcome<()>> {
        let failure =
            operation.failure.unwrap_or_else(|| Failure::user("jira.rejected", "Jira refused the issue."));
        self.note(&failure).await;
        let (draft, entry, kept) = (self.job.draft, self.audit_entry(&failure.code, None), failure.clone());
        self.env
            .store
            .of(self.ctx.principal())
            .write(move |tx| -> Result<(), StoreError> {
                let from = [DraftStatus::Creating, DraftStatus::Uncertain];
                drafts::set_failure(tx, draft, &from, DraftStatus::Ready, Some(&kept))?;
                approvals::withdraw(tx, draft)?;
                store::audit::record(tx, &entry)
            })
            .await?;
        Ok(Outcome::Fail(failure))
    }

    /// A token that Jira refuses closes creating for everything else too.
    async fn note(&self, failure: &Failure) {
        note_refusal(self.env, self.ctx.principal(), &self.access.connection, failure).await;
    }

    fn audit_entry(&self, outcome: &str, key: Option<&str>) -> Entry {
        let detail = serde_json::json!({ "key": key, "operation": self.payload.operation });
        Entry { detail, ..audit::entry_of_job("issue.created", subject(self.job.draft), outcome, self.ctx) }
    }
}

fn stopped() -> Outcome<()> {
    Outcome::Interrupted("Stopped. What is known about the issue is kept.".to_owned())
}

fn unknown() -> Failure {
    Failure::new(
        "jira.outcome_unknown",
        Category::UserFixable,
        "Jira's answer was lost, and you may not see the project, so it cannot be found out whether the issue exists.",
    )
    .with_next("Ask somebody who sees the project whether the issue is there before you send it again.")
}
