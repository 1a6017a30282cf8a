//! Starting to write, going on after an interruption, answering a question.

use super::{
    form::{Choices, PREFERENCE},
    must_have, subject,
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
    context::{self, Reference},
    draft::DraftFormat,
    failure::{Category, Failure},
    ids::DraftId,
    jira::{IssueKey, IssueKind, ProjectKey},
    limits,
    principal::Principal,
    text::{clean, length},
};
use jobs::{EnqueuedJob, Job, NewJob, Runner};
use std::time::Duration;
use store::{
    Tx, draft_contexts,
    drafts::{self, NewDraft},
    jobs::AnswerOutcome,
    preferences,
    sign_in_counters::{self, Hit},
};

struct Valid {
    new: NewDraft,
    choices: Choices,
    references: Vec<Reference>,
}

/// Every field's problem at once.
fn check(command: StartDraft) -> Outcome<Valid> {
    let mut failure = Failure::user("draft.form_invalid", "Some fields need another look.");
    let requirement = clean(&command.requirement).trim().to_owned();
    let count = length(&requirement);
    if count == 0 {
        failure = failure.with_field("requirement", "Write what you need, in your own words.");
    } else if count > limits::REQUIREMENT {
        failure = failure.with_field(
            "requirement",
            format!("The requirement has {count} characters; at most {} fit.", limits::REQUIREMENT),
        );
    }
    let kind = IssueKind::parse(&command.kind);
    if kind.is_none() {
        failure = failure.with_field("kind", "Choose story, task, bug, epic or sub-task.");
    }
    let parent = match parent(&command.parent, kind) {
        Ok(parent) => parent,
        Err(words) => {
            failure = failure.with_field("parent", words);
            None
        }
    };
    let format = DraftFormat::parse(&command.format);
    if format.is_none() {
        failure = failure.with_field("format", "Choose Classic or BDD.");
    }
    let project = match ProjectKey::parse(&command.project) {
        Ok(project) => Some(project),
        Err(problem) => {
            failure = failure.with_field("project", problem.to_string());
            None
        }
    };
    if let (Some(IssueKind::SubTask), Some(parent), Some(project)) = (kind, &parent, &project)
        && parent.project() != project.as_str()
    {
        let words = format!("A sub-task is in the project of its issue; {parent} is not in {project}.");
        failure = failure.with_field("parent", words);
    }
    let references = context::parse(&clean(&command.context));
    if let Err(words) = &references {
        failure = failure.with_field("context", words.clone());
    }
    let form_id = command.form_id.trim().parse::<DraftId>().ok();
    if form_id.is_none() {
        failure = failure.with_field("form_id", "Reload the page and try again.");
    }
    let (true, Some(kind), Some(format), Some(project), Some(form_id), Ok(references)) =
        (failure.fields.is_empty(), kind, format, project, form_id, references)
    else {
        return Err(failure);
    };
    let prompt = command.prompt.trim().to_owned();
    let choices = Choices { project: project.clone(), kind, format, prompt };
    let status = DraftStatus::Writing;
    Ok(Valid {
        new: NewDraft { form_id: form_id.to_string(), requirement, kind, format, project, parent, status },
        choices,
        references,
    })
}

/// The issue a draft belongs to: a sub-task needs one, an epic has none.
fn parent(text: &str, kind: Option<IssueKind>) -> Result<Option<IssueKey>, String> {
    match (text.trim(), kind) {
        ("", Some(IssueKind::SubTask)) => {
            Err("A sub-task belongs to an issue: name it, such as CLINIC-245.".to_owned())
        }
        ("", _) => Ok(None),
        (_, Some(IssueKind::Epic)) => Err("An epic belongs to nothing; leave this empty.".to_owned()),
        (key, _) => IssueKey::parse(key).map(Some).map_err(|problem| problem.to_string()),
    }
}

/// Starts a draft and its job in one transaction. The same form again gives the same draft.
pub(super) async fn start(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: StartDraft,
) -> Outcome<Started> {
    let Valid { new, choices, references } = check(command)?;
    let form_id = new.form_id.clone();
    let first = resources.store.of(principal).read(move |tx| drafts::of_form(tx, &form_id)).await?;
    if let Some((draft, Some(job))) = first.map(|draft| (draft.id, draft.job)) {
        // Sent again: nothing is asked of anybody.
        return Ok(Started { draft, job });
    }
    let contexts = crate::context::read(resources, caller, principal, &references).await?;
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
pub(super) fn must_be_open(tx: &mut Tx) -> Outcome<()> {
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
