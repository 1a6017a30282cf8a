//! The `X` column.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, alternatives::instead_of_cell, finding::Report},
    marks::read_mark,
    sheets::{RowRef, small},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["mark-unknown"],
    looks_for: "Marks in the X column that mean nothing.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.sheets.iter().enumerate() {
        let Some(position) = sheet.columns.position(Column::Mark) else { continue };
        for row in sheet.rows() {
            let mark = sheet.value_at(row, position);
            if read_mark(mark).is_some() {
                continue;
            }
            let at = RowRef { sheet: small(number), row: small(row) };
            let report = Report {
                code: "mark-unknown",
                severity: Severity::Blocking,
                message: format!("“{mark}” does not say whether the row is to be built."),
                suggestion: "Use a (approved), c (changed) or nothing to build it, d to remove it, x (done), w (wait) or \
                             h (hold) to skip it."
                    .to_owned(),
                fix: None,
            };
            let instead = || instead_of_cell(context.spec, at, position, ["a", "c", "d", "x", "w", "h"]);
            findings.row_with(context.spec, at, Some(position), report, instead);
        }
    }
}
