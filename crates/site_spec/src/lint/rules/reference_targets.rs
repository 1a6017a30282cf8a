//! References to nothing.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, finding::Report},
    marks::RowState,
    sheets::small,
    types::Kind,
    vocabulary::{is_reference, points_at_users},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["reference-without-target"],
    looks_for: "Reference fields that do not say which bundles they offer.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.of_kind(Kind::Fields) {
        // A sheet without the column cannot say it; entity reports are like that.
        let Some(position) = sheet.columns.position(Column::RefBundle) else { continue };
        for row in sheet.rows().filter(|row| sheet.state(*row) == RowState::Build) {
            let field_type = sheet.value(row, Column::FieldType);
            let target = sheet.value_at(row, position);
            let meant = context.field_type(field_type).field_type().map_or(field_type, |known| known.label);
            if !matches!(target, "" | "-") || !is_reference(meant) || points_at_users(meant) {
                continue;
            }
            let at = crate::sheets::RowRef { sheet: number, row: small(row) };
            findings.row(context.spec, at, Some(position), Report {
                code: "reference-without-target",
                severity: Severity::Blocking,
                message: format!("“{}” is a reference ({field_type}) and does not say to which bundles.", sheet.label(row)),
                suggestion: format!("Name the bundles in “{}”, or write All.", sheet.table.title(position)),
                fix: None,
            });
        }
    }
}
