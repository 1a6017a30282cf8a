//! When lists are fetched: after a good connection test, at sign-in when there is none, by the clock, and on demand.

use super::{available, products, refresh_job::RefreshTools, sources};
use crate::{Resources, failures};
use contract::{Outcome, services::Caller};
use domain::{
    failure::{Category, Failure},
    ids::{JobId, UserId},
    principal::Principal,
    time::Timestamp,
};
use jobs::{Lane, NewJob, Runner};
use std::time::Duration;
use store::{
    connections::{ConnectionKind, TestResult},
    sign_in_counters::{self, Hit},
    tool_cache,
};

/// A list that somebody's refresh fetched this long ago is new enough for what nobody asked for.
const SHARED_FOR: Duration = Duration::from_mins(5);
/// How long signing in waits for this at most.
const SIGN_IN_WAITS: Duration = Duration::from_secs(2);
/// How often a person may ask for a refresh in an hour.
const PER_HOUR: u32 = 30;
/// How many people one transaction of the clock serves.
const AT_ONCE: usize = 200;

fn refresh(since: Timestamp) -> Outcome<NewJob> {
    NewJob::of(&RefreshTools { since }).map_err(|error| failures::internal("a job's payload", &error))
}

/// The job that a connection's test asks for, to be stored in the transaction that keeps the test's result.
pub(crate) fn after_test(
    resources: &Resources,
    kind: ConnectionKind,
    result: &TestResult,
    request_id: &str,
) -> Option<NewJob> {
    let wanted = matches!(result, TestResult::Success(_)) && kind != ConnectionKind::Llm;
    if !wanted || !available(resources, &resources.settings.current()) {
        return None;
    }
    let job = refresh(resources.clock.now().minus(SHARED_FOR)).ok()?;
    // Not the key of signing in: that refresh may have begun before this connection was there.
    Some(job.deduplicated(format!("tools.refresh:{}", kind.as_str())).traced(request_id))
}

/// Asks for a person's lists when they have none, or too old ones. Signing in does not wait for the lists, and for
/// asking two seconds at most.
pub(crate) async fn after_sign_in(resources: &Resources, principal: &Principal, request_id: &str) {
    let asking = tokio::time::timeout(SIGN_IN_WAITS, fill_gaps(resources, principal, request_id));
    match asking.await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!(code = failure.code, "a tool list was not asked for at sign-in"),
        Err(_) => tracing::warn!("a tool list was not asked for at sign-in in time"),
    }
}

async fn fill_gaps(resources: &Resources, principal: &Principal, request_id: &str) -> Outcome<()> {
    let settings = resources.settings.current();
    if !available(resources, &settings) {
        return Ok(());
    }
    let (now, good_for) = (resources.clock.now(), Duration::from_hours(settings.caches.tools_hours.into()));
    let missing = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<bool> {
            for source in sources(products(&store::connections::list(tx)?)) {
                let list = tool_cache::get(tx, source.as_str())?;
                if list.is_none_or(|list| now.since(list.refreshed_at) >= good_for) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await?;
    if missing {
        let job = refresh(now.minus(SHARED_FOR))?.deduplicated("tools.refresh").traced(request_id);
        resources.store.of(principal).write(move |tx| store::jobs::enqueue(tx, job)).await?;
    }
    Ok(())
}

/// Asks for everybody's lists, once per interval of the configuration and person, however many instances do this and
/// however often. Each person's turn comes at a moment of their own within the interval. Gives how many were stored.
pub async fn enqueue_refreshes(resources: &Resources) -> Outcome<usize> {
    let settings = resources.settings.current();
    if !available(resources, &settings) {
        return Ok(0);
    }
    let interval = Duration::from_hours(settings.background_jobs.refresh_interval_hours.into());
    let tick = Tick::of(resources.clock.now(), interval);
    let people = resources.store.system().read(tool_cache::people).await?;
    let mut stored = 0;
    for some in people.chunks(AT_ONCE) {
        let jobs = some
            .iter()
            .map(|user| {
                let job = refresh(tick.begins)?.deduplicated(tick.key()).not_before(tick.turn_of(*user));
                Ok((*user, job))
            })
            .collect::<Outcome<Vec<_>>>()?;
        stored += resources
            .store
            .system()
            .write(move |tx| -> Outcome<usize> {
                let mut stored = 0;
                for (user, job) in &jobs {
                    stored += usize::from(store::jobs::schedule(tx, *user, job)?);
                }
                Ok(stored)
            })
            .await?;
    }
    Ok(stored)
}

/// One turn of the clock.
#[derive(Debug, Clone, Copy)]
struct Tick {
    number: i64,
    begins: Timestamp,
    interval: Duration,
}

impl Tick {
    fn of(now: Timestamp, interval: Duration) -> Self {
        let length = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX).max(1);
        let number = now.as_millis().div_euclid(length);
        Self { number, begins: Timestamp::from_millis(number.saturating_mul(length)), interval }
    }

    fn key(&self) -> String {
        format!("tools.cron:{}", self.number)
    }

    /// The same offset in every interval, so that a list is never older than one.
    fn turn_of(&self, user: UserId) -> Timestamp {
        let bits = user.as_u128();
        let mixed = (bits ^ (bits >> 64)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
        let seconds = u128::from(self.interval.as_secs().max(1));
        self.begins.plus(Duration::from_secs(u64::try_from(mixed % seconds).unwrap_or(0)))
    }
}

/// Fetches a person's lists at once, because they said so.
pub(super) async fn refresh_now(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
) -> Outcome<JobId> {
    if !available(resources, &resources.settings.current()) {
        let message = "No MCP server is set up on this installation, so there are no tools to list.";
        return Err(Failure::new("tools.no_server", Category::AdminRequired, message)
            .with_next("Issues are created over Jira's REST interface."));
    }
    count(resources, principal).await?;
    let lane = Lane::Interactive;
    let job = NewJob { lane, ..refresh(resources.clock.now())? }
        .deduplicated("tools.refresh_now")
        .claimed_by(runner.place(lane))
        .at_most(runner.per_person())
        .traced(&caller.request_id);
    let entry = crate::audit::entry("tools.refresh", "ok", caller);
    let job = resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<_> {
            if sources(products(&store::connections::list(tx)?)).is_empty() {
                return Err(Failure::user(
                    "tools.not_connected",
                    "Neither Jira nor Confluence is connected.",
                )
                .with_next("Test a connection first; its tools are fetched right after."));
            }
            store::audit::record(tx, &entry)?;
            Ok(store::jobs::enqueue(tx, job)?)
        })
        .await?;
    let id = job.id;
    runner.run_claimed(job);
    Ok(id)
}

async fn count(resources: &Resources, principal: &Principal) -> Outcome<()> {
    let key = principal.user().to_string();
    let window = Duration::from_hours(1);
    let hit = resources
        .store
        .system()
        .write(move |tx| sign_in_counters::hit(tx, "tools_refresh", &key, PER_HOUR, window))
        .await?;
    match hit {
        Hit::Allowed => Ok(()),
        Hit::Blocked { retry_after, .. } => Err(Failure::too_many(
            "tools.too_many",
            "You have refreshed the tools very often in the last hour.",
            u32::try_from(retry_after.as_secs().max(1)).unwrap_or(u32::MAX),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_moment_of_their_own_which_is_the_same_in_every_interval() {
        let interval = Duration::from_hours(6);
        let now = Timestamp::from_millis(1_800_000_000_000);
        let (tick, next) = (Tick::of(now, interval), Tick::of(now.plus(interval), interval));
        assert_eq!(next.number, tick.number + 1);
        assert!(tick.begins <= now && now < next.begins);
        let mut moments = std::collections::BTreeSet::new();
        for person in 0..200_u128 {
            let user = UserId::from_u128((person << 70) | person.wrapping_mul(0x1234_5678_9abc_def1));
            let turn = tick.turn_of(user);
            assert!(tick.begins <= turn && turn < next.begins);
            assert_eq!(turn.plus(interval), next.turn_of(user));
            moments.insert(turn);
        }
        assert!(moments.len() > 190, "{} moments for 200 people", moments.len());
    }
}
