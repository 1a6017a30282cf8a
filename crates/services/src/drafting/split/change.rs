//! Changing the parts that are proposed.

use super::{as_split, gone, is_stale, make::make, shapes};
use crate::{
    Resources,
    drafting::{edit::not_editable, must_have},
};
use contract::{
    Outcome,
    commands::{EditSplit, PartForm, SplitForm, SplitStep, SplitWish},
    services::Caller,
    views::DraftStatus,
};
use domain::{
    draft::{DraftContent, DraftFormat, Field, checked, set_text},
    failure::{Category, Failure},
    limits,
    principal::Principal,
    split::{Part, Shape, Split, criteria, remove, tidy},
};
use store::drafts::{self, Draft};

const NO_SHAPE: &str = "Choose how the parts belong together.";

/// Saves a split as the person changed it, and takes the step they asked for.
pub(in crate::drafting) async fn edit(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: EditSplit,
) -> Outcome<Option<i32>> {
    let Some(step) = SplitStep::parse(&command.step) else {
        return Err(Failure::field("draft.split_step", "step", "Choose what shall become of the split."));
    };
    let settings = resources.settings.current();
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<_> {
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
            let mut offered = shapes(tx, &draft)?;
            offered.push(before.shape);
            let leaving = if let SplitStep::Remove(at) = step { Some(at) } else { None };
            let mut split = match &command.wish {
                SplitWish::AsItIs => before.clone(),
                SplitWish::Form(form) => filled_in(&draft, &whole, before, form, (&offered, leaving))?,
                SplitWish::Whole(shape, _) if !offered.contains(shape) => {
                    return Err(invalid().with_field("shape", NO_SHAPE));
                }
                SplitWish::Whole(shape, parts) => replaced(&draft, &whole, before, *shape, parts)?,
            };
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
                    make(tx, &settings, &draft, split, is_stale(&whole, &draft), &caller)?;
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
    (offered, leaving): (&[Shape], Option<usize>),
) -> Outcome<Split> {
    if form.parts.len() != before.parts.len() {
        return Err(changed_elsewhere());
    }
    let mut failure = invalid();
    let mut split = before.clone();
    match Shape::parse(&form.shape).filter(|shape| offered.contains(shape)) {
        Some(shape) => split.shape = shape,
        None => failure = failure.with_field("shape", NO_SHAPE),
    }
    for (at, (part, form)) in split.parts.iter_mut().zip(&form.parts).enumerate() {
        for (name, field, text) in texts(form, draft.format) {
            // What is wrong with a part that goes is nobody's trouble any more.
            if let Err(problem) = set_text(&mut part.content, field, text)
                && leaving != Some(at)
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

/// The split with these parts in place of its own.
fn replaced(
    draft: &Draft,
    whole: &DraftContent,
    before: &Split,
    shape: Shape,
    parts: &[Part],
) -> Outcome<Split> {
    if !(1..=limits::PARTS).contains(&parts.len()) {
        return Err(Failure::field(
            "draft.split_parts",
            "parts",
            format!("Name 1 to {} parts; a split without any is thrown away instead.", limits::PARTS),
        ));
    }
    let mut failure = invalid();
    let mut new = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        match checked(&part.content, draft.format) {
            Ok(content) => {
                new.push(Part { content, covers: part.covers.clone(), after: part.after.clone() });
            }
            Err(problems) => {
                for problem in problems {
                    failure = failure.with_field(&format!("parts[{at}].{}", problem.key), problem.message);
                }
            }
        }
    }
    if !failure.fields.is_empty() {
        return Err(failure);
    }
    tidy(&mut new, criteria(whole, draft.format).len());
    Ok(Split { shape, parts: new, ..before.clone() })
}

fn invalid() -> Failure {
    Failure::user("draft.split_invalid", "Some parts need another look.")
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
    let list = format.criteria();
    [
        ("summary", Field::Summary, &form.summary),
        ("points", Field::StoryPoints, &form.points),
        ("story", Field::Story, &form.story),
        ("criteria", list, &form.criteria),
        ("notes", Field::StlcNotes, &form.notes),
    ]
}
