//! `#VALUE!` where people write.

use super::Rule;
use crate::{
    lint::{Context, Findings, finding::Report},
    marks::{RowState, is_error_value},
    sheets::{RowRef, small},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["formula-failed"],
    looks_for: "Failed formulas in cells that a row to be built needs. In computed columns they are normal.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.sheets.iter().enumerate() {
        let spec = sheet.spec();
        for row in sheet.rows().filter(|row| sheet.state(*row) == RowState::Build) {
            for any in spec.cells {
                let there: Vec<usize> = any.iter().filter_map(|column| sheet.columns.position(*column)).collect();
                if there.iter().any(|position| !sheet.value_at(row, *position).is_empty()) {
                    continue;
                }
                let Some(failed) = there.iter().find(|position| is_error_value(sheet.table.rows[row].cell(**position))) else {
                    continue;
                };
                let title = sheet.table.title(*failed);
                let shown = sheet.table.rows[row].cell(*failed).trim();
                findings.row(context.spec, RowRef { sheet: small(number), row: small(row) }, Some(*failed), Report {
                    code: "formula-failed",
                    severity: Severity::Blocking,
                    message: format!("“{title}” shows “{shown}”: a formula failed, and nothing else says what is meant."),
                    suggestion: "Mend the formula in the spreadsheet, or write the value.".to_owned(),
                    fix: None,
                });
            }
        }
    }
}
