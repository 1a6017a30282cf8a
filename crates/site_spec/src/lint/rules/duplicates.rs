//! Two rows that cannot both exist.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, finding::Report},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["machine-name-duplicate"],
    looks_for: "Machine names that occur twice where they have to be unique: in an entity type, a bundle, a view, a workflow.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for rows in context.identities.values().filter(|rows| rows.len() > 1) {
        let first = rows[0];
        let sheet = context.spec.sheet(first);
        let number = sheet.table.rows[first.row as usize].number();
        for row in &rows[1..] {
            let own = context.spec.sheet(*row);
            let position = own.columns.position(Column::MachineName);
            let name = context.spec.value(*row, Column::MachineName);
            let where_else = if own.table_index == sheet.table_index {
                format!("row {number}")
            } else {
                format!("{}, row {number}", sheet.table.name)
            };
            findings.row(context.spec, *row, position, Report {
                code: "machine-name-duplicate",
                severity: Severity::Blocking,
                message: format!("The {} “{name}” is in {where_else} already.", own.spec().singular),
                suggestion: "Give one of them another machine name, or mark the superfluous row d or h.".to_owned(),
                fix: None,
            });
        }
    }
}
