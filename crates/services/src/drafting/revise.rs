//! Asking a model to change a draft.

use super::{
    chain::broken,
    edit::{conflict, not_editable},
    must_have, split,
    start::{count, enqueue, must_be_open},
    subject,
    write_job::WriteDraft,
};
use crate::{Resources, audit, rules};
use contract::{
    Outcome,
    commands::ReviseDraft,
    services::Caller,
    views::{DraftStatus, Started},
};
use domain::{
    draft::{Revise, Scope},
    failure::Failure,
    limits,
    principal::Principal,
    text::{clean, length},
};
use jobs::{Job, Runner};
use store::drafts::{self, Draft};

/// What is asked for, or what is wrong with it.
fn check(command: &ReviseDraft) -> Outcome<Revise> {
    let Some(scope) = Scope::parse(command.scope.trim()) else {
        return Err(Failure::field("draft.scope_unknown", "scope", "Choose what shall be changed."));
    };
    let instructions = clean(&command.instructions).trim().to_owned();
    let count = length(&instructions);
    if instructions.is_empty() && scope == Scope::Whole {
        return Err(Failure::field(
            "draft.instructions_missing",
            "instructions",
            "Say what shall be different.",
        ));
    }
    if count > limits::INSTRUCTIONS {
        return Err(Failure::field(
            "draft.instructions_too_long",
            "instructions",
            format!("The instructions have {count} characters; at most {} fit.", limits::INSTRUCTIONS),
        ));
    }
    Ok(Revise { scope, instructions })
}

/// Starts the change of a draft as the person saw it. A second click finds the first one's work.
pub(super) async fn revise(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: ReviseDraft,
) -> Outcome<Started> {
    let revise = check(&command)?;
    count(resources, principal).await?;
    let (owner, most) = (runner.place(WriteDraft::LANE), runner.per_person());
    let settings = resources.settings.current();
    let caller = caller.clone();
    let (started, enqueued) = resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<_> {
            let draft = must_have(tx, command.draft)?;
            if let (DraftStatus::Writing, Some(job), true) =
                (draft.status, draft.job, draft.revise.as_ref() == Some(&revise))
            {
                return Ok((Started { draft: draft.id, job }, None));
            }
            must_be_open(tx)?;
            must_fit(&draft, &revise, command.version)?;
            if revise.scope == Scope::Rules
                && broken(&rules::of_draft(tx, &settings, &draft)?, &draft.written.content, draft.format)
                    .next()
                    .is_none()
            {
                return Err(Failure::user("draft.nothing_to_fix", "The draft keeps its rules already."));
            }
            if revise.scope == Scope::Split {
                split::must_be_possible(tx, &settings, &draft)?;
            }
            if !drafts::begin_revision(tx, draft.id, command.version, &revise)? {
                return Err(not_editable());
            }
            let job = enqueue(tx, draft.id, owner, most, &caller.request_id)?;
            let mut entry = audit::entry_about("draft.revised", subject(draft.id), "ok", &caller);
            entry.detail = serde_json::json!({ "scope": revise.scope.as_str() });
            store::audit::record(tx, &entry)?;
            Ok((Started { draft: draft.id, job: job.id }, Some(job)))
        })
        .await?;
    if let Some(job) = enqueued {
        runner.run_claimed(job);
    }
    Ok(started)
}

/// Whether the draft can be changed like this, as the person saw it.
fn must_fit(draft: &Draft, revise: &Revise, version: i32) -> Outcome<()> {
    if draft.status != DraftStatus::Ready {
        return Err(not_editable());
    }
    if draft.version != version {
        return Err(conflict(draft.version));
    }
    match revise.scope {
        Scope::Field(field) if !field.belongs_to(draft.format) => Err(Failure::field(
            "draft.scope_unknown",
            "scope",
            format!("A {} draft has no {}.", draft.format.label(), field.noun()),
        )),
        _ => Ok(()),
    }
}
