//! Types of bundles.

use super::Rule;
use crate::{
    columns::Column,
    entities::{entity_type, label},
    lint::{Context, Findings, alternatives::instead_of_cell, finding::{Report, listed}},
    sheets::{RowRef, small},
    types::Kind,
};
use domain::failure::Severity;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    codes: &["entity-type-unknown"],
    looks_for: "Types of bundles and view modes that are neither Drupal core's nor a usual module's.",
    check,
};

const USUAL: [&str; 6] = ["node", "taxonomy_term", "paragraph", "block_content", "media", "user"];

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.sheets.iter().enumerate() {
        let column = match sheet.kind {
            Kind::Bundles => Column::Type,
            Kind::ViewModes => Column::EntityType,
            _ => continue,
        };
        let Some(position) = sheet.columns.position(column) else { continue };
        let mut known: HashMap<&str, bool> = HashMap::new();
        for row in sheet.rows() {
            let text = sheet.value_at(row, position);
            if text.is_empty() || *known.entry(text).or_insert_with(|| entity_type(text).is_some()) {
                continue;
            }
            let at = RowRef { sheet: small(number), row: small(row) };
            let report = Report {
                code: "entity-type-unknown",
                severity: Severity::Warning,
                message: format!("“{text}” is not a usual type of entity. It is taken as it is."),
                suggestion: format!("If it is a slip, use one of {}.", listed(USUAL.iter().map(|entity| label(entity)))),
                fix: None,
            };
            let instead = || instead_of_cell(context.spec, at, position, USUAL.map(label));
            findings.row_with(context.spec, at, Some(position), report, instead);
        }
    }
}
