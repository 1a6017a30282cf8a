//! Taking the making of parts back.

use super::gone;
use crate::{
    Resources, audit,
    drafting::{
        edit::{conflict, not_editable},
        must_have, subject,
    },
};
use contract::{Outcome, services::Caller, views::DraftStatus};
use domain::{
    failure::{Category, Failure},
    ids::DraftId,
    principal::Principal,
};
use store::drafts::{self, Draft};

/// Takes the making of parts back.
pub(in crate::drafting) async fn unsplit(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: DraftId,
) -> Outcome<()> {
    let entry = audit::entry_about("draft.unsplit", subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let draft = must_have(tx, id)?;
            let mut split = draft.split.clone().ok_or_else(gone)?;
            let made_of = split.made_of.take().ok_or_else(gone)?;
            if !matches!(draft.status, DraftStatus::Ready | DraftStatus::Split) && !draft.is_adopted() {
                return Err(not_editable());
            }
            for part in drafts::parts_with_deleted(tx, id)? {
                let below = part.split.as_ref().is_some_and(|split| split.made_of.is_some());
                if below && !part.deleted && part.issue.is_none() {
                    return Err(Failure::new(
                        "draft.part_is_split",
                        Category::Conflict,
                        format!("“{}” has parts of its own.", part.title),
                    )
                    .with_next("Take those back first."));
                }
                if part.issue.is_some() {
                    return Err(in_jira(&part));
                }
                // What was written in it since is what the part is.
                if let (Some((_, at)), false) = (part.part_of, part.deleted)
                    && let Some(proposed) = split.parts.get_mut(at)
                {
                    proposed.content = part.written.content.clone();
                }
                if !part.deleted && !drafts::delete(tx, part.id)? {
                    return Err(in_jira(&part));
                }
                if let Some(job) = part.job {
                    store::jobs::request_cancel(tx, job)?;
                }
            }
            let mut written = draft.written.clone();
            written.content.story_points = written.content.story_points.or(made_of.points);
            split.version += 1;
            if !drafts::set_whole(tx, &draft, made_of.kind, &written, DraftStatus::Ready, &split)? {
                return Err(conflict(draft.version));
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

fn in_jira(part: &Draft) -> Failure {
    Failure::new(
        "draft.part_in_jira",
        Category::Conflict,
        format!("“{}” is in Jira, or on its way.", part.title),
    )
    .with_next("What is in Jira stays there; the other parts can be changed one by one.")
}
