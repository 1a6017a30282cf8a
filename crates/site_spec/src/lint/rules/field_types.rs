//! Types of fields.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Edit, Findings, Fix, alternatives::instead_of_cell, finding::{Alike, Names, Report}},
    sheets::{RowRef, small},
    types::Kind,
    vocabulary::{self, Meant, is_reference},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["field-type-unknown", "field-type-misspelt"],
    looks_for: "Field types that neither Drupal core nor a usual module has.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let (mut alike, types) = (Alike::default(), Names::of(vocabulary::field_type_labels()));
    for (number, sheet) in context.spec.of_kind(Kind::Fields) {
        let Some(position) = sheet.columns.position(Column::FieldType) else { continue };
        for row in sheet.rows() {
            let text = sheet.value_at(row, position);
            // `-` is the type of a base field.
            if matches!(text, "" | "-") {
                continue;
            }
            let at = RowRef { sheet: number, row: small(row) };
            match context.field_type(text) {
                Meant::Known(_) => {}
                Meant::Unknown if is_reference(text) => {}
                Meant::Nearly(known) => {
                    let right = known.label;
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
                Meant::Unknown => {
                    let listed = alike.listed(text, &types);
                    let report = Report {
                        code: "field-type-unknown",
                        severity: Severity::Warning,
                        message: format!("“{text}” is not a known field type. A module has to bring it."),
                        suggestion: format!("Check it, or use a known type, such as {}.", listed.words),
                        fix: None,
                    };
                    let instead = || instead_of_cell(context.spec, at, position, listed.values);
                    findings.row_with(context.spec, at, Some(position), report, instead);
                }
            }
        }
    }
}
