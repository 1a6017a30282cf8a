//! The sentences of a ticket: templates of its type, filled from its rows. No model is asked.

use super::{
    Action, Granularity, Options, Ticket,
    grouping::{Bucket, Subject, with_type},
};
use crate::{
    columns::Column,
    entities,
    marks::is_base_name,
    sheets::{Place, RowRef, Spec},
    types::{Grouping, Kind},
};
use domain::{limits, text};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Names listed in one sentence; the table has all of them.
const LISTED: usize = 30;

pub(super) fn name(spec: &Spec<'_>, options: &Options, bucket: &Bucket) -> String {
    let first = bucket.rows[0];
    if options.granularity == Granularity::PerRow {
        return spec.label(first).to_owned();
    }
    match (&bucket.subject, bucket.kind.spec().work.grouping) {
        (Subject::Row(row), Grouping::Each) => spec.label(*row).to_owned(),
        (Subject::Row(row), _) => with_type(spec, *row),
        (Subject::Named(family), Grouping::Family) => family.clone(),
        (Subject::Named(_), Grouping::By(column)) => match spec.value(first, column) {
            "" => "all entities".to_owned(),
            value => value.to_owned(),
        },
        (Subject::Named(_), Grouping::Together) => match bucket.kind {
            Kind::Custom => without_ending(&spec.sheet(first).table.name).to_owned(),
            kind => kind.spec().label.to_lowercase(),
        },
        (Subject::Named(_), _) => match spec.sheet(first).place(first.row as usize) {
            Place::Named(text) | Place::Shared(text) => text::one_line(text),
            Place::Row(row) => with_type(spec, row),
            Place::Nowhere => "an unknown place".to_owned(),
        },
    }
}

fn without_ending(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

pub(super) fn title(spec: &Spec<'_>, options: &Options, bucket: &Bucket, name: &str) -> String {
    let work = &bucket.kind.spec().work;
    let first = bucket.rows[0];
    let entity = spec.sheet(first).entity(first.row as usize);
    let verb = match bucket.action {
        Action::Build => work.verb,
        Action::Remove => "Remove",
    };
    let single = options.granularity == Granularity::PerRow && bucket.kind != Kind::Bundles;
    let rest = if single {
        let place = match spec.sheet(first).place(first.row as usize) {
            Place::Row(place) => format!(" of {}", with_type(spec, place)),
            Place::Named(place) | Place::Shared(place) => format!(" of {place}"),
            Place::Nowhere => String::new(),
        };
        format!("{} “{name}”{place}", bucket.kind.spec().singular)
    } else {
        let kind = entity.map_or("bundle".to_owned(), |entity| entities::label(entity).to_lowercase());
        work.title.replace("{type}", &kind).replace("{name}", name)
    };
    let portion = if bucket.portion > 0 { format!(", part {}", bucket.portion + 1) } else { String::new() };
    shortened(&format!("{verb} {rest}"), &portion)
}

/// One line within Jira's limit; what is too long ends in an ellipsis.
fn shortened(title: &str, ending: &str) -> String {
    let title = text::one_line(title);
    let room = limits::JIRA_SUMMARY - text::length(ending);
    if text::length(&title) <= room {
        return format!("{title}{ending}");
    }
    let cut: String = title.chars().take(room - 1).collect();
    format!("{}…{ending}", cut.trim_end())
}

/// What a person or a model may say in other words. Everything else in a ticket is cut out of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prose {
    /// One sentence that says who wants what, and why.
    pub story: String,
    /// What has to be true in the end.
    pub criteria: Vec<String>,
}

/// The words of the templates; no model is asked.
pub fn template_prose(spec: &Spec<'_>, ticket: &Ticket) -> Prose {
    Prose { story: story(spec, ticket), criteria: criteria(spec, ticket) }
}

/// One sentence that says who wants what, and why.
pub fn story(spec: &Spec<'_>, ticket: &Ticket) -> String {
    let rows = own_rows(spec, ticket);
    match ticket.action {
        Action::Build => fill(spec, ticket, ticket.kind.spec().work.story, &rows),
        Action::Remove => format!(
            "As a site owner, I want what the specification no longer has removed ({}), so that editors see only what they need.",
            ticket.name
        ),
    }
}

/// What has to be true in the end.
pub fn criteria(spec: &Spec<'_>, ticket: &Ticket) -> Vec<String> {
    if ticket.action == Action::Remove {
        return vec![
            format!("None of these exists any more: {}.", names(spec, &ticket.rows)),
            "Nothing that stays refers to them, in configuration or in code.".to_owned(),
            "Content in them was moved or deleted as agreed, and a backup was made before.".to_owned(),
            "The configuration is exported and imports cleanly on another environment.".to_owned(),
        ];
    }
    let mut criteria: Vec<String> = Vec::new();
    for kind in kinds(spec, ticket) {
        let rows = rows_of(spec, ticket, kind);
        for criterion in kind.spec().work.criteria {
            let about: Vec<RowRef> = match criterion.only {
                None => rows.clone(),
                Some((column, looks_like)) => rows
                    .iter()
                    .copied()
                    .filter(|row| {
                        let value = spec.value(*row, column);
                        !value.is_empty() && looks_like(value)
                    })
                    .collect(),
            };
            if about.is_empty() {
                continue;
            }
            let sentence = fill(spec, ticket, criterion.text, &about);
            if !criteria.contains(&sentence) {
                criteria.push(sentence);
            }
        }
    }
    criteria
}

/// How somebody sees that it is done.
pub fn verification(spec: &Spec<'_>, ticket: &Ticket) -> Vec<String> {
    if ticket.action == Action::Remove {
        return vec![
            "Look for each machine name in the exported configuration and in the code: there are no results."
                .to_owned(),
            "Run `drush config:status` after the import: there are no differences.".to_owned(),
        ];
    }
    let steps = kinds(spec, ticket).into_iter().flat_map(|kind| kind.spec().work.verification.iter());
    steps.map(|step| (*step).to_owned()).collect()
}

/// The types of its rows, its own first.
pub(super) fn kinds(spec: &Spec<'_>, ticket: &Ticket) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for row in &ticket.rows {
        let kind = spec.sheet(*row).kind;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

fn rows_of(spec: &Spec<'_>, ticket: &Ticket, kind: Kind) -> Vec<RowRef> {
    ticket.rows.iter().copied().filter(|row| spec.sheet(*row).kind == kind).collect()
}

fn own_rows(spec: &Spec<'_>, ticket: &Ticket) -> Vec<RowRef> {
    rows_of(spec, ticket, ticket.kind)
}

fn fill(spec: &Spec<'_>, ticket: &Ticket, template: &str, rows: &[RowRef]) -> String {
    let entity = ticket.rows.first().and_then(|row| spec.sheet(*row).entity(row.row as usize));
    let kind = entity.map_or("bundle".to_owned(), |entity| entities::label(entity).to_lowercase());
    // One pass, so that a name with braces in it stays what it is.
    let (mut filled, mut rest) = (String::with_capacity(template.len() + 64), template);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (word, after) = after.split_once('}').unwrap_or((after, ""));
        match word {
            "name" => filled.push_str(&ticket.name),
            "type" => filled.push_str(&kind),
            "count" => filled.push_str(&rows.len().to_string()),
            "names" => filled.push_str(&names(spec, rows)),
            other => filled.push_str(other),
        }
        rest = after;
    }
    filled.push_str(rest);
    text::one_line(&filled)
}

/// Machine names, or labels where there are none.
fn names(spec: &Spec<'_>, rows: &[RowRef]) -> String {
    let name = |row: &RowRef| match spec.value(*row, Column::MachineName) {
        machine if machine.is_empty() || is_base_name(machine) => match spec.label(*row) {
            "" => "a row without a name".to_owned(),
            label if is_base_name(label) => "a base field".to_owned(),
            label => format!("“{}”", text::one_line(label)),
        },
        machine => format!("`{}`", text::one_line(machine).replace('`', "'")),
    };
    let mut listed: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for name in rows.iter().map(name) {
        // A transition with several origins has several rows; two rows without a name are two.
        if !name.starts_with('`') || seen.insert(name.clone()) {
            listed.push(name);
        }
    }
    if listed.len() > LISTED {
        let more = listed.len() - LISTED;
        listed.truncate(LISTED);
        listed.push(format!("and {more} more in the table"));
    }
    listed.join(", ")
}
