//! The job that links a part's issue with those of the other parts. Jira keeps one link of a kind between two issues,
//! so it may run as often as it likes.

use crate::{
    Resources, audit,
    connections::{MyJira, my_jira},
    drafting::subject,
    failures,
};
use atlassian::jira::LinkType;
use contract::Outcome as Answered;
use domain::{
    failure::{Category, Failure},
    ids::DraftId,
    jira::IssueKey,
    split::{Bond, Tie},
};
use jobs::{Job, JobContext, Lane, Lost, Outcome};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use store::drafts;

/// Links the issue of one part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkParts {
    /// The part.
    pub draft: DraftId,
}

/// How long the first retry waits; each later one twice as long.
const WAIT: Duration = Duration::from_secs(5);
/// How long a retry waits at most.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

impl Job for LinkParts {
    const KIND: &'static str = "link_parts";
    const LANE: Lane = Lane::Background;
    const MAX_ATTEMPTS: i32 = 8;
    const ON_LOST: Lost = Lost::Requeue;
    type Env = Arc<Resources>;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, env: Self::Env, _checkpoint: Option<()>) -> Outcome<()> {
        match link(&ctx, &env, self.draft).await {
            Ok(0) => Outcome::Done(None),
            Ok(links) => {
                let mut entry = audit::entry_of_job("issue.linked", subject(self.draft), "ok", &ctx);
                entry.detail = serde_json::json!({ "links": links });
                audit::record(&env, Some(ctx.principal().user()), entry).await;
                Outcome::Done(None)
            }
            Err(failure) if failure.category == Category::Temporary && ctx.attempt() < Self::MAX_ATTEMPTS => {
                let doublings = u32::try_from(ctx.attempt() - 1).unwrap_or_default();
                let wait = failure.retry_after.map(|seconds| Duration::from_secs(seconds.into()));
                let after = wait.unwrap_or(WAIT * 2_u32.saturating_pow(doublings));
                Outcome::Retry { after: after.min(LONGEST_WAIT), failure }
            }
            Err(failure) => Outcome::Fail(failure),
        }
    }
}

/// Links the part with all parts that are in Jira already; those that come later link themselves. Says how many.
async fn link(ctx: &JobContext, env: &Resources, id: DraftId) -> Answered<usize> {
    let (bonds, keys) = env.store.of(ctx.principal()).read(move |tx| bonds(tx, id)).await?;
    let known = |bond: &Bond| Some((keys.get(&bond.first)?, keys.get(&bond.then)?));
    let wanted: Vec<_> = bonds.iter().filter_map(|bond| Some((bond.tie, known(bond)?))).collect();
    if wanted.is_empty() {
        return Ok(0);
    }
    let my = my_jira(env, ctx.principal(), ctx.trace().unwrap_or_default()).await?;
    let linked = make(&my, &wanted).await;
    my.heard(env, ctx.principal(), linked).await
}

type Bonds = (Vec<Bond>, BTreeMap<usize, IssueKey>);

/// What binds the part to others, and the issues of all parts.
fn bonds(tx: &mut store::Tx, id: DraftId) -> Answered<Bonds> {
    let Some(draft) = drafts::get(tx, id)? else { return Ok(Bonds::default()) };
    let Some((whole, part)) = draft.part_of else { return Ok(Bonds::default()) };
    let Some(split) = drafts::get(tx, whole)?.and_then(|whole| whole.split) else {
        return Ok(Bonds::default());
    };
    let keys = drafts::parts(tx, whole)?
        .into_iter()
        .filter_map(|part| Some((part.part_of?.1, part.issue?.key)))
        .collect();
    Ok((domain::split::bonds(&split, part), keys))
}

async fn make(my: &MyJira, wanted: &[(Tie, (&IssueKey, &IssueKey))]) -> Answered<usize> {
    let types = my.jira.link_types().await.map_err(|error| failures::jira(&error))?;
    let (mut made, mut failed) = (0, None);
    for (tie, (first, then)) in wanted {
        let Some(kind) = kind_of(&types, *tie) else {
            tracing::info!("this Jira has no kind of link for parts");
            continue;
        };
        let linked = my.jira.link(&kind.name, first.as_str(), then.as_str()).await;
        match linked {
            Ok(()) => made += 1,
            // One that is gone keeps the others from nothing.
            Err(error) => {
                failed.get_or_insert_with(|| not_linked(&failures::jira(&error), first, then));
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

/// The kind of link that says it, or at least that there is something between the two.
pub(crate) fn kind_of(types: &[LinkType], tie: Tie) -> Option<&LinkType> {
    let is = |kind: &&LinkType, word: &str| {
        kind.name.eq_ignore_ascii_case(word) || kind.outward.eq_ignore_ascii_case(word)
    };
    let blocks = types.iter().find(|kind| is(kind, "blocks"));
    let relates = types.iter().find(|kind| is(kind, "relates") || is(kind, "relates to"));
    match tie {
        Tie::Before => blocks.or(relates),
        Tie::Beside => relates,
    }
}

fn not_linked(failure: &Failure, first: &IssueKey, then: &IssueKey) -> Failure {
    let message = format!("{first} and {then} could not be linked: {}", failure.message);
    Failure { message, ..failure.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, outward: &str) -> LinkType {
        LinkType { id: "1".into(), name: name.into(), inward: String::new(), outward: outward.into() }
    }

    #[test]
    fn the_kind_of_link_is_found_by_what_it_says() {
        let types = [kind("Relates", "relates to"), kind("Blockade", "blocks")];
        let name = |types: &[LinkType], tie| kind_of(types, tie).map(|kind| kind.name.clone());
        assert_eq!(name(&types, Tie::Before).as_deref(), Some("Blockade"));
        assert_eq!(name(&types, Tie::Beside).as_deref(), Some("Relates"));
        assert_eq!(name(&types[..1], Tie::Before).as_deref(), Some("Relates"));
        assert_eq!(name(&types[1..], Tie::Beside), None);
    }
}
