//! Rows with more cells than the header, or fewer.

use super::Rule;
use crate::{
    lint::{Context, Findings, finding::Report},
    marks::has_content,
    sheets::{RowRef, small},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["row-ragged"],
    looks_for: "Rows whose number of cells differs from the header's, so that cells stand under the wrong titles.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.sheets.iter().enumerate() {
        let columns = sheet.table.header.len();
        for row in sheet.rows() {
            let cells = &sheet.table.rows[row];
            // Blank cells beyond the header do no harm.
            let beyond = (columns..cells.len()).any(|column| has_content(cells.cell(column)));
            if cells.len() >= columns && !beyond {
                continue;
            }
            let (message, suggestion) = if beyond {
                ("more", "Put the cell that contains the delimiter into quotation marks.")
            } else {
                ("fewer", "Add the missing delimiters, or close the quotation mark of the row before.")
            };
            findings.row(context.spec, RowRef { sheet: small(number), row: small(row) }, None, Report {
                code: "row-ragged",
                severity: Severity::Blocking,
                message: format!(
                    "The row has {message} cells ({}) than the header ({columns}), so some stand under the wrong title.",
                    cells.len()
                ),
                suggestion: suggestion.to_owned(),
                fix: None,
            });
        }
    }
}
