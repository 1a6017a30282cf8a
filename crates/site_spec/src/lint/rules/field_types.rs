//! Types of fields.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Edit, Findings, Fix, finding::{Report, listed}},
    sheets::{RowRef, small},
    types::Kind,
    vocabulary,
};
use domain::failure::Severity;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    codes: &["field-type-unknown", "field-type-misspelt"],
    looks_for: "Field types that neither Drupal core nor a usual module has.",
    check,
};

/// What there is to say about a text, once per text.
#[derive(Clone, Copy)]
enum Verdict {
    Known,
    Near(&'static str),
    Unknown,
}

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.of_kind(Kind::Fields) {
        let Some(position) = sheet.columns.position(Column::FieldType) else { continue };
        let mut verdicts: HashMap<&str, Verdict> = HashMap::new();
        for row in sheet.rows() {
            let text = sheet.value_at(row, position);
            let verdict = *verdicts.entry(text).or_insert_with(|| look_up(text));
            let at = RowRef { sheet: number, row: small(row) };
            match verdict {
                Verdict::Known => {}
                Verdict::Near(right) => {
                    let raw = sheet.table.rows[row].cell(position);
                    let edit = Edit {
                        table: sheet.table_index,
                        row,
                        column: position,
                        at: raw.len() - raw.trim_start().len(),
                        from: text.to_owned(),
                        to: right.to_owned(),
                    };
                    findings.row(context.spec, at, Some(position), Report {
                        code: "field-type-misspelt",
                        severity: Severity::Warning,
                        message: format!("There is no field type “{text}”. It was probably meant to be “{right}”."),
                        suggestion: format!("Write “{right}”."),
                        fix: Some(Fix { title: format!("Write “{right}”"), edits: vec![edit] }),
                    });
                }
                Verdict::Unknown => findings.row(context.spec, at, Some(position), Report {
                    code: "field-type-unknown",
                    severity: Severity::Warning,
                    message: format!("“{text}” is not a known field type. A module has to bring it."),
                    suggestion: format!("Check it, or use a known type, such as {}.", listed(vocabulary::field_type_labels())),
                    fix: None,
                }),
            }
        }
    }
}

fn look_up(text: &str) -> Verdict {
    // `-` is the type of a base field.
    if text.is_empty() || text == "-" || vocabulary::field_type(text).is_some() || vocabulary::is_reference(text) {
        return Verdict::Known;
    }
    let key = text.to_lowercase();
    let mut near: Vec<(usize, &'static str)> = vocabulary::field_type_labels()
        .map(|label| (strsim::osa_distance(&key, &label.to_lowercase()), label))
        .filter(|(distance, label)| *distance <= if label.len() < 8 { 1 } else { 2 })
        .collect();
    near.sort_unstable();
    match near.as_slice() {
        [(_, label)] => Verdict::Near(label),
        [(closest, label), (second, _), ..] if closest < second => Verdict::Near(label),
        _ => Verdict::Unknown,
    }
}
