//! Sheets that others refer to and that were not given.

use super::Rule;
use crate::{
    lint::{Context, Findings, finding::Report},
    sheets::Target,
    types::Kind,
};
use domain::failure::Severity;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    codes: &["sheet-missing"],
    looks_for: "Sheets that others refer to and that were not given, so that references cannot be checked.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let mut missing: BTreeMap<(u32, Kind), usize> = BTreeMap::new();
    for link in context.spec.links().iter().filter(|link| link.target == Target::NoSheet) {
        *missing.entry((link.from.sheet, context.spec.relation(link).to)).or_default() += 1;
    }
    for ((number, kind), count) in missing {
        let sheet = &context.spec.sheets[number as usize];
        let references = if count == 1 { "reference".to_owned() } else { format!("{count} references") };
        findings.file(sheet.table_index, &sheet.table.name, Report {
            code: "sheet-missing",
            severity: Severity::Warning,
            message: format!("There is no sheet with {}, so {references} could not be checked.", kind.spec().label.to_lowercase()),
            suggestion: format!("Add the sheet “{}”, if there is one.", kind.spec().label),
            fix: None,
        });
    }
}
