//! After the issues: what comes first is linked with what waits for it, and long texts are attached.

use super::{
    export_job::{Run, passes},
    link_job::kind_of,
    payload,
};
use crate::{failures, site_builds, site_tickets::ATTACH};
use atlassian::jira::JiraError;
use contract::Outcome as Answered;
use domain::{failure::Failure, ids::SiteTicketId, jira::IssueKey, split::Tie};
use futures::{StreamExt as _, stream};
use jobs::Outcome;
use std::time::Duration;
use store::{
    operations::{self, Operation, OperationState},
    site_tickets::{self, LinkState, Need},
};

/// Rounds in which what failed for a reason that may pass is tried again.
const ROUNDS: u32 = 6;
/// The first wait between them; each later one twice as long.
const WAIT: Duration = Duration::from_secs(2);

/// A link to be made: the one that comes first, and the one that waits.
struct Wanted {
    need: Need,
    first: IssueKey,
    then: IssueKey,
    /// It may be there already.
    look: bool,
}

/// Makes links and attachments. What Jira refuses becomes a thing to do by hand.
pub(super) async fn make(run: &Run<'_>) -> Answered<Option<Outcome<()>>> {
    for round in 0..ROUNDS {
        if run.ctx.cancel().is_cancelled() {
            return Ok(Some(run.stopped()));
        }
        let wanted = wanted(run, round).await?;
        let left = if wanted.is_empty() { None } else { link_all(run, wanted).await? };
        let left = match attach_all(run).await? {
            Some(failure) => Some(failure),
            None => left,
        };
        let Some(failure) = left else { return Ok(None) };
        if !passes(&failure) {
            run.note(&failure).await;
            return Ok(Some(Outcome::Fail(failure)));
        }
        let asked = failure.retry_after.map(|seconds| Duration::from_secs(seconds.into()));
        run.pause(asked.unwrap_or(WAIT * 2_u32.saturating_pow(round))).await;
    }
    // What still fails is told; the next start of the export tries it again.
    Ok(None)
}

async fn wanted(run: &Run<'_>, round: u32) -> Answered<Vec<Wanted>> {
    let build = run.build;
    let needs = run.env.store.of(run.ctx.principal()).read(move |tx| site_tickets::needs(tx, build)).await?;
    let again = round > 0 || run.ctx.attempt() > 1;
    let wanted = needs.into_iter().filter(|need| matches!(need.link, LinkState::Open | LinkState::Doubtful));
    Ok(wanted
        .filter_map(|need| {
            let (first, then) = (run.key(need.need)?, run.key(need.ticket)?);
            let look = again || need.link == LinkState::Doubtful;
            Some(Wanted { need, first, then, look })
        })
        .collect())
}

/// What still has to be tried again, and why.
async fn link_all(run: &Run<'_>, wanted: Vec<Wanted>) -> Answered<Option<Failure>> {
    let types = match run.access.jira.link_types().await {
        Ok(types) => types,
        Err(error) => return Ok(Some(failures::jira(&error))),
    };
    let Some(kind) = kind_of(&types, Tie::Before).map(|kind| kind.name.clone()) else {
        let failure =
            Failure::user("jira.no_link_type", "This Jira has no kind of link that says what comes first.");
        for Wanted { need, .. } in wanted {
            said(run, need, LinkState::Refused, Some(failure.clone())).await?;
        }
        return Ok(None);
    };
    let (mut done, total) = (0_usize, wanted.len());
    let mut left = None;
    let at_once = usize::try_from(run.env.settings.current().export.parallel_calls).unwrap_or(1).max(1);
    let kind = kind.as_str();
    let mut answers = stream::iter(wanted.into_iter().map(|wanted| async move {
        let linked = link(run, kind, &wanted).await;
        (wanted, linked)
    }))
    .buffer_unordered(at_once);
    while let Some((wanted, linked)) = answers.next().await {
        done += 1;
        run.say(&format!("Linking issues, {done} of {total}")).await;
        let (state, failure) = match linked {
            Ok(()) => (LinkState::Made, None),
            Err(error) => {
                let failure = failures::jira(&error);
                match error {
                    JiraError::Rejected { .. } | JiraError::NotFound | JiraError::Forbidden => {
                        (LinkState::Refused, Some(failure))
                    }
                    _ => {
                        left = Some(failure.clone());
                        (LinkState::Doubtful, Some(failure))
                    }
                }
            }
        };
        said(run, wanted.need, state, failure).await?;
    }
    Ok(left)
}

async fn link(run: &Run<'_>, kind: &str, wanted: &Wanted) -> Result<(), JiraError> {
    if run.ctx.cancel().is_cancelled() {
        return Err(JiraError::RateLimited { retry_after: None });
    }
    let (first, then) = (wanted.first.as_str(), wanted.then.as_str());
    if wanted.look {
        let there = run.access.jira.links_of(first).await?;
        if there.iter().any(|link| link.says(kind, then)) {
            return Ok(());
        }
    }
    run.access.jira.link(kind, first, then).await
}

async fn said(run: &Run<'_>, need: Need, state: LinkState, failure: Option<Failure>) -> Answered<()> {
    let store = run.env.store.of(run.ctx.principal());
    let written = store
        .write(move |tx| site_tickets::set_link(tx, need.ticket, need.need, state, failure.as_ref()))
        .await;
    Ok(written?)
}

/// Attaches what is not attached yet. What has to be tried again, and why.
async fn attach_all(run: &Run<'_>) -> Answered<Option<Failure>> {
    let subject = site_builds::subject(run.build);
    let open: Vec<(SiteTicketId, Operation)> = run
        .env
        .store
        .of(run.ctx.principal())
        .read(move |tx| operations::of_subject(tx, &subject))
        .await?
        .into_iter()
        .filter(|operation| operation.kind == ATTACH)
        .filter(|operation| !matches!(operation.state, OperationState::Created | OperationState::Rejected))
        .filter_map(|operation| Some((operation.item.parse().ok()?, operation)))
        .collect();
    let mut left = None;
    for (ticket, operation) in open {
        if let Some(key) = run.key(ticket)
            && let Err(failure) = attach(run, ticket, operation, &key).await?
        {
            left = Some(failure);
        }
    }
    Ok(left)
}

async fn attach(
    run: &Run<'_>,
    ticket: SiteTicketId,
    operation: Operation,
    key: &IssueKey,
) -> Answered<Result<(), Failure>> {
    let bytes =
        run.env.store.of(run.ctx.principal()).read(move |tx| site_tickets::payload(tx, ticket)).await?;
    let attachment = bytes.map(|bytes| payload::read(&bytes)).transpose()?.and_then(|found| found.attachment);
    let Some(attachment) = attachment else { return Ok(Ok(())) };
    let (id, fence) = (operation.id, run.ctx.fence());
    let deadline = run.env.clock.now().plus(run.env.timing.deadline);
    let first = operation.state == OperationState::Planned && operation.attempts == 0;
    if operation.state == OperationState::Planned {
        run.write_durably(move |tx| operations::mark_sending(tx, id, fence, deadline, None)).await?;
    }
    let there = if first {
        Ok(false)
    } else {
        let found = run.access.jira.attachments(key.as_str()).await;
        found.map(|files| files.iter().any(|file| file.file_name == attachment.name))
    };
    let done = match there {
        Ok(true) => Ok(()),
        Ok(false) => {
            let text = attachment.text.into_bytes();
            run.access.jira.attach(key.as_str(), &attachment.name, "text/markdown", text.into()).await
        }
        Err(error) => Err(error),
    };
    let (key, failed) = (key.clone(), done.as_ref().err().cloned());
    run.write_durably(move |tx| -> Answered<()> {
        match failed {
            None => operations::mark_created(tx, id, &key, None)?,
            Some(error @ (JiraError::Rejected { .. } | JiraError::NotFound | JiraError::Forbidden)) => {
                operations::mark_rejected(tx, id, fence, &failures::jira(&error))?
            }
            Some(error) => operations::mark_doubtful(tx, id, fence, Some(&failures::jira(&error)))?,
        };
        Ok(())
    })
    .await?;
    Ok(match done {
        Err(JiraError::Rejected { .. } | JiraError::NotFound | JiraError::Forbidden) | Ok(()) => Ok(()),
        Err(error) => Err(failures::jira(&error)),
    })
}
