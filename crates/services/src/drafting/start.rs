//! Starting to write, going on after an interruption, answering a question.

use super::{
    adopt,
    form::PREFERENCE,
    must_have,
    start_check::{Valid, check, resolved},
    subject,
    write_job::WriteDraft,
};
use crate::{Resources, accounts::sessions::dots, audit, connections::llm_gate, failures, prompts, usage};
use contract::{
    Outcome,
    commands::{Answer, StartDraft},
    services::Caller,
    views::{DraftStatus, Gate, Started},
};
use domain::{
    failure::{Category, Failure},
    ids::DraftId,
    limits,
    principal::Principal,
    text::{clean, length},
};
use jobs::{EnqueuedJob, Job, NewJob, Runner};
use std::time::Duration;
use store::{
    Tx, draft_contexts, drafts,
    jobs::AnswerOutcome,
    preferences,
    sign_in_counters::{self, Hit},
};

/// Starts a draft and its job in one transaction. The same form again gives the same draft.
pub(super) async fn start(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: StartDraft,
) -> Outcome<Started> {
    let Valid { mut new, mut choices, references, template, epic } = check(command)?;
    let form_id = new.form_id.clone();
    let first = resources.store.of(principal).read(move |tx| drafts::of_form(tx, &form_id)).await?;
    if let Some((draft, Some(job))) = first.map(|draft| (draft.id, draft.job)) {
        // Sent again: nothing is asked of anybody.
        return Ok(Started { draft, job });
    }
    let contexts = crate::context::read(resources, caller, principal, &references).await?;
    let adopted = match &epic {
        None => None,
        Some(key) => Some(adopt::read(resources, caller, principal, key).await?),
    };
    if let Some(adopted) = adopted.as_ref().filter(|_| new.requirement.is_empty()) {
        new.requirement = adopted.as_requirement();
    }
    count(resources, principal).await?;
    let (owner, most) = (runner.place(WriteDraft::LANE), runner.per_person());
    let settings = resources.settings.current();
    let (request_id, caller, in_person) =
        (caller.request_id.clone(), caller.clone(), principal.token().is_none());
    let (started, enqueued) = resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<_> {
            must_be_open(tx)?;
            let prompt = prompts::resolve(tx, &settings, &choices.prompt)?;
            new.template = resolved(tx, &settings, template)?;
            if let Some(template) = &new.template {
                choices.template.clone_from(template);
            }
            let (draft, is_new) = drafts::insert(tx, &new)?;
            if let (false, Some(job)) = (is_new, draft.job) {
                return Ok((Started { draft: draft.id, job }, None));
            }
            if let (true, Some(prompt)) = (is_new, prompt) {
                store::prompts::choose(tx, draft.id, &prompt)?;
            }
            if is_new {
                draft_contexts::put(tx, draft.id, &contexts)?;
            }
            if let (true, Some(adopted)) = (is_new, &adopted) {
                adopt::begin(tx, draft.id, adopted)?;
            }
            // What a program chooses is not what its owner wants to see in the form.
            if in_person {
                preferences::set(tx, PREFERENCE, &choices)?;
            }
            let job = enqueue(tx, draft.id, owner, most, &request_id)?;
            let entry = audit::entry_about("draft.started", subject(draft.id), "ok", &caller);
            store::audit::record(tx, &entry)?;
            Ok((Started { draft: draft.id, job: job.id }, Some(job)))
        })
        .await?;
    if let Some(job) = enqueued {
        runner.run_claimed(job);
    }
    Ok(started)
}

/// Writes again from the same requirement; for drafts that were interrupted, stopped, or failed.
pub(super) async fn go_on(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    draft: DraftId,
) -> Outcome<Started> {
    count(resources, principal).await?;
    let (owner, most) = (runner.place(WriteDraft::LANE), runner.per_person());
    let caller = caller.clone();
    let (started, enqueued) = resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<_> {
            let found = must_have(tx, draft)?;
            if let (DraftStatus::Writing, Some(job)) = (found.status, found.job) {
                // A second click while it is being written already.
                return Ok((Started { draft, job }, None));
            }
            must_be_open(tx)?;
            if !drafts::set_status(tx, draft, &[DraftStatus::Unfinished], DraftStatus::Writing)? {
                return Err(Failure::new(
                    "draft.cannot_continue",
                    Category::Conflict,
                    "This draft is finished already.",
                ));
            }
            let job = enqueue(tx, draft, owner, most, &caller.request_id)?;
            let entry = audit::entry_about("draft.continued", subject(draft), "ok", &caller);
            store::audit::record(tx, &entry)?;
            Ok((Started { draft, job: job.id }, Some(job)))
        })
        .await?;
    if let Some(job) = enqueued {
        runner.run_claimed(job);
    }
    Ok(started)
}

/// Gives the answer to the job that waits for it; the job goes on with everything it knew.
pub(super) async fn answer(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: Answer,
) -> Outcome<Started> {
    let text = clean(&command.text).trim().to_owned();
    if text.is_empty() {
        return Err(Failure::field("draft.answer_missing", "text", "Write an answer, or stop the draft."));
    }
    if length(&text) > limits::ANSWER {
        return Err(Failure::field(
            "draft.answer_too_long",
            "text",
            format!("An answer can have at most {} characters.", limits::ANSWER),
        ));
    }
    let entry = audit::entry_about("draft.answered", subject(command.draft), "ok", caller);
    let settings = resources.settings.current();
    let started = resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<_> {
            let draft = must_have(tx, command.draft)?;
            let job = draft.job.ok_or_else(|| Failure::not_found("question"))?;
            must_be_open(tx)?;
            usage::left_today(tx, &settings)?;
            match store::jobs::answer(tx, job, command.question, &text)? {
                Some(AnswerOutcome::Accepted) => store::audit::record(tx, &entry)?,
                // Already answered is fine while it is being worked on; anything else is too late.
                Some(AnswerOutcome::NotWaiting) if draft.status == DraftStatus::Writing => {}
                Some(AnswerOutcome::NotWaiting) | None => {
                    return Err(Failure::new(
                        "draft.question_over",
                        Category::Conflict,
                        "This question has been answered or withdrawn already.",
                    ));
                }
            }
            Ok(Started { draft: draft.id, job })
        })
        .await?;
    runner.wake();
    Ok(started)
}

pub(super) fn enqueue(
    tx: &mut Tx,
    draft: DraftId,
    owner: Option<jobs::Owner>,
    most: u32,
    request_id: &str,
) -> Outcome<EnqueuedJob> {
    let new = NewJob::of(&WriteDraft { draft })
        .map_err(|error| failures::internal("a job's payload", &error))?
        .deduplicated(format!("draft:{draft}"))
        .claimed_by(owner)
        .at_most(most)
        .traced(request_id);
    let job = store::jobs::enqueue(tx, new)?;
    drafts::attach_job(tx, draft, job.id)?;
    Ok(job)
}

/// No model is asked without a tested connection, whoever calls.
pub(crate) fn must_be_open(tx: &mut Tx) -> Outcome<()> {
    let rows = store::connections::list(tx)?;
    match llm_gate(dots(&rows)) {
        None => Ok(()),
        Some(gate) => Err(closed(&gate)),
    }
}

fn closed(gate: &Gate) -> Failure {
    Failure::user("llm.not_tested", gate.message.clone())
        .with_next("Connect and test a model under Connections. Your requirement is still in the form.")
}

/// What a person may ask of models: so much in an hour, so many tokens on a day.
pub(super) async fn count(resources: &Resources, principal: &Principal) -> Outcome<()> {
    let settings = resources.settings.current();
    let most = settings.limits.generations_per_hour;
    resources.store.of(principal).read(move |tx| usage::left_today(tx, &settings)).await?;
    let key = principal.user().to_string();
    let window = Duration::from_hours(1);
    let hit = resources
        .store
        .system()
        .write(move |tx| sign_in_counters::hit(tx, "generation", &key, most, window))
        .await?;
    match hit {
        Hit::Allowed => Ok(()),
        Hit::Blocked { retry_after, .. } => Err(Failure::too_many(
            "draft.too_many",
            format!("You have started {most} drafts in the last hour, which is the most this site allows."),
            u32::try_from(retry_after.as_secs().max(1)).unwrap_or(u32::MAX),
        )),
    }
}
