//! Columns that a type cannot do without.

use super::Rule;
use crate::lint::{Context, Findings, finding::Report};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["column-missing"],
    looks_for: "Columns that a type of sheet needs and that are not there under any of their names.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for sheet in &context.spec.sheets {
        let spec = sheet.spec();
        for any in spec.required {
            if any.iter().any(|column| sheet.columns.has(*column)) {
                continue;
            }
            let titles: Vec<String> = any.iter().map(|column| format!("“{}”", spec.title(*column))).collect();
            findings.file(sheet.table_index, &sheet.table.name, Report {
                code: "column-missing",
                severity: Severity::Blocking,
                message: format!("{} needs a column {}, and no header means that.", spec.label, titles.join(" or ")),
                suggestion: "Add the column, rename the one that holds it, or map it by hand under “Columns” of the sheet.".to_owned(),
                fix: None,
            });
        }
    }
}
