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
use atlassian::jira::{Effect, JiraError};
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
/// How long a comment is looked for before it is sent again. No request is waited for so long.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_secs(5);
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
            let trouble = match tried {
                Ok(Done::Written) => {
                    self.finish(update, Some(&frozen)).await?;
                    return Ok(Ok(()));
                }
                Ok(Done::Overtaken) => {
                    self.mark(update, UpdateState::Overtaken, Some(overtaken(&frozen, doubtful))).await?;
                    return Ok(Err(None));
                }
                Err(trouble) => trouble,
            };
            let (error, sent) = match trouble {
                Trouble::Here(failure) => return Err(failure),
                Trouble::Stopped => {
                    let words = "Stopped. The issue at which it was is looked at again when it goes on.";
                    return Ok(Err(Some(Outcome::Interrupted(words.to_owned()))));
                }
                Trouble::Look(error) => (error, false),
                Trouble::Sent(error) => (error, true),
            };
            let failure = failures::jira(&error);
            // Jira has said that it did nothing.
            let is_untouched = sent && error.effect() != Effect::Doubtful && !doubtful;
            doubtful |= sent && error.effect() == Effect::Doubtful;
            match error {
                JiraError::RateLimited { retry_after } => {
                    if is_untouched {
                        self.mark(update, UpdateState::Open, None).await?;
                    }
                    let after = retry_after.unwrap_or(SLOWER);
                    return Ok(Err(Some(Outcome::Retry { after, failure })));
                }
                JiraError::Unauthorized => {
                    if is_untouched {
                        self.mark(update, UpdateState::Open, None).await?;
                    }
                    note_refusal(self.env, self.ctx.principal(), &self.access.connection, &failure).await;
                    return Ok(Err(Some(Outcome::Fail(failure))));
                }
                JiraError::Unavailable(_) | JiraError::Unexpected { .. } if tries < TRIES => {
                    tries += 1;
                    self.turns().pause(AGAIN * tries).await;
                    if self.ctx.cancel().is_cancelled() {
                        let words = "Stopped. The issue at which it was is looked at again when it goes on.";
                        return Ok(Err(Some(Outcome::Interrupted(words.to_owned()))));
                    }
                }
                JiraError::Unavailable(_) => {
                    if is_untouched {
                        self.mark(update, UpdateState::Open, None).await?;
                    }
                    return Ok(Err(Some(Outcome::Fail(failure))));
                }
                // What may be there stays in doubt, whatever a later look or try says; the others go on.
                _ => {
                    let state = if doubtful { UpdateState::Doubtful } else { UpdateState::Refused };
                    self.mark(update, state, Some(failure)).await?;
                    return Ok(Err(None));
                }
            }
        }
    }

    /// Writes a description anew, unless it is not the one that was looked at. Jira has no write that depends on what stands
    /// there, so between reading and writing lies a moment.
    async fn description(&self, update: &Update, frozen: &Frozen) -> Result<Done, Trouble> {
        let Some(new) = &frozen.description else { return Ok(Done::Overtaken) };
        let key = frozen.key.as_str();
        let issue = self.access.jira.get_issue(key, &["description"]).await.map_err(Trouble::Look)?;
        let there = issue_text::long(&issue, "description");
        if there == issue_text::of_value(new) {
            return Ok(Done::Written);
        }
        if issue.key != key || seen(&there) != update.seen_sha256 {
            return Ok(Done::Overtaken);
        }
        self.about_to_write(update).await?;
        self.access.jira.edit_issue(key, &json!({ "description": new })).await.map_err(Trouble::Sent)?;
        Ok(Done::Written)
    }

    /// Comments once. What may have been sent is looked for first, for longer than a request can take: Jira may still be at
    /// it, and so may a run that lost its place.
    async fn comment(&self, update: &Update, frozen: &Frozen, doubtful: bool) -> Result<Done, Trouble> {
        let key = frozen.key.as_str();
        if doubtful && self.is_there(key, &frozen.reference).await? {
            return Ok(Done::Written);
        }
        self.about_to_write(update).await?;
        self.access.jira.comment(key, &frozen.comment).await.map_err(Trouble::Sent)?;
        Ok(Done::Written)
    }

    /// Whether a comment with this reference is there. That it is not is only believed after a while.
    async fn is_there(&self, key: &str, reference: &str) -> Result<bool, Trouble> {
        let since = self.ctx.elapsed();
        loop {
            let comments = self.access.jira.comments(key).await.map_err(Trouble::Look)?;
            if comments.iter().any(|body| issue_text::of_value(body).contains(reference)) {
                return Ok(true);
            }
            if self.ctx.elapsed().saturating_sub(since) >= PATIENCE {
                return Ok(false);
            }
            self.turns().pause(LOOK_EVERY).await;
            if self.ctx.cancel().is_cancelled() {
                return Err(Trouble::Stopped);
            }
        }
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
        Err(Trouble::Here(elsewhere()))
    }

    async fn mark(&self, update: &Update, state: UpdateState, failure: Option<Failure>) -> Answered<()> {
        let (ticket, operation, lease) = (update.ticket, update.operation, self.ctx.lease());
        self.env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| -> Answered<()> {
                if !store::jobs::still_holds(tx, lease)? {
                    return Err(elsewhere());
                }
                site_tickets::mark_update(tx, ticket, operation, state, failure.as_ref())?;
                Ok(())
            })
            .await
    }

    /// The ticket says what its issue was told.
    async fn finish(&self, update: &Update, frozen: Option<&Frozen>) -> Answered<()> {
        let (update, lease) = (update.clone(), self.ctx.lease());
        let described = frozen.and_then(|frozen| frozen.description.clone());
        self.env
            .store
            .of(self.ctx.principal())
            .write_durably(move |tx| -> Answered<()> {
                if !store::jobs::still_holds(tx, lease)? {
                    return Err(elsewhere());
                }
                let (ticket, operation) = (update.ticket, update.operation);
                if !site_tickets::mark_update(tx, ticket, operation, UpdateState::Done, None)? {
                    return Ok(());
                }
                let Some((known, ..)) = site_tickets::get(tx, ticket)? else { return Ok(()) };
                let note = tickets::settled_note(known.note.as_deref());
                let body = (update.way == UpdateWay::Update).then_some(update.body.as_str());
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
    /// Jira could not be looked at.
    Look(JiraError),
    /// Something was sent to it.
    Sent(JiraError),
    /// Something of ours.
    Here(Failure),
    /// Somebody stopped it.
    Stopped,
}

fn elsewhere() -> Failure {
    Failure::temporary("site_build.elsewhere", "Another process goes on with this.")
}

fn overtaken(frozen: &Frozen, doubtful: bool) -> Failure {
    let key = &frozen.key;
    let words = if doubtful {
        format!(
            "{key} says something else now than what was written, or its writing was lost: somebody changed it in Jira."
        )
    } else {
        format!("Somebody changed {key} in Jira after you looked. Nothing was written.")
    };
    Failure::user("site_ticket.overtaken", words)
        .with_next("Look at Jira again to see what stands there now.")
}
