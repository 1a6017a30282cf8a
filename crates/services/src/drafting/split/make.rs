//! Making parts drafts of their own.

use crate::{
    audit,
    drafting::{edit::conflict, subject},
    rules,
};
use contract::{Outcome, services::Caller, views::DraftStatus};
use domain::{
    failure::{Category, Failure},
    limits,
    split::{MadeOf, Part, Report, Shape, Split, criteria, report},
    text::length,
};
use settings::Settings;
use store::{
    Tx,
    drafts::{self, Draft, NewPart},
};

/// Makes the parts drafts of their own, and the draft what it is beside them.
pub(super) fn make(
    tx: &mut Tx,
    settings: &Settings,
    draft: &Draft,
    split: Split,
    stale: bool,
    caller: &Caller,
) -> Outcome<()> {
    let whole = &draft.written.content;
    if stale {
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
    let mut written = draft.written.clone();
    let (whole_kind, status) = match split.shape.whole_kind(draft.kind) {
        Some(kind) => {
            // Its parts have them now.
            written.content.story_points = None;
            (kind, if draft.is_adopted() { DraftStatus::Created } else { DraftStatus::Ready })
        }
        None => (draft.kind, DraftStatus::Split),
    };
    let made_of = MadeOf { kind: draft.kind, points: whole.story_points };
    let split = Split { made_of: Some(made_of), ..split };
    // Whoever comes second stops here.
    if !drafts::set_whole(tx, draft, whole_kind, &written, status, &split)? {
        return Err(conflict(draft.version));
    }
    let chosen = store::prompts::chosen(tx, draft.id)?;
    let contexts = store::draft_contexts::list(tx, draft.id)?;
    // What stands in place of the draft belongs where it did.
    let parent = match &draft.issue {
        Some(epic) => Some(epic.key.clone()),
        None => (split.shape == Shape::Siblings).then(|| draft.parent.clone()).flatten(),
    };
    for (at, part) in split.parts.iter().enumerate() {
        let new = NewPart {
            part: at,
            requirement: requirement_of(draft, part),
            kind,
            parent: parent.clone(),
            content: part.content.clone(),
        };
        let id = drafts::make_part(tx, draft, &new)?;
        if let Some(chosen) = &chosen {
            store::prompts::choose(tx, id, chosen)?;
        }
        store::draft_contexts::put(tx, id, &contexts)?;
    }
    let mut entry = audit::entry_about("draft.split", subject(draft.id), "ok", caller);
    entry.detail = serde_json::json!({ "parts": split.parts.len(), "shape": split.shape.as_str() });
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
