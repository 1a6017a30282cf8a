//! Files that could not be read.

use super::Rule;
use crate::lint::{Context, Findings, finding::Report};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &[
        "file-empty", "file-headers-only", "file-too-large", "specification-too-large", "too-many-files", "too-many-rows",
        "cell-too-large", "too-many-columns", "file-not-text", "file-nul-bytes", "file-undecodable",
    ],
    looks_for: "Files that are empty, too large, or no text.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let workbook = context.spec.workbook;
    for (index, refused) in workbook.refused.iter().enumerate() {
        findings.place(workbook.tables.len() + index, &refused.name, refused.error.place(), Report {
            code: refused.error.code(),
            severity: Severity::Blocking,
            message: refused.error.to_string(),
            suggestion: refused.error.next().to_owned(),
            fix: None,
        });
    }
}
