//! Rows with more cells than the header, or fewer.

use super::Rule;
use crate::{
    lint::{Context, Findings, finding::Report},
    sheets::{RowRef, small},
    table::Notation,
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
            if !sheet.table.is_ragged(row) {
                continue;
            }
            let beyond = cells.len() >= columns;
            // A quotation mark that is not closed takes the lines that follow into its cell.
            let swallowed = match sheet.table.notation {
                Notation::Delimited(delimiter) => {
                    cells.cells().any(|cell| cell.contains('\n') && cell.contains(char::from(delimiter)))
                }
                Notation::Pipes => false,
            };
            let (message, suggestion) = if swallowed && !beyond {
                ("fewer", "Close the quotation mark in the cell that holds the lines behind it.")
            } else if beyond {
                ("more", "Put the cell that contains the delimiter into quotation marks.")
            } else {
                ("fewer", "Add the missing delimiters.")
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
