//! Stopping the work on a draft, deleting one and bringing it back.

use super::{must_have, split, subject};
use crate::{Resources, audit, long_work};
use contract::{Outcome, services::Caller};
use domain::{
    failure::{Category, Failure},
    ids::DraftId,
    principal::Principal,
};
use jobs::Runner;
use store::drafts;

/// Stops the draft's running or waiting job. Nothing to stop is fine.
pub(super) async fn stop(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    draft: DraftId,
) -> Outcome<()> {
    let found = resources.store.of(principal).read(move |tx| must_have(tx, draft)).await?;
    let Some(job) = found.job else { return Ok(()) };
    long_work::cancel(resources, runner, principal, job).await?;
    audit::record(
        resources,
        Some(principal.user()),
        audit::entry_about("draft.stopped", subject(draft), "ok", caller),
    )
    .await;
    Ok(())
}

/// Deletes a draft. What is in Jira stays there; a draft on its way to Jira cannot be deleted.
pub(super) async fn delete(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    draft: DraftId,
) -> Outcome<()> {
    let entry = audit::entry_about("draft.deleted", subject(draft), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let found = must_have(tx, draft)?;
            split::must_not_be_awaited(tx, &found)?;
            if let Some(job) = found.job {
                store::jobs::request_cancel(tx, job)?;
            }
            if !drafts::delete(tx, draft)? {
                return Err(Failure::new(
                    "draft.on_its_way",
                    Category::Conflict,
                    "This draft is on its way to Jira and cannot be deleted now.",
                ));
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Brings a deleted draft back, as it was.
pub(super) async fn restore(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    draft: DraftId,
) -> Outcome<()> {
    let entry = audit::entry_about("draft.restored", subject(draft), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            if !drafts::restore(tx, draft)? {
                return Err(Failure::not_found("draft"));
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
