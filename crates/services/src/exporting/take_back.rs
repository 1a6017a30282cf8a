//! The job that takes an export back: it deletes the issues that the export created, and nothing else. Each is looked at
//! first; one that is not the export's, or on which somebody works, stays.

use super::{
    payload::{self, PROPERTY},
    send::{Access, access},
    turns::Turns,
};
use crate::{
    Resources, audit,
    connections::note_refusal,
    failures, site_builds,
    site_tickets::{ATTACH, CREATE},
};
use atlassian::jira::{Issue, JiraError};
use contract::Outcome as Answered;
use domain::{
    failure::Failure,
    ids::{OperationId, SiteBuildId, SiteTicketId},
    jira::IssueKey,
};
use jobs::{Ending, Job, JobContext, Lane, Lost, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::{
    Tx,
    operations::{self, Operation, OperationState},
    site_tickets::{self, LinkState},
};

/// The wait after a wish to slow down that names no time.
const SLOWER: Duration = Duration::from_secs(10);
/// The wait before what failed for a moment is tried again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often one issue is tried.
const TRIES: u32 = 4;
/// Kept in the ledger before an issue is deleted: only then does its absence say that it was.
const DELETING: &str = "site_ticket.deleting";

/// Deletes what the export of one build created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeBackExport {
    /// The build.
    pub build: SiteBuildId,
    /// What the person was shown, and nothing else.
    pub agreed: BTreeSet<OperationId>,
}

impl Job for TakeBackExport {
    const KIND: &'static str = "take_back_export";
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
            Run { ctx: &ctx, env: &env, asked: &self, access }.go().await
        };
        done.await.unwrap_or_else(Outcome::Fail)
    }
}

struct Run<'a> {
    ctx: &'a JobContext,
    env: &'a Arc<Resources>,
    asked: &'a TakeBackExport,
    access: Access,
}

/// What became of one issue.
enum Done {
    /// It is no longer in Jira.
    Gone,
    /// It stays, and why.
    Kept(Failure),
}

/// One issue, with what is known of it here.
struct One {
    operation: Operation,
    key: IssueKey,
    ticket: SiteTicketId,
    /// The summary that it was created with.
    summary: Option<String>,
    /// Files that the export attached to it.
    files: usize,
}

impl Run<'_> {
    async fn go(&self) -> Answered<Outcome<()>> {
        let (mut issues, agreed) = (self.issues().await?, self.asked.agreed.len());
        // What was created last goes first: it waits for the others.
        issues.reverse();
        let (gone, mut kept) = (agreed - issues.len().min(agreed), 0_usize);
        for (at, one) in issues.iter().enumerate() {
            // One that an earlier run of this job has left as it is.
            if one.operation.failure.as_ref().is_some_and(|failure| failure.code != DELETING) {
                kept += 1;
                continue;
            }
            let number = gone + at + 1;
            if let Some(outcome) = self.turns().next(number, agreed).await {
                return Ok(outcome);
            }
            match self.one(one).await? {
                Ok(Done::Gone) => self.forget(one).await?,
                Ok(Done::Kept(why)) => {
                    kept += 1;
                    self.note(one, why).await?;
                }
                Err(outcome) => return Ok(outcome),
            }
        }
        self.settle(agreed.saturating_sub(kept), kept).await
    }

    /// What is still there of what was agreed to, as it was created.
    async fn issues(&self) -> Answered<Vec<One>> {
        let (build, agreed) = (self.asked.build, self.asked.agreed.clone());
        self.env
            .store
            .of(self.ctx.principal())
            .read(move |tx| -> Answered<Vec<One>> {
                let all = operations::of_subject(tx, &site_builds::subject(build))?;
                let attached: BTreeSet<String> = all
                    .iter()
                    .filter(|one| one.kind == ATTACH && one.state == OperationState::Created)
                    .map(|one| one.item.clone())
                    .collect();
                let mut issues = Vec::new();
                for operation in all.into_iter().filter(|one| is_created(one) && agreed.contains(&one.id)) {
                    let (Some(key), Ok(ticket)) = (operation.key.clone(), operation.item.parse()) else {
                        continue;
                    };
                    let bytes = site_tickets::payload(tx, ticket)?;
                    let payload = bytes.map(|bytes| payload::read(&bytes)).transpose()?;
                    let summary = payload
                        .and_then(|payload| Some(payload.rest["fields"]["summary"].as_str()?.to_owned()));
                    let files = usize::from(attached.contains(&operation.item));
                    issues.push(One { operation, key, ticket, summary, files });
                }
                Ok(issues)
            })
            .await
    }

    fn turns(&self) -> Turns<'_> {
        Turns {
            ctx: self.ctx,
            env: self.env,
            limit: TakeBackExport::TIME_LIMIT,
            doing: "Deleting issues in Jira",
            others: "the others are still in Jira.",
        }
    }

    /// Looks at one issue, and deletes it. An outcome when the run cannot go on.
    async fn one(&self, one: &One) -> Answered<Result<Done, Outcome<()>>> {
        let mut tries = 0;
        let mut sent = one.operation.failure.is_some();
        loop {
            let error = match self.look(one, sent).await {
                Ok(Some(done)) => return Ok(Ok(done)),
                Ok(None) => {
                    if !self.about_to_delete(one).await? {
                        let failure =
                            Failure::temporary("site_build.elsewhere", "Another process goes on with this.");
                        return Ok(Err(Outcome::Fail(failure)));
                    }
                    sent = true;
                    match self.access.jira.delete_issue(one.key.as_str()).await {
                        Ok(()) => return Ok(Ok(Done::Gone)),
                        Err(error) => error,
                    }
                }
                Err(error) => error,
            };
            let failure = failures::jira(&error);
            match error {
                JiraError::RateLimited { retry_after } => {
                    return Ok(Err(Outcome::Retry { after: retry_after.unwrap_or(SLOWER), failure }));
                }
                JiraError::Forbidden | JiraError::Rejected { .. } => {
                    return Ok(Ok(Done::Kept(kept(&failure.message))));
                }
                JiraError::NotFound | JiraError::Unavailable(_) if tries < TRIES => {
                    tries += 1;
                    self.turns().pause(AGAIN * tries).await;
                }
                _ => {
                    note_refusal(self.env, self.ctx.principal(), &self.access.connection, &failure).await;
                    return Ok(Err(Outcome::Fail(failure)));
                }
            }
        }
    }

    /// What is to be done with an issue: nothing when it may be deleted.
    async fn look(&self, one: &One, sent: bool) -> Result<Option<Done>, JiraError> {
        let jira = &self.access.jira;
        let asked = ["summary", "labels", "status", "comment", "worklog", "attachment"];
        let issue = match jira.get_issue(one.key.as_str(), &asked).await {
            Ok(issue) => issue,
            Err(JiraError::NotFound) => {
                // A proxy says that too, and Jira of what it hides. It only proves something where the project is seen.
                let seen = jira.projects().await?.iter().any(|project| project.key == one.key.project());
                return match (seen, sent) {
                    (true, true) => Ok(Some(Done::Gone)),
                    (true, false) => Ok(Some(Done::Kept(kept("Jira no longer shows it to you.")))),
                    (false, _) => Ok(Some(Done::Kept(kept("Jira no longer shows you its project.")))),
                };
            }
            Err(error) => return Err(error),
        };
        if issue.key != one.key.as_str() {
            return Ok(Some(Done::Kept(kept(&format!("it was moved and is {} now.", issue.key)))));
        }
        let mark = jira.issue_property(one.key.as_str(), PROPERTY).await?;
        if !is_ours(one, &issue, mark.as_ref()) {
            return Ok(Some(Done::Kept(kept("it does not carry the mark of this export."))));
        }
        Ok(worked_on(one.files, one.summary.as_deref(), &issue).map(|why| Done::Kept(kept(&why))))
    }

    /// From here on the issue's absence says that it was deleted. `false` when somebody else has the job by now.
    async fn about_to_delete(&self, one: &One) -> Answered<bool> {
        let (id, lease) = (one.operation.id, self.ctx.lease());
        let deleting = Failure::temporary(DELETING, "It is being deleted.");
        let store = self.env.store.of(self.ctx.principal());
        store
            .write_durably(move |tx| -> Answered<bool> {
                Ok(store::jobs::still_holds(tx, lease)? && operations::note_kept(tx, id, &deleting)?)
            })
            .await
    }

    /// The ticket is here again, and so are its links and its file.
    async fn forget(&self, one: &One) -> Answered<()> {
        let (id, ticket, build) = (one.operation.id, one.ticket, self.asked.build);
        self.write(move |tx| {
            // Somebody else was faster.
            if !operations::forget(tx, id)? {
                return Ok(());
            }
            let item = ticket.to_string();
            for file in operations::of_subject(tx, &site_builds::subject(build))? {
                if file.kind == ATTACH && file.item == item {
                    operations::forget(tx, file.id)?;
                }
            }
            for need in site_tickets::needs(tx, build)? {
                if need.ticket == ticket || need.need == ticket {
                    site_tickets::set_link(tx, need.ticket, need.need, LinkState::Open, None)?;
                }
            }
            Ok(site_tickets::thaw(tx, ticket)?)
        })
        .await
    }

    async fn note(&self, one: &One, why: Failure) -> Answered<()> {
        let id = one.operation.id;
        self.write(move |tx| {
            operations::note_kept(tx, id, &why)?;
            Ok(())
        })
        .await
    }

    async fn write(&self, work: impl FnOnce(&mut Tx) -> Answered<()> + Send + 'static) -> Answered<()> {
        self.env.store.of(self.ctx.principal()).write_durably(work).await
    }

    async fn settle(&self, deleted: usize, kept: usize) -> Answered<Outcome<()>> {
        let closing = self.ctx.close().await.map_err(|_| Failure::internal())?;
        let subject = site_builds::subject(self.asked.build);
        let mut entry = audit::entry_of_job("site_build.taken_back", subject, "ok", self.ctx);
        entry.detail = serde_json::json!({ "deleted": deleted, "kept": kept });
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

pub(crate) fn is_created(operation: &Operation) -> bool {
    operation.kind == CREATE && operation.state == OperationState::Created
}

/// Whether an issue may be gone because an earlier run deleted it.
pub(crate) fn is_being_deleted(operation: &Operation) -> bool {
    operation.failure.as_ref().is_some_and(|failure| failure.code == DELETING)
}

fn kept(why: &str) -> Failure {
    Failure::user("site_ticket.kept", format!("It was not deleted: {why}"))
        .with_next("Delete it in Jira, if that is what you want.")
}

fn text<'a>(issue: &'a Issue, field: &str) -> Option<&'a str> {
    issue.fields.get(field).and_then(Value::as_str)
}

/// The property names the operation. A site that hides properties leaves label and summary: clones copy labels.
fn is_ours(one: &One, issue: &Issue, mark: Option<&Value>) -> bool {
    if let Some(id) = mark.and_then(|mark| mark["id"].as_str()) {
        return id == one.operation.id.to_string();
    }
    let labels = issue.fields.get("labels").and_then(Value::as_array);
    let labelled = one
        .operation
        .label
        .as_ref()
        .is_some_and(|label| labels.is_some_and(|labels| labels.iter().any(|own| own == label.as_str())));
    labelled && one.summary.is_some() && one.summary.as_deref() == text(issue, "summary")
}

/// That somebody has begun with it, or added something to it. What Jira does not tell counts as such.
fn worked_on(files: usize, summary: Option<&str>, issue: &Issue) -> Option<String> {
    let status = issue.fields.get("status");
    let category = status.and_then(|status| status.pointer("/statusCategory/key")?.as_str());
    if category != Some("new") {
        let name = status.and_then(|status| status["name"].as_str()).unwrap_or("unknown");
        return Some(format!("its status is “{name}”."));
    }
    let total = |field: &str| issue.fields.get(field).and_then(|field| field["total"].as_u64());
    if total("comment") != Some(0) {
        return Some("somebody has commented on it, or Jira does not show its comments.".to_owned());
    }
    if total("worklog").is_some_and(|entries| entries > 0) {
        return Some("work is logged on it.".to_owned());
    }
    let attached = issue.fields.get("attachment").and_then(Value::as_array).map_or(0, Vec::len);
    if attached > files {
        return Some("somebody has attached a file to it.".to_owned());
    }
    let renamed = summary.is_some_and(|summary| text(issue, "summary") != Some(summary));
    renamed.then(|| "somebody has changed its summary.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::worked_on;
    use atlassian::jira::Issue;
    use serde_json::{Value, json};

    fn issue(change: Value) -> Issue {
        let mut fields = json!({
            "status": {"name": "To Do", "statusCategory": {"key": "new"}}, "summary": "A",
            "comment": {"total": 0}, "worklog": {"total": 0}, "attachment": [{"filename": "a.md"}],
        });
        fields.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        serde_json::from_value(json!({"id": "1", "key": "WEB-1", "fields": fields})).unwrap()
    }

    #[test]
    fn what_somebody_works_on_is_left_alone() {
        let why = |change: Value| worked_on(1, Some("A"), &issue(change));
        assert_eq!(why(json!({})), None);
        let status = |key: &str| json!({"status": {"name": "Some", "statusCategory": {"key": key}}});
        assert!(why(status("indeterminate")).unwrap().contains("“Some”"));
        for (change, word) in [
            (status("done"), "status"),
            (json!({"status": null}), "status"),
            (json!({"comment": {"total": 1}}), "commented"),
            (json!({"comment": null}), "does not show"),
            (json!({"worklog": {"total": 2}}), "logged"),
            (json!({"attachment": [{}, {}]}), "attached"),
            (json!({"summary": "B"}), "summary"),
        ] {
            assert!(why(change.clone()).unwrap().contains(word), "{change}");
        }
    }
}
