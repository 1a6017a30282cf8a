//! The job that takes a site build's tickets to Jira. It goes by the ledger alone, so that it goes on by itself after a crash, and
//! never sends what may be in Jira already.

use super::{
    batches::BATCH,
    export_links,
    export_look::{self, Lost as LostCall},
    export_send::{One, Sent, send},
    send::{Access, access},
};
use crate::{
    Resources, audit,
    connections::note_refusal,
    failures, long_work, site_builds,
    site_tickets::{CREATE, Line, in_line},
};
use atlassian::jira::PaceWatch;
use contract::{Outcome as Answered, events::JobEvent};
use domain::{
    failure::{Category, Failure},
    ids::{SiteBuildId, SiteTicketId},
    time::Timestamp,
};
use jobs::{Ending, Job, JobContext, Lane, Lost, Outcome};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use store::{
    StoreError, Tx,
    operations::{self, Operation, OperationState},
    site_tickets::{self, SiteTicket},
};

/// Takes the tickets of one build to Jira.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportSiteBuild {
    /// The build.
    pub build: SiteBuildId,
}

/// How often Jira may not be reached in a row before a person is asked.
const UNREACHED: u32 = 5;
/// The first wait after a wish to slow down that names no time, and the longest.
const SLOWER: Duration = Duration::from_secs(5);
const SLOWEST: Duration = Duration::from_mins(5);

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

/// When a call whose answer was lost is looked for again.
#[derive(Debug, Clone, Copy)]
struct NextLook {
    at: Timestamp,
    wait: Duration,
}

/// One run.
pub(super) struct Run<'a> {
    pub(super) ctx: &'a JobContext,
    pub(super) env: &'a Arc<Resources>,
    pub(super) build: SiteBuildId,
    pub(super) access: Access,
    /// How fast Jira may be asked, as its latest answer says.
    pace: Arc<PaceWatch>,
    /// Issues in one call at most; fewer after Jira took none of them.
    size: usize,
    unreached: u32,
    slower: u32,
    looks: HashMap<String, NextLook>,
    /// Changed after they were agreed to: they wait until somebody agrees again.
    changed: BTreeSet<SiteTicketId>,
    tickets: HashMap<SiteTicketId, SiteTicket>,
    line: Line,
    operations: BTreeMap<SiteTicketId, Operation>,
}

impl<'a> Run<'a> {
    async fn begin(ctx: &'a JobContext, env: &'a Arc<Resources>, build: SiteBuildId) -> Answered<Self> {
        let mut access = access(env, ctx).await?;
        let pace = Arc::new(PaceWatch::new());
        access.jira = access.jira.paced(Arc::clone(&pace));
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
            pace,
            size: BATCH,
            unreached: 0,
            slower: 0,
            looks: HashMap::new(),
            changed: BTreeSet::new(),
            tickets: tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect(),
            line,
            operations,
        })
    }

    /// A transaction that is on disk when it returns.
    pub(super) async fn write_durably<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.env.store.of(self.ctx.principal()).write_durably(work).await
    }

    /// How long one turn takes: the operator limits runs, and an export may take longer.
    fn turn(&self) -> Duration {
        Duration::from_mins(u64::from(self.env.settings.current().limits.job_minutes)) / 2
    }

    async fn go(&mut self) -> Answered<Outcome<()>> {
        loop {
            if self.ctx.cancel().is_cancelled() {
                return Ok(self.stopped());
            }
            if self.ctx.elapsed() > self.turn() {
                let failure = Failure::temporary("site_build.next_turn", "The export goes on in a moment.");
                return Ok(Outcome::Retry { after: Duration::ZERO, failure });
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
        if let Some(outcome) = export_links::make(self).await? {
            return Ok(outcome);
        }
        self.settle().await
    }

    fn count(&self, state: OperationState) -> usize {
        self.operations.values().filter(|operation| operation.state == state).count()
    }

    pub(super) async fn say(&self, message: &str) {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (done, total) = (number(self.count(OperationState::Created)), number(self.operations.len()));
        long_work::tell(self.ctx, JobEvent::Progress { message: message.to_owned(), done, total }).await;
    }

    pub(super) async fn pause(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait.max(Duration::from_millis(10))) => {}
            () = self.ctx.cancel().cancelled() => {}
        }
    }

    pub(super) fn stopped(&self) -> Outcome<()> {
        let words = format!(
            "Stopped. {} of {} issues are in Jira; nothing is lost.",
            self.count(OperationState::Created),
            self.operations.len()
        );
        Outcome::Interrupted(words)
    }

    /// A token that Jira refuses closes creating for everything else too.
    pub(super) async fn note(&self, failure: &Failure) {
        note_refusal(self.env, self.ctx.principal(), &self.access.connection, failure).await;
    }

    /// How long to wait before the next call, so that Jira need not say no: what the operator asks for, and until there
    /// is room again where an answer says that there is none.
    fn ease(&self) -> Duration {
        let own = Duration::from_millis(u64::from(self.env.settings.current().export.delay_milliseconds));
        let pace = self.pace.latest();
        let full = pace.remaining == Some(0);
        let refill = pace.refill.map(|refill| refill.every).filter(|_| full);
        let asked = pace.wait().filter(|_| full || pace.near_limit).or(refill).unwrap_or(Duration::ZERO);
        own.max(asked.min(SLOWEST))
    }

    /// Whether a ticket may go now: nothing that it waits for is on its way, or held back.
    fn may_go(&self, ticket: SiteTicketId, held: &BTreeSet<SiteTicketId>) -> bool {
        self.line.needs.get(&ticket).into_iter().flatten().all(|need| {
            !held.contains(need)
                && self.operations.get(need).is_none_or(|operation| {
                    !matches!(operation.state, OperationState::Sending | OperationState::Doubtful)
                })
        })
    }

    /// The next issues that can go in one call: in their order, of one mark, exactly as they were agreed to.
    async fn next_batch(&mut self) -> Answered<Option<Vec<One>>> {
        let mut held = BTreeSet::new();
        let mut chosen: Vec<(SiteTicketId, Operation)> = Vec::new();
        for id in &self.line.order {
            let Some(operation) = self.operations.get(id) else { continue };
            // What was changed has left the export: it keeps nobody back, and its links are made once it is there.
            if operation.state != OperationState::Planned || self.changed.contains(id) {
                continue;
            }
            let alike = chosen.first().is_none_or(|(_, first)| first.label == operation.label);
            if !alike || chosen.len() >= self.size || !self.may_go(*id, &held) {
                held.insert(*id);
                continue;
            }
            chosen.push((*id, operation.clone()));
        }
        if chosen.is_empty() {
            return Ok(None);
        }
        let (frozen, changed) = self
            .env
            .store
            .of(self.ctx.principal())
            .read(move |tx| -> Answered<_> {
                let (mut frozen, mut changed) = (Vec::new(), Vec::new());
                for (ticket, operation) in chosen {
                    let agreed = site_tickets::get(tx, ticket)?.is_some_and(|(ticket, _, _)| {
                        ticket.ready && ticket.payload_sha256.as_ref() == Some(&operation.payload_sha256)
                    });
                    match site_tickets::payload(tx, ticket)? {
                        Some(payload) if agreed => frozen.push(One { ticket, operation, payload }),
                        _ => changed.push(ticket),
                    }
                }
                Ok((frozen, changed))
            })
            .await?;
        if changed.is_empty() {
            return Ok(Some(frozen));
        }
        self.changed.extend(changed);
        Box::pin(self.next_batch()).await
    }

    async fn send(&mut self, batch: Vec<One>) -> Answered<Option<Outcome<()>>> {
        let ids: Vec<SiteTicketId> = batch.iter().map(|one| one.ticket).collect();
        let first = self.count(OperationState::Created) + 1;
        let title = ids.first().and_then(|id| self.tickets.get(id)).map_or("", |ticket| &ticket.title);
        let words = match ids.len() {
            1 => format!("Creating ticket {first} of {}: {title}", self.operations.len()),
            many => format!(
                "Creating tickets {first} to {} of {}: {title} and more",
                first + many - 1,
                self.operations.len()
            ),
        };
        self.say(&words).await;
        let sent = send(self, batch).await?;
        self.read_again(ids).await?;
        match sent {
            Sent::Answered => {
                (self.unreached, self.slower) = (0, 0);
                let wait = self.ease();
                if !wait.is_zero() {
                    self.pause(wait).await;
                }
            }
            Sent::SlowDown(wait) => {
                let own = SLOWER.saturating_mul(2_u32.saturating_pow(self.slower)).min(SLOWEST);
                self.slower += 1;
                let wait = wait.unwrap_or(own);
                self.say(&format!("Jira asks to slow down; going on in {} s", wait.as_secs().max(1))).await;
                self.pause(wait).await;
            }
            // What somebody changed is found when the next call is put together.
            Sent::Stale => {
                let build = self.build;
                self.operations =
                    self.env.store.of(self.ctx.principal()).read(move |tx| ledger(tx, build)).await?;
            }
            Sent::TooMuch => self.size = (self.size / 2).max(1),
            Sent::NotReached(failure) => {
                self.unreached += 1;
                if self.unreached >= UNREACHED {
                    return Ok(Some(Outcome::Fail(failure.with_next(
                        "Nothing is lost. Go on with the export when Jira can be reached again.",
                    ))));
                }
                self.say("Jira cannot be reached; trying again").await;
                self.pause(self.env.timing.look_up_every.saturating_mul(2_u32.pow(self.unreached))).await;
            }
            Sent::Hopeless(failure) => {
                self.note(&failure).await;
                return Ok(Some(Outcome::Fail(failure)));
            }
        }
        Ok(None)
    }

    /// Reads from the ledger what became of these.
    async fn read_again(&mut self, ids: Vec<SiteTicketId>) -> Answered<()> {
        let wanted: Vec<_> =
            ids.into_iter().filter_map(|id| Some((id, self.operations.get(&id)?.id))).collect();
        let read = self
            .env
            .store
            .of(self.ctx.principal())
            .read(move |tx| -> Answered<Vec<_>> {
                let mut read = Vec::new();
                for (ticket, operation) in wanted {
                    if let Some(operation) = operations::find(tx, operation)? {
                        read.push((ticket, operation));
                    }
                }
                Ok(read)
            })
            .await?;
        self.operations.extend(read);
        Ok(())
    }

    /// Calls without an answer: of this run at once, of earlier runs as they are.
    fn lost(&self) -> Vec<(Vec<SiteTicketId>, LostCall)> {
        let mut lost: BTreeMap<Option<String>, (Vec<SiteTicketId>, LostCall)> = BTreeMap::new();
        for (ticket, operation) in &self.operations {
            if !matches!(operation.state, OperationState::Sending | OperationState::Doubtful) {
                continue;
            }
            let since = operation.sent_at.unwrap_or(operation.created_at);
            let (tickets, call) = lost.entry(operation.label.clone()).or_insert_with(|| {
                (
                    Vec::new(),
                    LostCall { label: operation.label.clone(), operations: Vec::new(), since, until: since },
                )
            });
            call.since = call.since.min(since);
            call.until = call.until.max(since);
            tickets.push(*ticket);
            let summary = self.tickets.get(ticket).map(|ticket| ticket.title.clone()).unwrap_or_default();
            call.operations.push((operation.id, summary));
        }
        lost.into_values().collect()
    }

    fn until_next_look(&self) -> Duration {
        let now = self.env.clock.now();
        let waits =
            self.looks.values().map(|look| if look.at > now { look.at.since(now) } else { Duration::ZERO });
        waits.min().unwrap_or(self.env.timing.look_up_every).min(self.env.timing.look_up_every)
    }

    /// Looks for what was lost, where it is time to.
    async fn look_for_lost(&mut self) -> Answered<()> {
        for (tickets, call) in self.lost() {
            let name = call.label.clone().unwrap_or_default();
            let now = self.env.clock.now();
            let every = self.env.timing.look_up_every;
            let next = *self.looks.entry(name.clone()).or_insert(NextLook { at: now, wait: every });
            if next.at > now {
                continue;
            }
            let wait = (next.wait * 2).min(every * 10);
            self.looks.insert(name.clone(), NextLook { at: now.plus(next.wait), wait });
            self.look_for(&tickets, &call, now).await?;
            self.read_again(tickets.clone()).await?;
            let open = |id| {
                self.operations.get(id).is_some_and(|operation| {
                    matches!(operation.state, OperationState::Sending | OperationState::Doubtful)
                })
            };
            if !tickets.iter().any(open) {
                self.looks.remove(&name);
            }
        }
        Ok(())
    }

    /// Whether something that was sent after this call can be seen: then Jira's search has caught up with it.
    async fn later_is_seen(&self, call: &LostCall) -> bool {
        let later = self.operations.values().filter(|operation| {
            operation.state == OperationState::Created
                && operation.sent_at.is_some_and(|sent| sent > call.until)
                && operation.label != call.label
        });
        let Some(label) =
            later.max_by_key(|operation| operation.sent_at).and_then(|later| later.label.clone())
        else {
            return false;
        };
        self.access.jira.find_by_label(&label).await.is_ok_and(|found| !found.is_empty())
    }

    async fn look_for(&self, tickets: &[SiteTicketId], call: &LostCall, now: Timestamp) -> Answered<()> {
        let project = tickets.first().and_then(|id| self.tickets.get(id));
        let project = match project {
            Some(ticket) => self.project(ticket.id).await?,
            None => String::new(),
        };
        let shown = match export_look::look(&self.access.jira, &project, call, now).await {
            Ok(shown) => shown,
            // An empty answer proves something, a failed question nothing.
            Err(error) => {
                tracing::info!(code = error.code(), "Jira could not be asked for the marks of a call");
                let failure = failures::jira(&error);
                self.note(&failure).await;
                return if failure.code == "jira.unauthorized" { Err(failure) } else { Ok(()) };
            }
        };
        let timing = self.env.timing;
        let patience = if self.later_is_seen(call).await { timing.absence / 2 } else { timing.absence };
        let fence = self.ctx.fence();
        let operations: Vec<Operation> =
            tickets.iter().filter_map(|id| self.operations.get(id).cloned()).collect();
        self.write_durably(move |tx| -> Answered<()> {
            for operation in operations {
                let id = operation.id;
                if let Some((key, issue)) = shown.found.get(&id) {
                    operations::mark_created(tx, id, key, Some(issue))?;
                    continue;
                }
                let from = operation.deadline_at.unwrap_or(operation.updated_at);
                if operation.state == OperationState::Sending {
                    // Of an earlier run: its answer may still come until the deadline.
                    if operation.fence == fence || now >= from {
                        operations::mark_doubtful(tx, id, fence, None)?;
                    }
                    continue;
                }
                if now > from && now.since(from) >= patience {
                    if shown.proves {
                        operations::mark_planned_again(tx, id)?;
                    } else {
                        operations::mark_unknown(tx, id)?;
                    }
                }
            }
            Ok(())
        })
        .await
    }

    /// The project that a ticket was sent to.
    async fn project(&self, ticket: SiteTicketId) -> Answered<String> {
        let bytes =
            self.env.store.of(self.ctx.principal()).read(move |tx| site_tickets::payload(tx, ticket)).await?;
        bytes.map_or(Ok(String::new()), |bytes| super::payload::read(&bytes).map(|payload| payload.project))
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

    /// The issue of a ticket, once there is one.
    pub(super) fn key(&self, ticket: SiteTicketId) -> Option<domain::jira::IssueKey> {
        self.operations.get(&ticket)?.key.clone()
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

/// Whether trying again may help.
pub(super) fn passes(failure: &Failure) -> bool {
    failure.category == Category::Temporary
}
