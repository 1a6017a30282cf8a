//! References to rows that do not exist, or are spelt differently.

use super::Rule;
use crate::{
    columns::Column,
    entities,
    lint::{
        Context, Edit, Findings, Fix,
        alternatives::instead_of,
        finding::{Alike, Listed, Names, Report, shortened},
    },
    marks::RowState,
    sheets::{Link, Place, RowRef, Sheet, Spelling, Target, read_entity, slug},
    types::{Kind, Scope},
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
            Target::Unknown => {
                let listed = existing.listed_for(context, link);
                let report = unknown(context, link, &listed.words);
                let instead = || alternatives(context, link, listed.values);
                findings.row_with(context.spec, link.from, Some(link.position), report, instead);
                continue;
            }
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

/// Of which bundles a name can only be: of the type in parentheses behind it, or of the one beside it.
fn entity(context: &Context<'_, '_>, link: &Link) -> Option<String> {
    let (spec, row) = (context.spec, link.from.row as usize);
    let sheet = spec.sheet(link.from);
    if spec.relation(link).to != Kind::Bundles {
        return None;
    }
    let behind = sheet.table.rows[row].cell(link.position)[link.span.end..].trim_start();
    match behind.strip_prefix('(').and_then(|behind| behind.split_once(')')) {
        Some((inside, _)) => Some(slug(entities::entity_type(inside).unwrap_or(inside))),
        None if sheet.kind != Kind::Fields => None,
        None if link.relation == 0 => sheet.entity(row).map(slug),
        None => read_entity(sheet.value(row, Column::EntityType)).map(slug),
    }
}

/// What makes a list of names another one: the sheet, the relation, and what narrows it.
type Narrowed<'w> = (u32, u8, Option<Place<'w>>, Option<String>);

/// Names of bundles by what they are bundles of.
type ByEntity<'w> = HashMap<String, Vec<&'w str>>;

/// Names that a reference may have, each list gathered once.
#[derive(Default)]
struct Existing<'w> {
    names: HashMap<Narrowed<'w>, Names<'w>>,
    bundles: HashMap<Option<Column>, ByEntity<'w>>,
    alike: Alike,
}

impl<'w> Existing<'w> {
    /// Those of the right type; when there are none, all, of which none can be chosen.
    fn listed_for(&mut self, context: &Context<'_, 'w>, link: &Link) -> Listed<'w> {
        let Some(entity) = entity(context, link) else { return self.narrowed(context, link, None) };
        let by = context.spec.relation(link).by;
        let bundles = self.bundles.entry(by).or_insert_with(|| by_entity(context, by));
        if bundles.contains_key(&entity) {
            return self.narrowed(context, link, Some(entity));
        }
        Listed { values: Vec::new(), ..self.narrowed(context, link, None) }
    }
    fn narrowed(&mut self, context: &Context<'_, 'w>, link: &Link, entity: Option<String>) -> Listed<'w> {
        let spec = context.spec;
        let relation = spec.relation(link);
        let within = (relation.scope == Scope::Parent).then(|| spec.sheet(link.from).place(link.from.row as usize));
        let bundles = &self.bundles;
        let of_entity = entity.as_ref().and_then(|entity| bundles.get(&relation.by)?.get(entity));
        let names = self.names.entry((link.from.sheet, link.relation, within, entity.clone())).or_insert_with(|| {
            if let Some(names) = of_entity {
                return Names::of(names.iter().copied());
            }
            let sheets = spec.of_kind(relation.to).map(|(_, sheet)| sheet);
            let labels = sheets.flat_map(|sheet| {
                let rows = sheet.rows().filter(|row| sheet.state(*row) != RowState::Remove);
                rows.filter(|row| within.is_none_or(|place| sheet.place(*row) == place))
                    .map(|row| name(sheet, row, relation.by))
            });
            Names::of(labels.take(MOST))
        });
        self.alike.listed(written(context, link), names)
    }
}

/// What a reference calls a row.
fn name<'w>(sheet: &Sheet<'w>, row: usize, by: Option<Column>) -> &'w str {
    by.map_or_else(|| sheet.label(row), |column| sheet.value(row, column))
}

fn by_entity<'w>(context: &Context<'_, 'w>, by: Option<Column>) -> ByEntity<'w> {
    let mut bundles = ByEntity::new();
    for (_, sheet) in context.spec.of_kind(Kind::Bundles) {
        for row in sheet.rows().filter(|row| sheet.state(*row) != RowState::Remove) {
            let Some(entity) = sheet.entity(row) else { continue };
            let names = bundles.entry(slug(entity)).or_default();
            if names.len() < MOST {
                names.push(name(sheet, row, by));
            }
        }
    }
    bundles
}

fn unknown(context: &Context<'_, '_>, link: &Link, names: &str) -> Report {
    let relation = context.spec.relation(link);
    let target = relation.to.spec();
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

/// Names that can stand here instead. In a list, a name with a comma would be taken for two.
fn alternatives(context: &Context<'_, '_>, link: &Link, names: Vec<&str>) -> Vec<Edit> {
    let from = written(context, link);
    let cell = context.spec.sheet(link.from).table.rows[link.from.row as usize].cell(link.position).trim();
    let fits = |name: &&str| cell == from || !name.contains([',', ';', '\n', '(']);
    let place = (link.position, link.span.start, from);
    instead_of(context.spec, link.from, place, names.into_iter().filter(fits))
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
