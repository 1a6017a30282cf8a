//! Cells that a row cannot do without.

use super::Rule;
use crate::{
    lint::{Context, Findings, finding::Report},
    marks::{RowState, is_error_value},
    sheets::{RowRef, small},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["cell-missing"],
    looks_for: "Empty cells that a row of its type needs.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.sheets.iter().enumerate() {
        let spec = sheet.spec();
        for row in sheet.rows() {
            for any in spec.cells {
                let there: Vec<usize> = any.iter().filter_map(|column| sheet.columns.position(*column)).collect();
                if there.is_empty() || there.iter().any(|position| !sheet.value_at(row, *position).is_empty()) {
                    continue;
                }
                // A failed formula in a row that nobody builds is not worth a word.
                let failed = there.iter().any(|position| is_error_value(sheet.table.rows[row].cell(*position)));
                if failed || sheet.state(row) == RowState::Remove {
                    continue;
                }
                let title = sheet.table.title(there[0]);
                let name = match sheet.label(row) {
                    "" => format!("This {}", spec.singular),
                    label => format!("The {} “{}”", spec.singular, crate::lint::finding::shortened(label)),
                };
                findings.row(context.spec, RowRef { sheet: small(number), row: small(row) }, Some(there[0]), Report {
                    code: "cell-missing",
                    severity: Severity::Blocking,
                    message: format!("{name} has no “{title}”."),
                    suggestion: format!("Fill in “{title}”, or mark the row w (wait) or h (hold)."),
                    fix: None,
                });
            }
        }
    }
}
