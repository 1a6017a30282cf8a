//! After the issues: what comes first is linked with what waits for it, long texts are attached, and sprints filled.

use super::{Run, passes};
use crate::{exporting::link_job::kind_of, failures};
use atlassian::jira::JiraError;
use contract::Outcome as Answered;
use domain::{failure::Failure, jira::IssueKey, split::Tie};
use futures::{StreamExt as _, stream};
use jobs::Outcome;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use store::site_tickets::{self, LinkState, Need};

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

impl Run<'_> {
    /// Makes links and attachments. What Jira refuses becomes a thing to do by hand.
    pub(super) async fn link_and_attach(&self) -> Answered<Option<Outcome<()>>> {
        for round in 0..ROUNDS {
            if let Some(outcome) = self.rest().await {
                return Ok(Some(outcome));
            }
            let wanted = wanted(self, round).await?;
            let linked = if wanted.is_empty() { None } else { link_all(self, wanted).await? };
            let attached = self.attach_all().await?;
            let planned = self.fill_sprints().await?;
            let Some(failure) = linked.or(attached).or(planned) else { return Ok(None) };
            if !passes(&failure) {
                self.note(&failure).await;
                return Ok(Some(Outcome::Fail(failure)));
            }
            self.wait_before_next(WAIT * 2_u32.saturating_pow(round));
        }
        // What still fails stays to be made; going on with the export tries it again.
        Ok(None)
    }
}

async fn wanted(run: &Run<'_>, round: u32) -> Answered<Vec<Wanted>> {
    let build = run.build;
    let needs = run.read(move |tx| Ok(site_tickets::needs(tx, build)?)).await?;
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
    let (kind, over) = (kind.as_str(), &AtomicBool::new(false));
    let mut answers = stream::iter(wanted.into_iter().map(|wanted| async move {
        let linked = link(run, kind, &wanted, over).await;
        (wanted, linked)
    }))
    .buffer_unordered(at_once);
    while let Some((wanted, linked)) = answers.next().await {
        let Some(linked) = linked else {
            left.get_or_insert_with(|| {
                Failure::temporary("site_build.next_turn", "The export goes on in a moment.")
            });
            continue;
        };
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

/// Makes one link. Once the run has to end, or Jira has refused the token, nothing more is sent.
async fn link(
    run: &Run<'_>,
    kind: &str,
    wanted: &Wanted,
    over: &AtomicBool,
) -> Option<Result<(), JiraError>> {
    if over.load(Ordering::Relaxed) || run.rest().await.is_some() {
        over.store(true, Ordering::Relaxed);
        return None;
    }
    let flying = run.pace.fly();
    let linked = link_once(run, kind, wanted).await;
    drop(flying);
    match &linked {
        Err(JiraError::RateLimited { retry_after }) => run.slow_down(*retry_after),
        Err(JiraError::Unauthorized) => over.store(true, Ordering::Relaxed),
        _ => run.ease(),
    }
    Some(linked)
}

async fn link_once(run: &Run<'_>, kind: &str, wanted: &Wanted) -> Result<(), JiraError> {
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
