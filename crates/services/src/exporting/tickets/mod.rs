//! The job that takes a site build's tickets to Jira. It goes by the ledger alone, so that it goes on by itself after a crash, and
//! never sends what may be in Jira already.

mod attach;
mod batch;
pub(crate) mod batches;
mod links;
mod look;
mod lost;
mod pace;
mod send;
mod sprints;

use super::send::{Access, access};
use crate::{
    Resources, audit,
    connections::note_refusal,
    long_work, site_builds,
    site_tickets::{CREATE, Line, in_line},
};
use atlassian::jira::PaceWatch;
use batches::BATCH;
use contract::{Outcome as Answered, events::JobEvent};
use domain::{
    failure::{Category, Failure},
    ids::{SiteBuildId, SiteTicketId},
    jira::IssueKey,
};
use jobs::{Ending, Job, JobContext, Lane, Lost, Outcome};
use lost::Look;
use pace::Pace;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use store::{
    Tx,
    operations::{self, Operation, OperationState},
    site_tickets::{self, SiteTicket},
};

/// Takes the tickets of one build to Jira.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportSiteBuild {
    /// The build.
    pub build: SiteBuildId,
}

impl Job for ExportSiteBuild {
    const KIND: &'static str = "export_site_build";
    const LANE: Lane = Lane::Background;
    /// Every crash counts as one, and so does every turn: a run gives its place back now and then.
    const MAX_ATTEMPTS: i32 = 100_000;
    const ON_LOST: Lost = Lost::Requeue;
    /// A call in flight is finished before a stop takes effect.
    const STOP_GRACE: Duration = Duration::from_mins(2);
    type Env = Arc<Resources>;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, env: Self::Env, _checkpoint: Option<()>) -> Outcome<()> {
        let done = async {
            let mut run = Run::begin(&ctx, &env, self.build).await?;
            run.go().await
        };
        done.await.unwrap_or_else(Outcome::Fail)
    }
}

/// One run.
struct Run<'a> {
    ctx: &'a JobContext,
    env: &'a Arc<Resources>,
    build: SiteBuildId,
    access: Access,
    pace: Pace,
    /// Issues in one call at most: fewer after one that was too much for Jira, or whose answer was lost.
    size: usize,
    /// What was in Jira when this run began.
    created_before: usize,
    /// How often Jira was not reached in a row.
    unreached: u32,
    /// Calls whose answers were lost, by their label.
    looks: HashMap<String, Look>,
    /// Changed after they were agreed to: they wait until somebody agrees again.
    changed: BTreeSet<SiteTicketId>,
    tickets: HashMap<SiteTicketId, SiteTicket>,
    line: Line,
    operations: BTreeMap<SiteTicketId, Operation>,
}

impl<'a> Run<'a> {
    async fn begin(ctx: &'a JobContext, env: &'a Arc<Resources>, build: SiteBuildId) -> Answered<Self> {
        let mut access = access(env, ctx).await?;
        let watch = Arc::new(PaceWatch::new());
        access.jira = access.jira.paced(Arc::clone(&watch));
        let (tickets, line, operations) = env
            .store
            .of(ctx.principal())
            .read(move |tx| -> Answered<_> {
                let tickets = site_tickets::list(tx, build)?;
                let ids: Vec<_> = tickets.iter().map(|ticket| ticket.id).collect();
                let needs = site_tickets::needs(tx, build)?;
                let line = in_line(&ids, needs.iter().map(|need| (need.ticket, need.need)));
                Ok((tickets, line, ledger(tx, build)?))
            })
            .await?;
        Ok(Self {
            ctx,
            env,
            build,
            access,
            pace: Pace::new(watch),
            size: BATCH,
            created_before: operations.values().filter(|one| one.state == OperationState::Created).count(),
            unreached: 0,
            looks: HashMap::new(),
            changed: BTreeSet::new(),
            tickets: tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect(),
            line,
            operations,
        })
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Answered<T> + Send + 'static,
    ) -> Answered<T> {
        self.env.store.of(self.ctx.principal()).read(work).await
    }

    /// A transaction that is on disk when it returns. It does nothing when somebody else has the job by now.
    async fn write_durably<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Answered<T> + Send + 'static,
    ) -> Answered<T> {
        let lease = self.ctx.lease();
        let store = self.env.store.of(self.ctx.principal());
        store
            .write_durably(move |tx| {
                if !store::jobs::still_holds(tx, lease)? {
                    return Err(Failure::temporary(
                        "site_build.elsewhere",
                        "Another process goes on with this.",
                    ));
                }
                work(tx)
            })
            .await
    }

    /// The same for what Jira answered: a fact, whoever has the job by now.
    async fn record_durably<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Answered<T> + Send + 'static,
    ) -> Answered<T> {
        self.env.store.of(self.ctx.principal()).write_durably(work).await
    }

    async fn go(&mut self) -> Answered<Outcome<()>> {
        loop {
            if let Some(outcome) = self.rest().await {
                return Ok(outcome);
            }
            self.look_for_lost().await?;
            if let Some(batch) = self.next_batch().await? {
                if let Some(outcome) = self.send(batch).await? {
                    return Ok(outcome);
                }
            } else if self.lost().is_empty() {
                break;
            } else {
                self.say("Finding out whether Jira created what it gave no answer for").await;
                self.pause(self.until_next_look()).await;
            }
        }
        if let Some(outcome) = self.link_and_attach().await? {
            return Ok(outcome);
        }
        self.settle().await
    }

    fn count(&self, state: OperationState) -> usize {
        self.operations.values().filter(|operation| operation.state == state).count()
    }

    async fn say(&self, message: &str) {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (done, total) = (number(self.count(OperationState::Created)), number(self.operations.len()));
        long_work::tell(self.ctx, JobEvent::Progress { message: message.to_owned(), done, total }).await;
    }

    fn stopped(&self) -> Outcome<()> {
        let words = format!(
            "Stopped. {} of {} issues are in Jira; nothing is lost.",
            self.count(OperationState::Created),
            self.operations.len()
        );
        Outcome::Interrupted(words)
    }

    /// A token that Jira refuses closes creating for everything else too.
    async fn note(&self, failure: &Failure) {
        note_refusal(self.env, self.ctx.principal(), &self.access.connection, failure).await;
    }

    /// The issue of a ticket, once there is one.
    fn key(&self, ticket: SiteTicketId) -> Option<IssueKey> {
        self.operations.get(&ticket)?.key.clone()
    }

    /// Everything is said: the job ends together with the audit log's line.
    async fn settle(&self) -> Answered<Outcome<()>> {
        let closing = self.ctx.close().await.map_err(|_| Failure::internal())?;
        let count = |state| self.count(state);
        let mut entry =
            audit::entry_of_job("site_build.exported", site_builds::subject(self.build), "ok", self.ctx);
        entry.detail = serde_json::json!({
            "created": count(OperationState::Created),
            "refused": count(OperationState::Rejected),
            "unknown": count(OperationState::Unknown),
            "changed": self.changed.len(),
        });
        let build = self.build;
        let event = self
            .write_durably(move |tx| -> Answered<_> {
                store::site_builds::active(tx, build)?;
                store::audit::record(tx, &entry)?;
                store::jobs::finish(tx, &closing, &Ending::Done(None))?.ok_or_else(Failure::internal)
            })
            .await?;
        Ok(Outcome::Settled(event))
    }
}

fn ledger(tx: &mut Tx, build: SiteBuildId) -> Answered<BTreeMap<SiteTicketId, Operation>> {
    let all = operations::of_subject(tx, &site_builds::subject(build))?;
    Ok(all
        .into_iter()
        .filter(|operation| operation.kind == CREATE)
        .filter_map(|operation| Some((operation.item.parse().ok()?, operation)))
        .collect())
}

/// Whether it is not known what became of an effect.
fn is_open(operation: &Operation) -> bool {
    matches!(operation.state, OperationState::Sending | OperationState::Doubtful)
}

/// Whether trying again may help.
fn passes(failure: &Failure) -> bool {
    failure.category == Category::Temporary
}
