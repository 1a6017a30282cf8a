//! Form widgets.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, alternatives::instead_of_cell, finding::{Alike, Names, Report}},
    sheets::{RowRef, small},
    types::Kind,
    vocabulary,
};
use domain::failure::Severity;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    codes: &["widget-unknown"],
    looks_for: "Form widgets that neither Drupal core nor a usual module has.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let (mut alike, widgets) = (Alike::default(), Names::of(vocabulary::widget_labels()));
    for (number, sheet) in context.spec.of_kind(Kind::Fields) {
        let Some(position) = sheet.columns.position(Column::Widget) else { continue };
        let mut known: HashMap<&str, bool> = HashMap::new();
        for row in sheet.rows() {
            let text = sheet.value_at(row, position);
            if *known.entry(text).or_insert_with(|| vocabulary::is_widget(text)) {
                continue;
            }
            let (at, listed) = (RowRef { sheet: number, row: small(row) }, alike.listed(text, &widgets));
            let report = Report {
                code: "widget-unknown",
                severity: Severity::Warning,
                message: format!("“{text}” is not a known form widget. A module has to bring it."),
                suggestion: format!("Check it, or use a known one, such as {}.", listed.words),
                fix: None,
            };
            let instead = || instead_of_cell(context.spec, at, position, listed.values);
            findings.row_with(context.spec, at, Some(position), report, instead);
        }
    }
}
