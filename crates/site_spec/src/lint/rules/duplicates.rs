//! Two rows that cannot both exist.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, finding::Report},
    sheets::{RowRef, slug},
    types::Kind,
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["machine-name-duplicate"],
    looks_for: "Machine names that occur twice where they have to be unique: in an entity type, a bundle, a view, a workflow.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for rows in context.identities.values().filter(|rows| rows.len() > 1) {
        // What is not built is in nobody's way.
        let first = rows.iter().copied().find(|row| context.spec.state(*row).is_on_site()).unwrap_or(rows[0]);
        let sheet = context.spec.sheet(first);
        let number = sheet.table.rows[first.row as usize].number();
        for row in rows.iter().filter(|row| **row != first && !continues(context, first, **row)) {
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
                message: format!("The {} “{name}” is in {where_else}, too.", own.spec().singular),
                suggestion: "Give one of them another machine name, or mark the superfluous row d or h, or exclude it.".to_owned(),
                fix: None,
            });
        }
    }
}

/// The Spec Tool writes a transition with several origins as several rows, one per origin.
fn continues(context: &Context<'_, '_>, first: RowRef, row: RowRef) -> bool {
    let spec = context.spec;
    let same = |column| slug(spec.value(first, column)) == slug(spec.value(row, column));
    spec.sheet(row).kind == Kind::WorkflowTransitions
        && same(Column::Name)
        && same(Column::ToState)
        && !same(Column::FromStates)
}
