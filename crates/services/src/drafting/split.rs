//! A draft in parts: proposed by a model, changed by the person, made into drafts of their own, and taken back.

use super::{
    edit::{conflict, not_editable},
    must_have, subject,
    write_job::Conversation,
};
use crate::{Resources, audit, rules};
use contract::{
    Outcome as Answered,
    commands::{EditSplit, PartForm, SplitForm, SplitStep},
    services::Caller,
    views::{DraftStatus, PartOf, SplitView},
};
use domain::{
    draft::{DraftContent, DraftFormat, Field, set_text},
    failure::{Category, Failure},
    ids::DraftId,
    limits,
    principal::Principal,
    rules::{Check, RuleSet, evaluate},
    split::{MadeOf, Part, Report, Shape, Split, criteria, fits_one_split, remove, report, tidy},
    text::length,
};
use jobs::{Ending, JobContext, Outcome};
use settings::Settings;
use std::sync::Arc;
use store::{
    Tx,
    drafts::{self, Draft, NewPart},
};

/// Whether something is above the draft, or will be.
fn has_parent(draft: &Draft) -> bool {
    draft.parent.is_some() || draft.part_of.is_some()
}

/// How a draft's parts would usually belong together, and the rules they are held against.
pub(super) fn usual(tx: &mut Tx, settings: &Settings, draft: &Draft) -> Answered<(Shape, RuleSet)> {
    let shape = Shape::usual(draft.kind, has_parent(draft));
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
    if let Some(whole) = whole_that_is_awaited(tx, draft)? {
        return Err(Failure::new(
            "draft.whole_first",
            Category::Conflict,
            format!("This belongs to “{}”, which is not in Jira yet.", whole.title),
        )
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
    let stale = criteria(&whole, draft.format) != criteria(&draft.written.content, draft.format);
    let mut shapes = Vec::new();
    for shape in Shape::ALL.into_iter().filter(|shape| shape.fits(draft.kind, has_parent(draft))) {
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

/// What a draft is a part of, as long as that is there.
pub(super) fn part_of(tx: &mut Tx, draft: &Draft) -> Answered<Option<PartOf>> {
    let Some((whole, part)) = draft.part_of else { return Ok(None) };
    let Some(whole) = drafts::get(tx, whole)? else { return Ok(None) };
    let Some(split) = &whole.split else { return Ok(None) };
    let after = split.parts.get(part).map(|part| part.after.clone()).unwrap_or_default();
    let before = drafts::parts(tx, whole.id)?
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
    if let Some(whole) = whole_that_is_awaited(tx, draft)? {
        return Err(Failure::new(
            "draft.whole_first",
            Category::Conflict,
            format!("This belongs to “{}”, which is not in Jira yet.", whole.title),
        )
        .with_next("Create that one first; this draft then belongs to its issue."));
    }
    if draft.kind == domain::jira::IssueKind::SubTask && draft.parent.is_none() {
        return Err(Failure::user(
            "draft.no_parent",
            "A sub-task belongs to an issue, and this one has none.",
        )
        .with_next("Bring the draft that it was a part of back, or start it again with its issue."));
    }
    Ok(())
}

/// Saves a split as the person changed it, and takes the step they asked for.
pub(super) async fn edit(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: EditSplit,
) -> Answered<Option<i32>> {
    let Some(step) = SplitStep::parse(&command.step) else {
        return Err(Failure::field("draft.split_step", "step", "Choose what shall become of the split."));
    };
    let settings = resources.settings.current();
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Answered<_> {
            let draft = must_have(tx, command.draft)?;
            if draft.status != DraftStatus::Ready {
                return Err(not_editable());
            }
            let before = draft.split.as_ref().filter(|split| split.made_of.is_none()).ok_or_else(gone)?;
            if before.version != command.seen {
                return Err(changed_elsewhere());
            }
            if step == SplitStep::Drop {
                let dropped = drafts::drop_split(tx, &draft)?;
                return if dropped { Ok(None) } else { Err(changed_elsewhere()) };
            }
            let whole = as_split(tx, &draft, before)?;
            let gone = if let SplitStep::Remove(at) = step { Some(at) } else { None };
            let mut split = filled_in(&draft, &whole, before, &command.form, gone)?;
            split.version += 1;
            match step {
                SplitStep::Add if split.parts.len() >= limits::PARTS => {
                    return Err(Failure::user(
                        "draft.split_parts",
                        format!("A split can have at most {} parts.", limits::PARTS),
                    ));
                }
                SplitStep::Add => split.parts.push(blank(&draft.written.content)),
                SplitStep::Remove(at) => remove(&mut split.parts, at),
                SplitStep::Renew => renew(&mut split, &whole, &draft),
                SplitStep::Make => {
                    make(tx, &settings, &draft, split, &caller)?;
                    return Ok(None);
                }
                SplitStep::Save | SplitStep::Drop => {}
            }
            let version = split.version;
            if drafts::save_split(tx, &draft, &split)? { Ok(Some(version)) } else { Err(changed_elsewhere()) }
        })
        .await
}

/// A part without words of its own, with what all parts share.
fn blank(whole: &DraftContent) -> Part {
    let content = DraftContent {
        stlc_notes: whole.stlc_notes.clone(),
        labels: whole.labels.clone(),
        priority: whole.priority.clone(),
        components: whole.components.clone(),
        ..DraftContent::default()
    };
    Part { content, ..Part::default() }
}

fn open() -> Failure {
    Failure::new("draft.split_open", Category::Conflict, "Parts of this draft are proposed.")
        .with_next("Make them, or throw them away, first.")
}

fn gone() -> Failure {
    Failure::new("draft.split_gone", Category::Conflict, "This draft is not being split any more.")
        .with_next("Reload the page.")
}

fn changed_elsewhere() -> Failure {
    Failure::new(
        "draft.split_changed",
        Category::Conflict,
        "The parts were changed elsewhere. What you wrote is still in the form.",
    )
    .with_next("Copy what you need, reload the page, and change them again.")
}

/// The split with what stands in the form; what a form does not show stays.
fn filled_in(
    draft: &Draft,
    whole: &DraftContent,
    before: &Split,
    form: &SplitForm,
    gone: Option<usize>,
) -> Answered<Split> {
    if form.parts.len() != before.parts.len() {
        return Err(changed_elsewhere());
    }
    let mut failure = Failure::user("draft.split_invalid", "Some parts need another look.");
    let mut split = before.clone();
    match Shape::parse(&form.shape).filter(|shape| shape.fits(draft.kind, has_parent(draft))) {
        Some(shape) => split.shape = shape,
        None => failure = failure.with_field("shape", "Choose how the parts belong together."),
    }
    for (at, (part, form)) in split.parts.iter_mut().zip(&form.parts).enumerate() {
        for (name, field, text) in texts(form, draft.format) {
            // What is wrong with a part that goes is nobody's trouble any more.
            if let Err(problem) = set_text(&mut part.content, field, text)
                && gone != Some(at)
            {
                failure = failure.with_field(&format!("parts[{at}].{name}"), problem.message);
            }
        }
        part.covers = form.covers.iter().copied().collect();
        part.after = form.after.iter().copied().collect();
    }
    if !failure.fields.is_empty() {
        return Err(failure);
    }
    tidy(&mut split.parts, criteria(whole, draft.format).len());
    Ok(split)
}

/// Holds the parts against the draft's criteria as they are now: what is still there stays covered.
fn renew(split: &mut Split, whole: &DraftContent, draft: &Draft) {
    let (before, now) = (criteria(whole, draft.format), criteria(&draft.written.content, draft.format));
    for part in &mut split.parts {
        let kept = part.covers.iter().filter_map(|at| before.get(*at));
        part.covers = kept.filter_map(|text| now.iter().position(|other| other == text)).collect();
    }
    split.of_version = draft.version;
}

/// The form's texts with their names and the fields that they are.
fn texts(form: &PartForm, format: DraftFormat) -> [(&'static str, Field, &str); 5] {
    let list = match format {
        DraftFormat::Classic => Field::AcceptanceCriteria,
        DraftFormat::Bdd => Field::Scenarios,
    };
    [
        ("summary", Field::Summary, &form.summary),
        ("points", Field::StoryPoints, &form.points),
        ("story", Field::Story, &form.story),
        ("criteria", list, &form.criteria),
        ("notes", Field::StlcNotes, &form.notes),
    ]
}

/// Makes the parts drafts of their own, and the draft what it is beside them.
fn make(tx: &mut Tx, settings: &Arc<Settings>, draft: &Draft, split: Split, caller: &Caller) -> Answered<()> {
    let whole = &draft.written.content;
    let of = drafts::revision(tx, draft.id, split.of_version)?;
    if of.is_none_or(|of| criteria(&of.written.content, draft.format) != criteria(whole, draft.format)) {
        return Err(Failure::new(
            "draft.split_stale",
            Category::Conflict,
            "The draft’s criteria were changed after it was split, so nobody knows whether the parts cover them.",
        )
        .with_next("Hold the parts against the criteria as they are now, and look at the table again."));
    }
    let kind = split.shape.part_kind(draft.kind);
    let rules = rules::of_kind(tx, settings, &draft.project, kind)?;
    let report = report(whole, draft.format, &rules, &split.parts);
    if !report.is_sound() {
        return Err(unsound(&report));
    }
    let chosen = store::prompts::chosen(tx, draft.id)?;
    let contexts = store::draft_contexts::list(tx, draft.id)?;
    // What stands in place of the draft belongs where it did.
    let parent = (split.shape == Shape::Siblings).then(|| draft.parent.clone()).flatten();
    // The version that the parts are numbered by is the one that is stored with the whole.
    let numbered = Draft { split: Some(split.clone()), ..draft.clone() };
    for (at, part) in split.parts.iter().enumerate() {
        let requirement = requirement_of(draft, part);
        let new =
            NewPart { part: at, requirement, kind, parent: parent.clone(), content: part.content.clone() };
        let id = drafts::make_part(tx, &numbered, &new)?;
        if let Some(chosen) = &chosen {
            store::prompts::choose(tx, id, chosen)?;
        }
        store::draft_contexts::put(tx, id, &contexts)?;
    }
    let mut written = draft.written.clone();
    let (kind, status) = match split.shape.whole_kind(draft.kind) {
        Some(kind) => {
            // Its parts have them now.
            written.content.story_points = None;
            (kind, DraftStatus::Ready)
        }
        None => (draft.kind, DraftStatus::Split),
    };
    let count = split.parts.len();
    let made_of = MadeOf { kind: draft.kind, points: whole.story_points };
    let split = Split { made_of: Some(made_of), ..split };
    if !drafts::set_whole(tx, draft, kind, &written, status, &split)? {
        return Err(conflict(draft.version));
    }
    let mut entry = audit::entry_about("draft.split", subject(draft.id), "ok", caller);
    entry.detail = serde_json::json!({ "parts": count, "shape": split.shape.as_str() });
    Ok(store::audit::record(tx, &entry)?)
}

/// What is in the way of making the parts.
fn unsound(report: &Report) -> Failure {
    let mut failure = Failure::user("draft.split_unsound", "The parts are not complete yet.")
        .with_next("Mend what is marked, then make the drafts.");
    if !report.count_fits {
        let words = format!("A split has 2 to {} parts.", limits::PARTS);
        failure = failure.with_field("parts", words);
    }
    if !report.uncovered.is_empty() {
        let numbers: Vec<String> = report.uncovered.iter().map(|at| (at + 1).to_string()).collect();
        failure = failure.with_field("covers", format!("No part covers criterion {}.", numbers.join(", ")));
    }
    for at in report.broken() {
        let broken = report.checks[at].iter().filter(|check| check.blocks());
        let words: Vec<String> =
            broken.map(|check| format!("{}, expected: {}", check.title, check.expected)).collect();
        failure = failure.with_field(&format!("parts[{at}]"), format!("{}.", words.join("; ")));
    }
    failure
}

/// What a part is written from: itself first, and the requirement it came from as far as that fits.
fn requirement_of(whole: &Draft, part: &Part) -> String {
    let mut text = format!("Only this part of what is described below: {}", part.content.summary);
    for line in criteria(&part.content, whole.format) {
        text.push_str("\n- ");
        text.push_str(&line);
    }
    text.push_str("\n\n");
    let room = limits::REQUIREMENT.saturating_sub(length(&text));
    text.extend(whole.requirement.chars().take(room));
    text.chars().take(limits::REQUIREMENT).collect()
}

fn in_jira(part: &Draft) -> Failure {
    Failure::new(
        "draft.part_in_jira",
        Category::Conflict,
        format!("“{}” is in Jira, or on its way.", part.title),
    )
    .with_next("What is in Jira stays there; the other parts can be changed one by one.")
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

/// Takes the making of parts back.
pub(super) async fn unsplit(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: DraftId,
) -> Answered<()> {
    let entry = audit::entry_about("draft.unsplit", subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Answered<()> {
            let draft = must_have(tx, id)?;
            let Some((split, made_of)) =
                draft.split.clone().and_then(|split| split.made_of.clone().map(|made_of| (split, made_of)))
            else {
                return Err(gone());
            };
            if !matches!(draft.status, DraftStatus::Ready | DraftStatus::Split) {
                return Err(not_editable());
            }
            let mut split = split;
            for part in drafts::parts_with_deleted(tx, id)? {
                let below = part.split.as_ref().is_some_and(|split| split.made_of.is_some());
                if below && part.issue.is_none() {
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
            let split = Split { version: split.version + 1, made_of: None, ..split };
            if !drafts::set_whole(tx, &draft, made_of.kind, &written, DraftStatus::Ready, &split)? {
                return Err(conflict(draft.version));
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
