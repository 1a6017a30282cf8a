//! One field storage, two meanings.

use super::Rule;
use crate::{
    columns::{Column, normalised},
    lint::{Context, Findings, finding::Report},
    marks::{RowState, is_base_name},
    names,
    sheets::{RowRef, Spec, small},
    types::Kind,
    vocabulary::{Cardinality, cardinality},
};
use domain::failure::Severity;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    codes: &["field-storage-conflict"],
    looks_for: "Fields with the same machine name in one entity type and different types or numbers of values. All bundles of \
                an entity type share a field's storage, so Drupal cannot build them.",
    check,
};

/// What a storage is: its type, and how many values it holds where somebody said so.
#[derive(Clone, PartialEq, Eq)]
struct Storage {
    field_type: String,
    cardinality: Option<Cardinality>,
}

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let spec = context.spec;
    let mut storages: HashMap<(&str, String), Vec<RowRef>> = HashMap::new();
    for (number, sheet) in spec.of_kind(Kind::Fields) {
        for row in sheet.rows().filter(|row| sheet.state(*row) != RowState::Remove) {
            let name = sheet.value(row, Column::MachineName);
            if let Some(entity) = sheet.entity(row)
                && !name.is_empty()
                && !is_base_name(name)
            {
                let key = (entity, names::corrected(name, Kind::Fields));
                storages.entry(key).or_default().push(RowRef { sheet: number, row: small(row) });
            }
        }
    }
    for ((entity, name), rows) in storages.iter().filter(|(_, rows)| rows.len() > 1) {
        let described: Vec<(RowRef, Storage)> = rows.iter().map(|row| (*row, storage(context, *row))).collect();
        conflicts(context, entity, name, &described, findings);
    }
}

fn storage(context: &Context<'_, '_>, row: RowRef) -> Storage {
    let written = context.spec.value(row, Column::FieldType);
    // `Entity reference (media)` and `Entity reference` are stored alike only when they say the same.
    let known = context.field_type(written).field_type();
    let field_type = known.map_or_else(|| normalised(written), |known| normalised(known.label));
    Storage { field_type, cardinality: cardinality(context.spec.value(row, Column::Cardinality)) }
}

fn conflicts(context: &Context<'_, '_>, entity: &str, name: &str, rows: &[(RowRef, Storage)], findings: &mut Findings) {
    let spec = context.spec;
    let position = |row: RowRef, column: Column| spec.sheet(row).columns.position(column);
    let tell = |row: RowRef, other: RowRef, column: Column, own: String, its: String, findings: &mut Findings| {
        let place = spec.sheet(other);
        findings.row(spec, row, position(row, column), Report {
            code: "field-storage-conflict",
            severity: Severity::Blocking,
            message: format!(
                "“{name}” is {own} here and {its} in {}, row {}. All fields “{name}” of one entity type ({}) share one \
                 storage, so Drupal cannot build both.",
                place.table.name,
                place.table.rows[other.row as usize].number(),
                crate::entities::label(entity)
            ),
            suggestion: "Make them agree, or give one of them another machine name.".to_owned(),
            fix: None,
        });
    };
    let typed = rows.iter().filter(|(_, storage)| !storage.field_type.is_empty());
    if let Some(usual) = most_usual(spec, typed.clone().map(|(row, storage)| (*row, &storage.field_type))) {
        for (row, storage) in typed.filter(|(_, storage)| storage.field_type != *usual.1) {
            let text = |row: RowRef| format!("“{}”", spec.value(row, Column::FieldType));
            debug_assert!(storage.field_type != *usual.1);
            tell(*row, usual.0, Column::FieldType, text(*row), text(usual.0), findings);
        }
    }
    let counted = rows.iter().filter_map(|(row, storage)| storage.cardinality.as_ref().map(|count| (*row, count)));
    if let Some(usual) = most_usual(spec, counted.clone()) {
        for (row, count) in counted.filter(|(_, count)| *count != usual.1) {
            tell(row, usual.0, Column::Cardinality, format!("for {count}"), format!("for {}", usual.1), findings);
        }
    }
}

/// The value that most rows have, and the first row that has it. Rows that are not built count where no others are.
fn most_usual<'a, T: PartialEq>(
    spec: &Spec<'_>,
    rows: impl Iterator<Item = (RowRef, &'a T)> + Clone,
) -> Option<(RowRef, &'a T)> {
    let on_site = |row: RowRef| spec.state(row).is_on_site();
    let any = rows.clone().any(|(row, _)| on_site(row));
    let mut counts: Vec<(RowRef, &T, usize)> = Vec::new();
    for (row, value) in rows.filter(|(row, _)| !any || on_site(*row)) {
        match counts.iter_mut().find(|(_, known, _)| *known == value) {
            Some((.., count)) => *count += 1,
            None => counts.push((row, value, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(.., count)| *count).map(|(row, value, _)| (row, value))
}
