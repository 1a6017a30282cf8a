//! Numbers of values.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, finding::Report},
    sheets::{RowRef, small},
    types::Kind,
    vocabulary::cardinality,
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["cardinality-unreadable"],
    looks_for: "Numbers of values that are neither a number from 1 nor unlimited.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.of_kind(Kind::Fields) {
        let Some(position) = sheet.columns.position(Column::Cardinality) else { continue };
        for row in sheet.rows() {
            let text = sheet.value_at(row, position);
            if matches!(text, "" | "-") || cardinality(text).is_some() {
                continue;
            }
            findings.row(context.spec, RowRef { sheet: number, row: small(row) }, Some(position), Report {
                code: "cardinality-unreadable",
                severity: Severity::Blocking,
                message: format!("“{text}” does not say how many values the field may have."),
                suggestion: "Use a number from 1, or * for unlimited.".to_owned(),
                fix: None,
            });
        }
    }
}
