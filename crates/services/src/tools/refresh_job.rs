//! The job that fetches a person's tool lists. A list that cannot be fetched leaves the last good one, marked stale.

use super::{products, sources};
use crate::{Resources, long_work};
use contract::{Outcome as Answered, events::JobEvent, views::ToolSource};
use domain::{
    failure::{Category, Failure},
    time::Timestamp,
};
use jobs::{Job, JobContext, Lane, Outcome};
use mcp::{McpError, ToolInfo};
use serde::{Deserialize, Serialize};
use settings::BackgroundJobs;
use sha2::{Digest, Sha256};
use std::{sync::Arc, time::Duration};
use store::{
    tool_cache,
    tool_definitions::{self, Seen},
};

/// Fetches the lists of the products a person is connected to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshTools {
    /// A list that anybody's refresh fetched at this time or later is new enough.
    pub since: Timestamp,
}

/// A list as it is kept for a person. Never whole definitions: those are kept once, for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptList {
    pub(super) server: String,
    pub(super) tools: Vec<KeptTool>,
}

/// One tool of such a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptTool {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) read_only: bool,
    /// SHA-256 of the definition.
    pub(super) hash: String,
}

/// How much of a description is kept, in characters.
const DESCRIPTION: usize = 400;
/// How long one retry waits at most.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

impl Job for RefreshTools {
    const KIND: &'static str = "refresh_tools";
    const LANE: Lane = Lane::Upkeep;
    /// The first run and as many retries as the configuration can ask for; fewer are made when it asks for fewer.
    const MAX_ATTEMPTS: i32 = 21;
    const TIME_LIMIT: Duration = Duration::from_mins(15);
    type Env = Arc<Resources>;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, env: Self::Env, _checkpoint: Option<()>) -> Outcome<()> {
        let Err(failure) = refresh(&self, &ctx, &env).await else { return Outcome::Done(None) };
        tracing::warn!(code = failure.code, "a tool list could not be fetched");
        let settings = env.settings.current();
        let retries = i32::try_from(settings.background_jobs.max_retries).unwrap_or(i32::MAX);
        if failure.category != Category::Temporary || ctx.attempt() > retries {
            return Outcome::Fail(failure);
        }
        let after = wait(&settings.background_jobs, ctx.attempt(), ctx.job().as_u128());
        Outcome::Retry { after, failure }
    }
}

/// How long to wait before the next try: longer each time, and up to a quarter longer than that, so that lists which
/// failed together do not come back together.
fn wait(jobs: &BackgroundJobs, attempt: i32, spread: u128) -> Duration {
    let base =
        f64::from(jobs.retry_delay_seconds) * jobs.backoff_factor.powi(attempt.saturating_sub(1).min(32));
    let mixed = (spread ^ (spread >> 64)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7;
    let jitter = 1.0 + f64::from(u32::try_from(mixed % 1000).unwrap_or(0)) / 4000.0;
    Duration::try_from_secs_f64(base * jitter).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

async fn refresh(job: &RefreshTools, ctx: &JobContext, env: &Resources) -> Answered<()> {
    let settings = env.settings.current();
    let rows = env.store.of(ctx.principal()).read(store::connections::list).await?;
    let products = products(&rows);
    let sources = sources(products);
    if sources.is_empty() {
        return Ok(());
    }
    say(ctx, "Asking the MCP server for its tools", 0).await;
    let list = match env.tool_lists.get(env, &settings, products, job.since).await {
        Ok(list) => list,
        Err(error) => return Err(gave_nothing(ctx, env, &sources, failure(&error)).await),
    };
    say(ctx, "Comparing the tools with those that are known", 1).await;
    let (mut kept, mut empty) = (Vec::new(), Vec::new());
    for source in &sources {
        let tools: Vec<&ToolInfo> = list.tools.iter().filter(|tool| is_of(tool, *source)).collect();
        if tools.is_empty() {
            empty.push(*source);
        } else {
            kept.push((*source, tools));
        }
    }
    let mut changed = 0;
    for (source, tools) in &kept {
        let seen: Vec<Seen> = tools.iter().map(|tool| seen(tool)).collect();
        let (source, server) = (source.as_str(), list.server.clone());
        changed +=
            env.store.system().write(move |tx| tool_definitions::observe(tx, source, &server, &seen)).await?;
    }
    if changed > 0 {
        tracing::warn!(
            changed,
            "tools describe themselves in another way; an administrator has to look at them"
        );
    }
    let lists = kept
        .iter()
        .map(|(source, tools)| {
            let list = KeptList {
                server: list.server.clone(),
                tools: tools.iter().map(|tool| keep(tool)).collect(),
            };
            serde_json::to_string(&list).map(|list| (source.as_str(), list)).map_err(|_| Failure::internal())
        })
        .collect::<Answered<Vec<_>>>()?;
    let lease = ctx.lease();
    env.store
        .of(ctx.principal())
        .write(move |tx| -> Answered<()> {
            if store::jobs::still_holds(tx, lease)? {
                for (source, list) in &lists {
                    tool_cache::store(tx, source, list)?;
                }
            }
            Ok(())
        })
        .await?;
    match empty.first() {
        Some(first) => Err(gave_nothing(ctx, env, &empty, none(*first)).await),
        None => Ok(()),
    }
}

async fn say(ctx: &JobContext, message: &str, done: u32) {
    long_work::tell(ctx, JobEvent::Progress { message: message.to_owned(), done, total: 2 }).await;
}

fn is_of(tool: &ToolInfo, source: ToolSource) -> bool {
    tool.name.strip_prefix(source.as_str()).is_some_and(|rest| rest.starts_with('_'))
}

fn hash(tool: &ToolInfo) -> String {
    hex::encode(Sha256::digest(&tool.definition))
}

fn seen(tool: &ToolInfo) -> Seen {
    Seen { name: tool.name.clone(), hash: hash(tool), definition: tool.definition.clone() }
}

fn keep(tool: &ToolInfo) -> KeptTool {
    let description = domain::text::one_line(&tool.description).chars().take(DESCRIPTION).collect();
    KeptTool { name: tool.name.clone(), description, read_only: tool.read_only, hash: hash(tool) }
}

/// The last good lists stay, marked.
async fn gave_nothing(
    ctx: &JobContext,
    env: &Resources,
    sources: &[ToolSource],
    failure: Failure,
) -> Failure {
    let sources = sources.to_vec();
    let marked = env
        .store
        .of(ctx.principal())
        .write(move |tx| -> Answered<()> {
            for source in sources {
                tool_cache::mark_stale(tx, source.as_str())?;
            }
            Ok(())
        })
        .await;
    marked.err().unwrap_or(failure)
}

fn none(source: ToolSource) -> Failure {
    Failure::temporary("tools.none", format!("The MCP server offered no tools for {}.", source.label()))
        .with_next("The last list stays in use. It is tried again by itself.")
}

fn failure(error: &McpError) -> Failure {
    let code = error.code();
    match error {
        McpError::NotInstalled => {
            Failure::new(code, Category::AdminRequired, "The MCP server is not installed here.").with_next(
                "Ask whoever runs this installation. Issues are created over Jira's REST interface.",
            )
        }
        other => Failure::temporary(code, format!("The tools could not be listed: {other}."))
            .with_next("The last list stays in use. It is tried again by itself."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wait_is_longer_by_the_configured_factor_and_spread_by_at_most_a_quarter() {
        let jobs =
            BackgroundJobs { retry_delay_seconds: 5, backoff_factor: 3.0, ..BackgroundJobs::default() };
        for (attempt, least) in [(1, 5), (2, 15), (3, 45)] {
            let least = Duration::from_secs(least);
            for spread in 0..50_u128 {
                let wait = wait(&jobs, attempt, spread << 40);
                assert!(wait >= least && wait <= least.mul_f64(1.25), "{attempt}: {wait:?}");
            }
        }
        assert_eq!(wait(&jobs, 20, 7), LONGEST_WAIT);
        assert_ne!(wait(&jobs, 1, 1), wait(&jobs, 1, 2));
    }
}
