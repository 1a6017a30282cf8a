//! Having a model write the sentences of tickets. Each ticket is stored as soon as it is written, so that a stop or a crash
//! costs nothing but the calls that were on their way.

use super::{going::sent, must_have};
use crate::{
    Resources, audit,
    drafting::{MyModel, must_be_open, my_model},
    failures, long_work, site_builds,
    site_builds::prose::{self, Facts, Rates, Site},
    usage,
};
use contract::{
    Outcome as Answered,
    events::JobEvent,
    services::Caller,
    views::{ProseOffer, StartedWork, TicketOrigin},
};
use domain::{
    failure::{Category, Failure},
    ids::{SiteBuildId, SiteTicketId},
    principal::Principal,
};
use futures::{StreamExt as _, stream};
use jobs::{Ending, Job, JobContext, Lane, Lost, NewJob, Outcome, Runner};
use llm::chain::{ChainContext, ChainError, NoSink};
use serde::{Deserialize, Serialize};
use site_spec::plan;
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use store::{
    Tx,
    model_calls::Subject,
    site_tickets::{self, SiteTicket, Text},
};

/// Has a model write the sentences of one build's tickets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WriteTickets {
    /// The build.
    pub build: SiteBuildId,
}

/// Tickets that are written at the same time; the provider's own limit may allow fewer.
const AT_ONCE: usize = 3;
/// Calls that may fail in a row before the others are not even tried.
const IN_A_ROW: u32 = 3;
/// Tickets from whose rows an estimate is made for all.
const SAMPLE: usize = 40;

impl Job for WriteTickets {
    const KIND: &'static str = "write_tickets";
    const LANE: Lane = Lane::Background;
    /// Every crash counts as one, and so does every turn: a run gives its place back now and then.
    const MAX_ATTEMPTS: i32 = 1_000;
    const ON_LOST: Lost = Lost::Requeue;
    type Env = Arc<Resources>;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, env: Self::Env, _checkpoint: Option<()>) -> Outcome<()> {
        run(&ctx, &env, self.build).await.unwrap_or_else(Outcome::Fail)
    }
}

/// The tickets that a model would write: nobody has yet, and nobody said that they are ready. Those that a model was tried at
/// come when there are no others.
fn open(tx: &mut Tx, build: SiteBuildId) -> Answered<Vec<SiteTicket>> {
    let sent = sent(tx, build)?;
    let (tried, fresh): (Vec<_>, Vec<_>) = site_tickets::list(tx, build)?
        .into_iter()
        .filter(|ticket| {
            ticket.origin == TicketOrigin::Rows && !ticket.ready && !sent.contains_key(&ticket.id)
        })
        .partition(|ticket| ticket.note.is_some());
    Ok(if fresh.is_empty() { tried } else { fresh })
}

/// Starts it. A second call returns the same work.
pub(super) async fn start(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
) -> Answered<StartedWork> {
    let (owner, most) = (runner.place(WriteTickets::LANE), runner.per_person());
    let caller = caller.clone();
    let settings = resources.settings.current();
    let (started, enqueued) = resources
        .store
        .of(principal)
        .write(move |tx| -> Answered<_> {
            // Holds the build, so that two starts at once come one after the other.
            if !store::site_builds::active(tx, id)? {
                return Err(site_builds::gone());
            }
            let build = must_have(tx, id)?;
            if build.made_from != Some(build.version) {
                return Err(outdated());
            }
            if open(tx, id)?.is_empty() {
                return Err(Failure::new(
                    "site_build.nothing_to_write",
                    Category::Conflict,
                    "There is no ticket left that a model would write.",
                ));
            }
            must_be_open(tx)?;
            usage::left_today(tx, &settings)?;
            let new = NewJob::of(&WriteTickets { build: id })
                .map_err(|error| failures::internal("a job's payload", &error))?
                .deduplicated(format!("write_tickets:{id}"))
                .claimed_by(owner)
                .at_most(most)
                .traced(caller.request_id.clone());
            let job = store::jobs::enqueue(tx, new)?;
            store::site_builds::set_prose_job(tx, id, job.id)?;
            let entry = audit::entry_about("site_build.write", site_builds::subject(id), "started", &caller);
            store::audit::record(tx, &entry)?;
            Ok((StartedWork { build: id, job: job.id }, (!job.existing).then_some(job)))
        })
        .await?;
    if let Some(job) = enqueued {
        runner.run_claimed(job);
    }
    Ok(started)
}

fn outdated() -> Failure {
    Failure::new(
        "site_build.outdated",
        Category::Conflict,
        "The sheets were changed after the tickets were made.",
    )
    .with_next("Bring the tickets up to date first.")
}

/// What it would take, where a model is connected and there is something to write.
pub(super) async fn offer(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
) -> Answered<Option<ProseOffer>> {
    let settings = resources.settings.current();
    let (tickets, can) = resources
        .store
        .of(principal)
        .read(move |tx| -> Answered<_> { Ok((open(tx, id)?, must_be_open(tx).is_ok())) })
        .await?;
    if tickets.is_empty() || !can {
        return Ok(None);
    }
    let Ok(MyModel { provider, .. }) = my_model(resources, principal, &settings).await else {
        return Ok(None);
    };
    let asked = (provider.id.to_string(), provider.parameters.model.clone());
    let measured = resources
        .store
        .of(principal)
        .read(move |tx| store::model_calls::usual_duration(tx, prose::PROMPT, &asked.0, &asked.1))
        .await?;
    let checked = resources.desk.checked(resources, principal, id).await?;
    let count = tickets.len();
    let keys: BTreeSet<String> =
        tickets.into_iter().step_by(count.div_ceil(SAMPLE)).map(|ticket| ticket.plan_key).collect();
    let estimating = move || {
        let spec = checked.spec();
        let sample = checked.plan.tickets.iter().filter(|ticket| keys.contains(&ticket.key));
        let rates = Rates {
            prompt: provider.prompts.system(prose::PROMPT).unwrap_or_default(),
            prices: provider.prices.as_ref(),
            measured_ms: measured,
        };
        let site = Site { name: &checked.build.name, description: &checked.build.description };
        let estimate = prose::estimate(site, &spec, &checked.plan, sample, rates);
        (estimate.of_all(count), provider.label.clone())
    };
    let (estimate, provider) =
        tokio::task::spawn_blocking(estimating).await.map_err(|_| Failure::internal())?;
    let seconds = estimate.seconds_each.saturating_mul(estimate.calls.div_ceil(AT_ONCE as u64));
    Ok(Some(ProseOffer {
        provider,
        tickets: u32::try_from(count).unwrap_or(u32::MAX),
        tokens: estimate.prompt_tokens + estimate.completion_tokens,
        minutes: u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX),
        cost: estimate.price(),
    }))
}

/// One ticket to be written.
struct One {
    id: SiteTicketId,
    version: i32,
    title: String,
    group: String,
    facts: Facts,
    /// Where it is in the plan.
    at: usize,
}

async fn run(ctx: &JobContext, env: &Arc<Resources>, id: SiteBuildId) -> Answered<Outcome<()>> {
    let (settings, principal) = (env.settings.current(), ctx.principal());
    let checked = env.desk.checked(env, principal, id).await?;
    let tickets = env
        .store
        .of(principal)
        .read(move |tx| -> Answered<_> {
            let build = must_have(tx, id)?;
            if build.made_from != Some(build.version) {
                return Err(outdated());
            }
            open(tx, id)
        })
        .await?;
    let MyModel { provider, model, secrets } = my_model(env, principal, &settings).await?;
    let spec_of = Arc::clone(&checked);
    let preparing = move || {
        let (spec, plan) = (spec_of.spec(), &spec_of.plan);
        let site = Site { name: &spec_of.build.name, description: &spec_of.build.description };
        let at: HashMap<&str, usize> =
            plan.tickets.iter().enumerate().map(|(at, ticket)| (ticket.key.as_str(), at)).collect();
        let one = |ticket: SiteTicket| {
            let at = *at.get(ticket.plan_key.as_str())?;
            Some(One {
                id: ticket.id,
                version: ticket.version,
                title: ticket.title,
                group: ticket.heading,
                facts: Facts::of(site, &spec, &plan.tickets[at], plan),
                at,
            })
        };
        tickets.into_iter().filter_map(one).collect::<Vec<_>>()
    };
    let work = tokio::task::spawn_blocking(preparing).await.map_err(|_| Failure::internal())?;
    let groups: Vec<String> = work.iter().fold(Vec::new(), |mut groups, one| {
        if groups.last() != Some(&one.group) {
            groups.push(one.group.clone());
        }
        groups
    });
    let turn = Duration::from_mins(u64::from(settings.limits.job_minutes)) / 2;
    let prompt = provider.prompts.system(prose::PROMPT);
    let (total, mut done, mut written, mut failed) = (work.len(), 0_usize, 0_usize, 0_u32);
    let (model, provider, secrets) = (model.as_ref(), &provider, &secrets);
    let mut answers = stream::iter(work.into_iter().map(|one| async move {
        let (mine, settings) = (env.store.of(principal), env.settings.current());
        let budget = match mine.read(move |tx| usage::left_today(tx, &settings)).await {
            Ok(budget) => budget,
            Err(failure) => return (one, Err(failure)),
        };
        let mut chain = ChainContext::new(model, &NoSink, ctx.cancel().clone());
        ctx.trace().unwrap_or_default().clone_into(&mut chain.request_id);
        chain.token_budget = budget;
        let run = usage::Run {
            principal: *principal,
            subject: Subject::SiteBuild(id),
            job: ctx.job(),
            step: prose::PROMPT,
            provider,
            secrets: secrets.clone(),
        };
        let recording = usage::Recording::of(env, &chain, run);
        let said = prose::write(&chain, prompt, &one.facts).await;
        recording.end().await;
        let said = said.map_err(|error| match error {
            ChainError::Cancelled => stopped(),
            other => failures::chain(&other),
        });
        (one, said)
    }))
    .buffered(AT_ONCE);
    tell(ctx, &groups, groups.first().map_or("", String::as_str), (0, total)).await;
    while let Some((one, said)) = answers.next().await {
        if ctx.cancel().is_cancelled() {
            return Ok(Outcome::Interrupted(format!(
                "Stopped. {written} tickets were written and are kept."
            )));
        }
        done += 1;
        let group = one.group.clone();
        match said {
            Ok(said) => {
                failed = 0;
                written += usize::from(said.from_model);
                keep(env, principal, &checked, one, said).await?;
            }
            Err(failure) => {
                failed += 1;
                let note = format!("The model did not write it: {}", failure.message);
                let ticket = one.id;
                env.store
                    .of(principal)
                    .write(move |tx| site_tickets::set_note(tx, ticket, Some(&note)))
                    .await?;
                // What stands in the way of one call may pass; what stands in the way of all does not.
                if failed >= IN_A_ROW || failure.category != Category::Temporary {
                    return Err(failure);
                }
            }
        }
        tell(ctx, &groups, &group, (done, total)).await;
        if ctx.elapsed() > turn {
            let failure = Failure::temporary("site_build.next_turn", "The work goes on in a moment.");
            return Ok(Outcome::Retry { after: Duration::ZERO, failure });
        }
    }
    drop(answers);
    settle(ctx, env, id, written, total).await
}

fn stopped() -> Failure {
    Failure::temporary("job.stopped", "The work was stopped.")
}

async fn tell(ctx: &JobContext, groups: &[String], group: &str, (done, total): (usize, usize)) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let place = groups.iter().position(|other| other == group).map_or(1, |place| place + 1);
    let message = format!("Processing {group} ({place} of {} groups)", groups.len());
    long_work::tell(ctx, JobEvent::Progress { message, done: number(done), total: number(total) }).await;
}

/// Stores what came of one ticket; one that somebody changed meanwhile stays as it is.
async fn keep(
    env: &Resources,
    principal: &Principal,
    checked: &site_builds::Checked,
    one: One,
    said: prose::Written,
) -> Answered<()> {
    let build = checked.build.id;
    let body =
        said.from_model.then(|| plan::body_with(&checked.spec(), &checked.plan.tickets[one.at], &said.prose));
    env.store
        .of(principal)
        .write(move |tx| -> Answered<()> {
            let Some(body) = body else {
                site_tickets::set_note(tx, one.id, said.why_not.as_deref())?;
                return Ok(());
            };
            let text = Text {
                title: &one.title,
                body: &body,
                origin: TicketOrigin::Model,
                note: None,
                settled: false,
            };
            // Somebody may have said meanwhile that it is ready, or sent it.
            let ready = site_tickets::get(tx, one.id)?.is_none_or(|(ticket, _, _)| ticket.ready);
            if !ready && !sent(tx, build)?.contains_key(&one.id) {
                site_tickets::write(tx, one.id, one.version, text)?;
            }
            Ok(())
        })
        .await
}

/// The job ends together with the audit log's line.
async fn settle(
    ctx: &JobContext,
    env: &Resources,
    id: SiteBuildId,
    written: usize,
    total: usize,
) -> Answered<Outcome<()>> {
    let closing = ctx.close().await.map_err(|_| Failure::internal())?;
    let mut entry = audit::entry_of_job("site_build.written", site_builds::subject(id), "ok", ctx);
    entry.detail = serde_json::json!({ "written": written, "of": total });
    let event = env
        .store
        .of(ctx.principal())
        .write(move |tx| -> Answered<_> {
            store::site_builds::active(tx, id)?;
            store::audit::record(tx, &entry)?;
            store::jobs::finish(tx, &closing, &Ending::Done(None))?.ok_or_else(Failure::internal)
        })
        .await?;
    Ok(Outcome::Settled(event))
}
