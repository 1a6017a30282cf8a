//! A draft in parts: proposed by a model, changed by the person, made into drafts of their own, and taken back.

mod change;
mod make;
mod take_back;

pub(super) use change::edit;
pub(super) use take_back::unsplit;

use super::{must_have, screen, write_job::Conversation};
use crate::{Resources, rules, site_tickets};
use contract::{
    Outcome as Answered,
    views::{DraftStatus, PartOf, SplitView},
};
use domain::{
    draft::{DraftContent, DraftFormat},
    failure::{Category, Failure},
    ids::DraftId,
    jira::IssueKind,
    limits,
    rules::{Check, RuleSet, evaluate},
    split::{Part, Shape, Split, criteria, fits_one_split},
};
use jobs::{Ending, JobContext, Outcome};
use settings::Settings;
use store::{
    Tx,
    drafts::{self, Draft},
};

/// Whether something is above the draft, or will be.
fn has_parent(draft: &Draft) -> bool {
    draft.parent.is_some() || draft.part_of.is_some()
}

/// How a draft's parts can belong together, the usual way first: what fits its kind, and what its project has kinds of
/// issues for, as far as Jira has told. There is always one.
fn shapes(tx: &mut Tx, draft: &Draft) -> Answered<Vec<Shape>> {
    // An issue below an epic, or in a project without any, is split into others beside it.
    let mut fitting = vec![Shape::Epic, Shape::Siblings, Shape::SubTasks];
    fitting.retain(|shape| shape.fits(draft.kind, has_parent(draft)));
    let offered = screen::with_room(tx, draft, &fitting)?;
    Ok(if offered.is_empty() { fitting.into_iter().take(1).collect() } else { offered })
}

/// How a draft's parts would usually belong together, and the rules they are held against.
pub(super) fn usual(tx: &mut Tx, settings: &Settings, draft: &Draft) -> Answered<(Shape, RuleSet)> {
    let usual = Shape::usual(draft.kind, has_parent(draft));
    let shape = shapes(tx, draft)?.first().copied().unwrap_or(usual);
    Ok((shape, rules::of_kind(tx, settings, &draft.project, shape.part_kind(draft.kind))?))
}

/// Whether a draft as it was just written is too large for one issue, and can be split.
pub(super) fn is_called_for(rules: &RuleSet, content: &DraftContent, format: DraftFormat) -> bool {
    let too_large = |check: &Check| check.rule == "max_points" && check.blocks();
    evaluate(rules, content, format).iter().any(too_large)
        && fits_one_split(content.story_points, rules.most_points())
}

/// Whether a model may be asked for parts of the draft.
pub(super) fn must_be_possible(tx: &mut Tx, settings: &Settings, draft: &Draft) -> Answered<()> {
    if draft.split.as_ref().is_some_and(|split| split.made_of.is_some()) {
        return Err(Failure::new(
            "draft.split_already",
            Category::Conflict,
            "This draft has its parts already.",
        )
        .with_next("Take the split back to split it anew."));
    }
    if draft.split.is_some() {
        return Err(open());
    }
    site_tickets::must_be_free(tx, draft)?;
    if let Some(whole) = whole_that_is_awaited(tx, draft)? {
        return Err(not_yet(&whole)
            .with_next("Create that one first, or take its split back and split it differently."));
    }
    let (_, rules) = usual(tx, settings, draft)?;
    if !fits_one_split(draft.written.content.story_points, rules.most_points()) {
        return Err(Failure::user(
            "draft.too_large_to_split",
            format!("This is more than {} issues can hold.", limits::PARTS),
        )
        .with_next("Estimate it again, or describe it as several requirements."));
    }
    Ok(())
}

/// Stores what the model proposed and ends the job in one transaction.
pub(super) async fn finish(
    ctx: &JobContext,
    env: &Resources,
    id: DraftId,
    parts: Vec<Part>,
) -> Outcome<Conversation> {
    let settings = env.settings.current();
    let Ok(closing) = ctx.close().await else { return Outcome::Fail(Failure::internal()) };
    let settled = env
        .store
        .of(ctx.principal())
        .write(move |tx| -> Answered<_> {
            let draft = must_have(tx, id)?;
            let (shape, _) = usual(tx, &settings, &draft)?;
            // Not a number that an earlier proposal had: a page that still shows that one would take this for it.
            let version = i32::try_from(tx.now().as_millis() / 1_000 % 2_000_000_000).unwrap_or_default();
            let split = Split { shape, parts, of_version: draft.version, version, made_of: None };
            if !drafts::store_split(tx, id, &split)? {
                return Err(Failure::not_found("draft"));
            }
            store::jobs::finish(tx, &closing, &Ending::Done(None))?.ok_or_else(Failure::internal)
        })
        .await;
    match settled {
        Ok(event) => Outcome::Settled(event),
        Err(failure) => Outcome::Fail(failure),
    }
}

/// What the page shows of a split that can still be changed.
pub(super) fn view(tx: &mut Tx, settings: &Settings, draft: &Draft) -> Answered<Option<SplitView>> {
    let open = |split: &&Split| split.made_of.is_none() && draft.status == DraftStatus::Ready;
    let Some(split) = draft.split.as_ref().filter(open) else { return Ok(None) };
    let whole = as_split(tx, draft, split)?;
    let stale = is_stale(&whole, draft);
    let mut offered = shapes(tx, draft)?;
    // What was chosen before Jira told otherwise stays visible.
    if !offered.contains(&split.shape) {
        offered.push(split.shape);
    }
    offered.sort_by_key(|shape| Shape::ALL.iter().position(|other| other == shape));
    let mut shapes = Vec::new();
    for shape in offered {
        let kind = shape.part_kind(draft.kind);
        shapes.push((shape, rules::of_kind(tx, settings, &draft.project, kind)?));
    }
    Ok(Some(SplitView { split: split.clone(), whole, stale, shapes }))
}

/// The draft's fields with the criteria that it had when it was split.
fn as_split(tx: &mut Tx, draft: &Draft, split: &Split) -> Answered<DraftContent> {
    let mut whole = draft.written.content.clone();
    if let Some(of) = drafts::revision(tx, draft.id, split.of_version)? {
        whole.acceptance_criteria = of.written.content.acceptance_criteria;
        whole.scenarios = of.written.content.scenarios;
    }
    Ok(whole)
}

/// Whether the draft's criteria are others than those that were split.
fn is_stale(whole: &DraftContent, draft: &Draft) -> bool {
    criteria(whole, draft.format) != criteria(&draft.written.content, draft.format)
}

/// What a draft is a part of, as long as that is there.
pub(super) fn part_of(tx: &mut Tx, draft: &Draft) -> Answered<Option<PartOf>> {
    let Some((whole, part)) = draft.part_of else { return Ok(None) };
    let Some(whole) = drafts::get(tx, whole)? else { return Ok(None) };
    let Some(split) = &whole.split else { return Ok(None) };
    let after = split.parts.get(part).map(|part| part.after.clone()).unwrap_or_default();
    let parts = drafts::parts(tx, whole.id)?;
    let (behind, ahead): (Vec<_>, Vec<_>) =
        parts.iter().partition(|other| other.part_of.is_some_and(|(_, other)| other <= part));
    let open = |other: &&&Draft| other.id != draft.id && other.issue.is_none();
    let next = ahead.iter().chain(&behind).find(open).map(|next| (next.id, next.title.clone()));
    let before = parts
        .into_iter()
        .filter(|other| other.part_of.is_some_and(|(_, other)| after.contains(&other)))
        .map(|other| (other.id, other.title))
        .collect();
    Ok(Some(PartOf {
        waits: waits(draft, &whole, split),
        whole: whole.id,
        title: whole.title,
        part: part + 1,
        parts: split.parts.len(),
        next,
        after: before,
    }))
}

/// Whether the whole has to be in Jira before this part of it can go there.
fn waits(draft: &Draft, whole: &Draft, split: &Split) -> bool {
    split.shape != Shape::Siblings && draft.parent.is_none() && whole.issue.is_none()
}

/// What has to be in Jira before the draft can go there.
fn whole_that_is_awaited(tx: &mut Tx, draft: &Draft) -> Answered<Option<Draft>> {
    let whole = draft.part_of.map(|(whole, _)| drafts::get(tx, whole)).transpose()?.flatten();
    Ok(whole.filter(|whole| whole.split.as_ref().is_some_and(|split| waits(draft, whole, split))))
}

/// A part goes to Jira after what it belongs to, and a draft before its parts only when these are made.
pub(super) fn must_be_settled(tx: &mut Tx, draft: &Draft) -> Answered<()> {
    if draft.split.as_ref().is_some_and(|split| split.made_of.is_none()) {
        return Err(open());
    }
    if let Some(issue) = draft.issue.as_ref().filter(|_| draft.is_adopted()) {
        let message = format!("This stands for {}, which is in Jira already.", issue.key);
        return Err(Failure::new("draft.in_jira_already", Category::Conflict, message)
            .with_next("Split it: its parts go to Jira, below it."));
    }
    if let Some(whole) = whole_that_is_awaited(tx, draft)? {
        return Err(not_yet(&whole).with_next("Create that one first; this draft then belongs to its issue."));
    }
    if draft.kind == IssueKind::SubTask && draft.parent.is_none() {
        return Err(Failure::user(
            "draft.no_parent",
            "A sub-task belongs to an issue, and this one has none.",
        )
        .with_next("Bring the draft that it was a part of back, or start it again with its issue."));
    }
    Ok(())
}

fn not_yet(whole: &Draft) -> Failure {
    let message = format!("This belongs to “{}”, which is not in Jira yet.", whole.title);
    Failure::new("draft.whole_first", Category::Conflict, message)
}

/// A draft is not deleted while parts of it wait for its issue: they would end up below nothing.
pub(super) fn must_not_be_awaited(tx: &mut Tx, draft: &Draft) -> Answered<()> {
    let Some(split) = &draft.split else { return Ok(()) };
    let parts = drafts::parts(tx, draft.id)?;
    if parts.iter().any(|part| waits(part, draft, split)) {
        return Err(Failure::new(
            "draft.parts_wait",
            Category::Conflict,
            "Parts of this draft wait for its issue.",
        )
        .with_next("Take the split back, or delete the parts, first."));
    }
    Ok(())
}

fn open() -> Failure {
    Failure::new("draft.split_open", Category::Conflict, "Parts of this draft are proposed.")
        .with_next("Make them, or throw them away, first.")
}

fn gone() -> Failure {
    Failure::new("draft.split_gone", Category::Conflict, "This draft is not being split any more.")
        .with_next("Reload the page.")
}
