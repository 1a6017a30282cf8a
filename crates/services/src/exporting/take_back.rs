//! The job that takes an export back: it deletes the issues that the export created, and nothing else. Each is looked at
//! first; one that is not the export's, or on which somebody works, stays.

use super::{
    payload::PROPERTY,
    send::{Access, access},
};
use crate::{
    Resources, audit,
    connections::note_refusal,
    failures, long_work, site_builds,
    site_tickets::{ATTACH, CREATE},
};
use atlassian::jira::{Issue, JiraError};
use contract::{Outcome as Answered, events::JobEvent};
use domain::{
    failure::{Category, Failure},
    ids::{SiteBuildId, SiteTicketId},
    jira::IssueKey,
};
use jobs::{Ending, Job, JobContext, Lane, Lost, Outcome};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
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

/// Deletes what the export of one build created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeBackExport {
    /// The build.
    pub build: SiteBuildId,
}

impl Job for TakeBackExport {
    const KIND: &'static str = "take_back_export";
    const LANE: Lane = Lane::Background;
    /// Every wish of Jira's to slow down counts as one.
    const MAX_ATTEMPTS: i32 = 10_000;
    const ON_LOST: Lost = Lost::Requeue;
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
    /// It is no longer in Jira.
    Gone,
    /// It stays, and why.
    Kept(Failure),
}

impl Run<'_> {
    async fn go(&self) -> Answered<Outcome<()>> {
        let build = self.build;
        let mut created = self
            .env
            .store
            .of(self.ctx.principal())
            .read(move |tx| -> Answered<Vec<Operation>> {
                let all = operations::of_subject(tx, &site_builds::subject(build))?;
                Ok(all.into_iter().filter(|one| is_created(one)).collect())
            })
            .await?;
        // What was created last goes first: it waits for the others.
        created.reverse();
        let total = created.len();
        let mut kept = 0_usize;
        for (at, operation) in created.iter().enumerate() {
            // One that an earlier run of this job has left as it is.
            if operation.failure.is_some() {
                kept += 1;
                continue;
            }
            let Some(key) = operation.key.clone() else { continue };
            if self.ctx.cancel().is_cancelled() {
                let words =
                    format!("Stopped. {at} of {total} issues were looked at; the others are still in Jira.");
                return Ok(Outcome::Interrupted(words));
            }
            let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let message = format!("Deleting issue {} of {total}: {key}", at + 1);
            let (done, total) = (number(at), number(total));
            long_work::tell(self.ctx, JobEvent::Progress { message, done, total }).await;
            match self.one(operation, &key).await? {
                Ok(Done::Gone) => self.forget(operation).await?,
                Ok(Done::Kept(why)) => {
                    kept += 1;
                    self.keep(operation, why).await?;
                }
                Err(outcome) => return Ok(outcome),
            }
        }
        self.settle(total - kept, kept).await
    }

    /// Looks at one issue, and deletes it. An outcome when the run cannot go on.
    async fn one(&self, operation: &Operation, key: &IssueKey) -> Answered<Result<Done, Outcome<()>>> {
        let mut tries = 0;
        loop {
            let error = match self.delete(operation, key).await {
                Ok(done) => return Ok(Ok(done)),
                Err(error) => error,
            };
            let failure = failures::jira(&error);
            match error {
                JiraError::RateLimited { retry_after } => {
                    return Ok(Err(Outcome::Retry { after: retry_after.unwrap_or(SLOWER), failure }));
                }
                JiraError::Forbidden | JiraError::Rejected { .. } => return Ok(Ok(Done::Kept(failure))),
                _ if failure.category == Category::Temporary && tries < TRIES => {
                    tries += 1;
                    tokio::select! {
                        () = tokio::time::sleep(AGAIN * tries) => {}
                        () = self.ctx.cancel().cancelled() => {}
                    }
                }
                _ => {
                    note_refusal(self.env, self.ctx.principal(), &self.access.connection, &failure).await;
                    return Ok(Err(Outcome::Fail(failure)));
                }
            }
        }
    }

    async fn delete(&self, operation: &Operation, key: &IssueKey) -> Result<Done, JiraError> {
        let jira = &self.access.jira;
        let issue = match jira.get_issue(key.as_str(), &["labels", "status", "comment"]).await {
            Ok(issue) => issue,
            Err(JiraError::NotFound) => return Ok(Done::Gone),
            Err(error) => return Err(error),
        };
        let mark = jira.issue_property(key.as_str(), PROPERTY).await?;
        if !is_ours(operation, &issue, mark.as_ref()) {
            return Ok(Done::Kept(kept("It does not carry the mark of this export.")));
        }
        if let Some(why) = worked_on(&issue) {
            return Ok(Done::Kept(kept(&why)));
        }
        match jira.delete_issue(key.as_str()).await {
            Ok(()) | Err(JiraError::NotFound) => Ok(Done::Gone),
            Err(error) => Err(error),
        }
    }

    /// The ticket is here again, and so are its links and its file.
    async fn forget(&self, operation: &Operation) -> Answered<()> {
        let Ok(ticket) = operation.item.parse::<SiteTicketId>() else { return Ok(()) };
        let (id, build) = (operation.id, self.build);
        self.write(move |tx| {
            operations::forget(tx, id)?;
            let subject = site_builds::subject(build);
            let item = ticket.to_string();
            for file in operations::of_subject(tx, &subject)? {
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

    async fn keep(&self, operation: &Operation, why: Failure) -> Answered<()> {
        let id = operation.id;
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
        let subject = site_builds::subject(self.build);
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

fn kept(why: &str) -> Failure {
    Failure::user("site_ticket.kept", format!("It was not deleted: {why}"))
        .with_next("Delete it in Jira, if that is what you want.")
}

/// The property names the operation; a site that hides properties leaves the label.
fn is_ours(operation: &Operation, issue: &Issue, mark: Option<&serde_json::Value>) -> bool {
    match mark.and_then(|mark| mark["id"].as_str()) {
        Some(id) => id == operation.id.to_string(),
        None => operation.label.as_ref().is_some_and(|label| {
            let labels = issue.fields.get("labels").and_then(serde_json::Value::as_array);
            labels.is_some_and(|labels| labels.iter().any(|own| own == label.as_str()))
        }),
    }
}

/// That somebody has begun with it, or said something about it.
fn worked_on(issue: &Issue) -> Option<String> {
    let status = issue.fields.get("status")?;
    let category = status.pointer("/statusCategory/key").and_then(serde_json::Value::as_str);
    if category.is_some_and(|category| category != "new") {
        let name = status["name"].as_str().unwrap_or("under way");
        return Some(format!("its status is “{name}”."));
    }
    let comments = issue.fields.get("comment").and_then(|comment| comment["total"].as_u64()).unwrap_or(0);
    (comments > 0).then(|| "somebody has commented on it.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::worked_on;
    use atlassian::jira::Issue;
    use serde_json::{Value, json};

    fn issue(fields: Value) -> Issue {
        serde_json::from_value(json!({"id": "1", "key": "WEB-1", "fields": fields})).unwrap()
    }

    #[test]
    fn what_somebody_works_on_is_left_alone() {
        let status = |key: &str| json!({"name": "Some", "statusCategory": {"key": key}});
        assert_eq!(worked_on(&issue(json!({"status": status("new"), "comment": {"total": 0}}))), None);
        assert!(worked_on(&issue(json!({"status": status("indeterminate")}))).unwrap().contains("“Some”"));
        assert!(worked_on(&issue(json!({"status": status("done")}))).is_some());
        let said = worked_on(&issue(json!({"status": status("new"), "comment": {"total": 1}})));
        assert!(said.unwrap().contains("commented"));
    }
}
