//! Findings as lines for a terminal.

use super::{Counts, level, plural};
use crate::lint::Finding;

/// One paragraph per finding, under its file, and a closing line.
pub fn write(findings: &[Finding]) -> String {
    let (mut text, mut file) = (String::new(), None);
    for finding in findings {
        if file != Some(&finding.file) {
            if file.is_some() {
                text.push('\n');
            }
            text.push_str(&finding.file);
            text.push('\n');
            file = Some(&finding.file);
        }
        let place = match (finding.row, &finding.column) {
            (Some(row), Some(column)) => format!("row {row}, {column}: "),
            (Some(row), None) => format!("row {row}: "),
            _ => String::new(),
        };
        let level = level(finding.severity);
        text.extend(["  ", level, ": ", &place, &finding.message, " [", &finding.code, "]\n"]);
        if !finding.suggestion.is_empty() {
            text.extend(["      ", &finding.suggestion, "\n"]);
        }
    }
    if !findings.is_empty() {
        text.push('\n');
    }
    text.push_str(&summary(findings));
    text.push('\n');
    text
}

/// `3 errors, 1 warning; 2 of them can be fixed with --fix`.
pub fn summary(findings: &[Finding]) -> String {
    let counts = Counts::of(findings);
    if findings.is_empty() {
        return "Nothing was found.".to_owned();
    }
    let mut parts = vec![plural(counts.errors, "error"), plural(counts.warnings, "warning")];
    if counts.notices > 0 {
        parts.push(plural(counts.notices, "notice"));
    }
    let fixable = match counts.fixable {
        0 => String::new(),
        number => format!("; {number} can be put right without asking"),
    };
    format!("{}{fixable}.", parts.join(", "))
}
