//! The job that brings issues up to date with their tickets' rows: descriptions are written anew, or comments say what
//! changed. What people changed in Jira after it was looked at is never written over.

use super::{
    payload,
    send::{Access, access},
    turns::Turns,
};
use crate::{
    Resources, audit, connections::note_refusal, failures, issue_text, site_builds, site_tickets as tickets,
};
use atlassian::jira::JiraError;
use contract::{
    Outcome as Answered,
    views::{UpdateState, UpdateWay},
};
use domain::{failure::Failure, ids::SiteBuildId, jira::IssueKey};
use jobs::{Ending, Job, JobContext, Lane, Lost, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{sync::Arc, time::Duration};
use store::{
    Tx,
    site_tickets::{self, Update},
};

/// The wait after a wish to slow down that names no time.
const SLOWER: Duration = Duration::from_secs(10);
/// The wait before what failed for a moment is tried again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often one issue is tried.
const TRIES: u32 = 4;

/// What could be written to one issue, as it was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frozen {
    /// The issue.
    pub(crate) key: IssueKey,
    /// Its new description, where that can be written.
    pub(crate) description: Option<Value>,
    /// What a comment says.
    pub(crate) comment: Value,
    /// Words of the comment by which it is found again.
    pub(crate) reference: String,
    /// The description that it was given.
    pub(crate) sent: Option<Value>,
}

/// Reads what was frozen.
pub(crate) fn read(bytes: &[u8]) -> Answered<Frozen> {
    serde_json::from_slice(bytes).map_err(|error| failures::internal("an update's payload", &error))
}

/// What tells one description from another, however its lines end.
pub(crate) fn seen(description: &str) -> String {
    hex::encode(Sha256::digest(description))
}

/// Brings issues of one build up to date.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct UpdateIssues {
    /// The build.
    pub build: SiteBuildId,
}

impl Job for UpdateIssues {
    const KIND: &'static str = "update_issues";
    const LANE: Lane = Lane::Background;
    /// Every wish of Jira's to slow down counts as one, and so does every turn.
    const MAX_ATTEMPTS: i32 = 10_000;
    const ON_LOST: Lost = Lost::Requeue;
    /// A call in flight is finished before a stop takes effect.
    const STOP_GRACE: Duration = Duration::from_mins(2);
    type Env = Arc<Resources>;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, env: Self::Env, _checkpoint: Option<()>) -> Outcome<()> {
        let done = async {
            let access = access(&env, &ctx).await?;
            Run { ctx: &ctx, env: &env, build: self.build, access }.go().await
        };
        done.await.unwrap_or_else(Outcome::Fail)
    }
}

struct Run<'a> {
    ctx: &'a JobContext,
    env: &'a Arc<Resources>,
    build: SiteBuildId,
    access: Access,
}

/// What became of one issue.
enum Done {
    /// It says what it shall say.
    Written,
    /// Somebody changed it after it was looked at.
    Overtaken,
}

impl Run<'_> {
    fn turns(&self) -> Turns<'_> {
        Turns {
            ctx: self.ctx,
            env: self.env,
            limit: UpdateIssues::TIME_LIMIT,
            doing: "Bringing issues up to date",
            others: "the others are as they were.",
        }
    }

    async fn go(&self) -> Answered<Outcome<()>> {
        let build = self.build;
        let read = move |tx: &mut Tx| site_tickets::updates(tx, build);
        let all = self.env.store.of(self.ctx.principal()).read(read).await?;
        let total = all.len();
        let mut written = 0_usize;
        for (at, update) in all.into_iter().enumerate() {
            match update.state {
                UpdateState::Open | UpdateState::Doubtful => {}
                UpdateState::Done => {
                    written += 1;
                    continue;
                }
                UpdateState::Refused | UpdateState::Overtaken => continue,
            }
            if let Some(outcome) = self.turns().next(at + 1, total).await {
                return Ok(outcome);
            }
            match self.one(&update).await? {
                Ok(()) => written += 1,
                Err(None) => {}
                Err(Some(outcome)) => return Ok(outcome),
            }
        }
        self.settle(written, total - written).await
    }

    /// Deals with one issue. An error without an outcome when it is left as it was.
    async fn one(&self, update: &Update) -> Answered<Result<(), Option<Outcome<()>>>> {
        if update.way == UpdateWay::Leave {
            self.finish(update, None).await?;
            return Ok(Ok(()));
        }
        let ticket = update.ticket;
        let bytes = self
            .env
            .store
            .of(self.ctx.principal())
            .read(move |tx| site_tickets::update_payload(tx, ticket))
            .await?;
        let frozen = read(&bytes.unwrap_or_default())?;
        let mut doubtful = update.state == UpdateState::Doubtful;
        let mut tries = 0;
        loop {
            let tried = match update.way {
                UpdateWay::Comment => self.comment(update, &frozen, doubtful).await,
                _ => self.description(update, &frozen).await,
            };
            let error = match tried {
                Ok(Done::Written) => {
                    self.finish(update, Some(&frozen)).await?;
                    return Ok(Ok(()));
                }
                Ok(Done::Overtaken) => {
                    let failure = Failure::user(
                        "site_ticket.overtaken",
                        format!(
                            "Somebody changed {} in Jira after you looked. Nothing was written.",
                            frozen.key
                        ),
                    )
                    .with_next("Look at Jira again to see what stands there now.");
                    self.mark(update, UpdateState::Overtaken, Some(failure)).await?;
                    return Ok(Err(None));
                }
                Err(Trouble::Here(failure)) => return Err(failure),
                Err(Trouble::Jira(error)) => error,
            };
            doubtful = true;
            let failure = failures::jira(&error);
            match error {
                JiraError::RateLimited { retry_after } => {
                    let after = retry_after.unwrap_or(SLOWER);
                    return Ok(Err(Some(Outcome::Retry { after, failure })));
                }
                JiraError::Forbidden | JiraError::Rejected { .. } | JiraError::NotFound => {
                    self.mark(update, UpdateState::Refused, Some(failure)).await?;
                    return Ok(Err(None));
                }
                JiraError::Unavailable(_) if tries < TRIES => {
                    tries += 1;
                    self.turns().pause(AGAIN * tries).await;
                    if self.ctx.cancel().is_cancelled() {
                        let words = "Stopped. The issue at which it was is looked at again when it goes on.";
                        return Ok(Err(Some(Outcome::Interrupted(words.to_owned()))));
                    }
                }
                _ => {
                    note_refusal(self.env, self.ctx.principal(), &self.access.connection, &failure).await;
                    return Ok(Err(Some(Outcome::Fail(failure))));
                }
            }
        }
    }

    /// Writes a description anew, unless it is not the one that was looked at. Jira has no write that depends on what stands
    /// there, so between reading and writing lies a moment.
    async fn description(&self, update: &Update, frozen: &Frozen) -> Result<Done, Trouble> {
        let Some(new) = &frozen.description else { return Ok(Done::Overtaken) };
        let key = frozen.key.as_str();
        let issue = self.access.jira.get_issue(key, &["description"]).await?;
        let there = issue_text::long(&issue, "description");
        if there == issue_text::of_value(new) {
            return Ok(Done::Written);
        }
        if issue.key != key || seen(&there) != update.seen_sha256 {
            return Ok(Done::Overtaken);
        }
        self.about_to_write(update).await?;
        self.access.jira.edit_issue(key, &json!({ "description": new })).await?;
        Ok(Done::Written)
    }

    /// Comments once. What may have been sent is looked for first.
    async fn comment(&self, update: &Update, frozen: &Frozen, doubtful: bool) -> Result<Done, Trouble> {
        let key = frozen.key.as_str();
        if doubtful {
            let comments = self.access.jira.comments(key).await?;
            if comments.iter().any(|body| issue_text::of_value(body).contains(&frozen.reference)) {
                return Ok(Done::Written);
            }
        }
        self.about_to_write(update).await?;
        self.access.jira.comment(key, &frozen.comment).await?;
        Ok(Done::Written)
    }

    /// From here on it may be in Jira.
    async fn about_to_write(&self, update: &Update) -> Result<(), Trouble> {
        let lease = self.ctx.lease();
        let (ticket, operation) = (update.ticket, update.operation);
        let held = self
            .env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| -> Answered<bool> {
                Ok(store::jobs::still_holds(tx, lease)?
                    && site_tickets::mark_update(tx, ticket, operation, UpdateState::Doubtful, None)?)
            })
            .await
            .map_err(Trouble::Here)?;
        if held {
            return Ok(());
        }
        Err(Trouble::Here(Failure::temporary("site_build.elsewhere", "Another process goes on with this.")))
    }

    async fn mark(&self, update: &Update, state: UpdateState, failure: Option<Failure>) -> Answered<()> {
        let (ticket, operation) = (update.ticket, update.operation);
        self.env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| -> Answered<()> {
                site_tickets::mark_update(tx, ticket, operation, state, failure.as_ref())?;
                Ok(())
            })
            .await
    }

    /// The ticket says what its issue was told.
    async fn finish(&self, update: &Update, frozen: Option<&Frozen>) -> Answered<()> {
        let update = update.clone();
        let described = frozen.and_then(|frozen| frozen.description.clone());
        self.env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| -> Answered<()> {
                let (ticket, operation) = (update.ticket, update.operation);
                if !site_tickets::mark_update(tx, ticket, operation, UpdateState::Done, None)? {
                    return Ok(());
                }
                let Some((known, ..)) = site_tickets::get(tx, ticket)? else { return Ok(()) };
                let note = tickets::settled_note(known.note.as_deref());
                let body = (update.way != UpdateWay::Leave).then_some(update.body.as_str());
                let sent = match described.filter(|_| update.way == UpdateWay::Update) {
                    Some(description) => with_description(tx, &update, description)?,
                    None => None,
                };
                let sent = sent.as_ref().map(|(bytes, sha256)| (bytes.as_slice(), sha256.as_str()));
                Ok(site_tickets::settle_update(tx, ticket, body, sent, note)?)
            })
            .await
    }

    async fn settle(&self, written: usize, left: usize) -> Answered<Outcome<()>> {
        let closing = self.ctx.close().await.map_err(|_| Failure::internal())?;
        let subject = site_builds::subject(self.build);
        let mut entry = audit::entry_of_job("site_build.issues_updated", subject, "ok", self.ctx);
        entry.detail = json!({ "done": written, "left": left });
        let event = self
            .env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| -> Answered<_> {
                store::audit::record(tx, &entry)?;
                store::jobs::finish(tx, &closing, &Ending::Done(None))?.ok_or_else(Failure::internal)
            })
            .await?;
        Ok(Outcome::Settled(event))
    }
}

/// What was sent of a ticket, with another description: the next look compares with that.
fn with_description(tx: &mut Tx, update: &Update, description: Value) -> Answered<Option<(Vec<u8>, String)>> {
    let Some(bytes) = site_tickets::payload(tx, update.ticket)? else { return Ok(None) };
    let mut payload = payload::read(&bytes)?;
    payload.rest["fields"]["description"] = description;
    let bytes =
        serde_json::to_vec(&payload).map_err(|error| failures::internal("a ticket's payload", &error))?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(Some((bytes, sha256)))
}

/// Why one step did not succeed.
enum Trouble {
    /// Jira, or the way to it.
    Jira(JiraError),
    /// Something of ours.
    Here(Failure),
}

impl From<JiraError> for Trouble {
    fn from(error: JiraError) -> Self {
        Self::Jira(error)
    }
}
