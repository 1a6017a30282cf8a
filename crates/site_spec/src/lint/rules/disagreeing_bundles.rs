//! A label and a machine name in one row that mean different rows.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, finding::Report},
    names,
    sheets::{Place, RowRef, slug, small},
    types::Kind,
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["names-disagree"],
    looks_for: "Rows whose computed machine name belongs to something else than their label says.",
    check,
};

fn column(kind: Kind) -> Option<Column> {
    match kind {
        Kind::Fields => Some(Column::BundleMachineName),
        Kind::ViewDisplays => Some(Column::ViewMachineName),
        _ => None,
    }
}

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.sheets.iter().enumerate() {
        let Some(position) = column(sheet.kind).and_then(|column| sheet.columns.position(column)) else { continue };
        for row in sheet.rows() {
            let (computed, Place::Row(place)) = (sheet.value_at(row, position), sheet.place(row)) else { continue };
            let machine = context.machine_name(place);
            let agree = computed == machine
                || slug(computed) == slug(machine)
                || names::corrected(computed, context.spec.sheet(place).kind) == machine;
            if computed.is_empty() || computed == "-" || machine.is_empty() || agree {
                continue;
            }
            findings.row(context.spec, RowRef { sheet: small(number), row: small(row) }, Some(position), Report {
                code: "names-disagree",
                severity: Severity::Warning,
                message: format!(
                    "The row belongs to “{}” (“{machine}”), and this cell says “{computed}”. The label counts.",
                    context.spec.label(place)
                ),
                suggestion: "Correct the one that is wrong; the formula may look at another row.".to_owned(),
                fix: None,
            });
        }
    }
}
