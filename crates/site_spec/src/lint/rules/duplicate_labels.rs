//! Labels that do not tell rows apart.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, finding::Report},
    marks::RowState,
    sheets::{RowRef, small},
    types::Kind,
};
use domain::{failure::Severity, text::search_key};
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    codes: &["label-duplicate"],
    looks_for: "Bundles of one entity type, or views, workflows and image styles, with the same label: references by label do \
                not say which is meant.",
    check,
};

const KINDS: [Kind; 4] = [Kind::Bundles, Kind::Views, Kind::Workflows, Kind::ImageStyles];

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let mut seen: HashMap<(Kind, &str, String), RowRef> = HashMap::new();
    for (number, sheet) in context.spec.sheets.iter().enumerate().filter(|(_, sheet)| KINDS.contains(&sheet.kind)) {
        for row in sheet.rows().filter(|row| sheet.state(*row) != RowState::Remove) {
            let label = sheet.value(row, Column::Name);
            if label.is_empty() {
                continue;
            }
            let at = RowRef { sheet: small(number), row: small(row) };
            let key = (sheet.kind, sheet.entity(row).unwrap_or_default(), search_key(label));
            let Some(first) = seen.get(&key).copied() else {
                seen.insert(key, at);
                continue;
            };
            // The same machine name is reported as such.
            if context.machine_name(first) == context.machine_name(at) {
                continue;
            }
            findings.row(context.spec, at, sheet.columns.position(Column::Name), Report {
                code: "label-duplicate",
                severity: Severity::Warning,
                message: format!(
                    "“{label}” is also the label of “{}”, so a reference by label can mean either.",
                    context.machine_name(first)
                ),
                suggestion: "Give one of them another label, or refer to them by machine name.".to_owned(),
                fix: None,
            });
        }
    }
}
