//! References to rows that do not exist, or are spelt differently.

use super::Rule;
use crate::{
    columns::Column,
    lint::{
        Context, Edit, Findings, Fix,
        finding::{Alike, Names, Report, shortened},
    },
    marks::RowState,
    sheets::{Link, Place, RowRef, Spelling, Target},
    types::Scope,
};
use domain::failure::Severity;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    codes: &[
        "field-bundle-unknown", "ref-bundle-unknown", "display-view-unknown", "state-workflow-unknown",
        "transition-workflow-unknown", "transition-from-unknown", "transition-to-unknown", "fallback-style-unknown",
        "effect-style-unknown", "workflow-bundle-unknown", "migration-bundle-unknown", "migration-required-unknown",
        "migration-optional-unknown", "mapping-migration-unknown", "custom-reference-unknown", "reference-misspelt",
        "reference-ambiguous",
    ],
    looks_for: "Bundles, views, workflows, states, image styles and migrations that are referred to and do not exist, or only \
                nearly so.",
    check,
};

/// Names compared with one that does not exist.
const MOST: usize = 500;

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let mut existing = Existing::default();
    for link in context.spec.links() {
        // What is taken away may point anywhere.
        if context.spec.state(link.from) == RowState::Remove {
            continue;
        }
        let report = match link.target {
            Target::Unknown => unknown(context, link, &mut existing),
            Target::Ambiguous(row) => ambiguous(context, link, row),
            Target::Row(row, spelling) => match misspelt(context, link, row, spelling) {
                Some(report) => report,
                None => continue,
            },
            Target::BuiltIn | Target::All | Target::NoSheet => continue,
        };
        findings.row(context.spec, link.from, Some(link.position), report);
    }
}

fn written<'w>(context: &Context<'_, 'w>, link: &Link) -> &'w str {
    let cell = context.spec.sheet(link.from).table.rows[link.from.row as usize].cell(link.position);
    &cell[link.span.clone()]
}

/// Names that a reference may have, each list gathered once.
#[derive(Default)]
struct Existing<'w> {
    names: HashMap<(u32, u8, Option<Place<'w>>), Names<'w>>,
    alike: Alike,
}

impl<'w> Existing<'w> {
    fn listed_for(&mut self, context: &Context<'_, 'w>, link: &Link) -> String {
        let spec = context.spec;
        let relation = spec.relation(link);
        let within = (relation.scope == Scope::Parent).then(|| spec.sheet(link.from).place(link.from.row as usize));
        let names = self.names.entry((link.from.sheet, link.relation, within)).or_insert_with(|| {
            let sheets = spec.of_kind(relation.to).map(|(_, sheet)| sheet);
            let labels = sheets.flat_map(|sheet| {
                let rows = sheet.rows().filter(|row| sheet.state(*row) != RowState::Remove);
                rows.filter(|row| within.is_none_or(|place| sheet.place(*row) == place)).map(|row| match relation.by {
                    None => sheet.label(row),
                    Some(column) => sheet.value(row, column),
                })
            });
            Names::of(labels.take(MOST))
        });
        self.alike.listed(written(context, link), names)
    }
}

fn unknown<'w>(context: &Context<'_, 'w>, link: &Link, existing: &mut Existing<'w>) -> Report {
    let relation = context.spec.relation(link);
    let target = relation.to.spec();
    let names = existing.listed_for(context, link);
    let severity = match relation.strength {
        crate::types::Strength::Needs => Severity::Blocking,
        crate::types::Strength::Prefers => Severity::Warning,
    };
    Report {
        code: relation.code,
        severity,
        message: match relation.by {
            None => format!("There is no {} “{}”. {}", target.singular, shortened(written(context, link)), relation.why),
            Some(column) => format!(
                "There is no {} whose “{}” is “{}”. {}",
                target.singular,
                target.title(column),
                shortened(written(context, link)),
                relation.why
            ),
        },
        suggestion: if names.is_empty() {
            format!("Add it to {}.", target.label)
        } else {
            format!("Add it to {}, or use one that exists: {names}.", target.label)
        },
        fix: None,
    }
}

fn ambiguous(context: &Context<'_, '_>, link: &Link, row: RowRef) -> Report {
    let singular = context.spec.relation(link).to.spec().singular;
    Report {
        code: "reference-ambiguous",
        severity: Severity::Warning,
        message: format!(
            "“{}” fits more than one {singular}. It is taken for “{}” of {}.",
            shortened(written(context, link)),
            context.spec.label(row),
            context.spec.sheet(row).entity(row.row as usize).map_or("that sheet", crate::entities::label)
        ),
        suggestion: "Add the type in parentheses, such as “Image (Media type)”, or use the machine name.".to_owned(),
        fix: None,
    }
}

fn misspelt(context: &Context<'_, '_>, link: &Link, row: RowRef, spelling: Spelling) -> Option<Report> {
    // What is no machine name is a label, in whichever column the reference looks.
    let by = context.spec.relation(link).by.filter(|column| *column != Column::MachineName);
    let label = context.spec.value(row, by.unwrap_or(Column::Name));
    let (right, near) = match spelling {
        Spelling::Label | Spelling::MachineName => return None,
        Spelling::LabelSlip => (label, false),
        Spelling::NearLabel => (label, true),
        Spelling::MachineNameSlip => (context.machine_name(row), false),
        Spelling::NearMachineName => (context.machine_name(row), true),
    };
    let (sheet, from) = (context.spec.sheet(link.from), written(context, link));
    let edit = Edit {
        table: sheet.table_index,
        row: link.from.row as usize,
        column: link.position,
        at: link.span.start,
        from: from.to_owned(),
        to: right.to_owned(),
    };
    // In a list, a name with a comma would be taken for two.
    let cell = sheet.table.rows[link.from.row as usize].cell(link.position).trim();
    let is_certain = cell == from || !right.contains([',', ';', '\n', '(']);
    let singular = context.spec.relation(link).to.spec().singular;
    Some(Report {
        code: "reference-misspelt",
        severity: if near { Severity::Blocking } else { Severity::Warning },
        message: if near {
            format!("There is no {singular} “{from}”. It was probably meant to be “{right}”.")
        } else {
            format!("The {singular} “{right}” is spelt differently here: “{from}”.")
        },
        suggestion: format!("Write “{right}”."),
        fix: is_certain.then(|| Fix { title: format!("Write “{right}”"), edits: vec![edit] }),
    })
}
