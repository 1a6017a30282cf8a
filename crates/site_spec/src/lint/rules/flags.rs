//! Yes and no.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, alternatives::instead_of_cell, finding::Report},
    sheets::{RowRef, small},
    types::Kind,
    vocabulary::flag,
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["flag-unreadable"],
    looks_for: "Cells that should say yes or no and say something else.",
    check,
};

fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Fields => &[Column::Required, Column::Translatable],
        Kind::Bundles => &[
            Column::Translatable,
            Column::Moderation,
            Column::Migrated,
            Column::Scheduled,
            Column::Searchable,
        ],
        _ => &[],
    }
}

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.sheets.iter().enumerate() {
        for position in columns(sheet.kind).iter().filter_map(|column| sheet.columns.position(*column)) {
            for row in sheet.rows() {
                let text = sheet.value_at(row, position);
                if flag(text).is_some() {
                    continue;
                }
                let title = sheet.table.title(position);
                let at = RowRef { sheet: small(number), row: small(row) };
                let report = Report {
                    code: "flag-unreadable",
                    severity: Severity::Warning,
                    message: format!("“{text}” in “{title}” is neither yes nor no, so it counts as no."),
                    suggestion: "Use y, n or -, and put remarks into the notes.".to_owned(),
                    fix: None,
                };
                let instead = || instead_of_cell(context.spec, at, position, ["y", "n", "-"]);
                findings.row_with(context.spec, at, Some(position), report, instead);
            }
        }
    }
}
