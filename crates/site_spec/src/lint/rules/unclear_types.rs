//! Tables whose type a person has to say.

use super::Rule;
use crate::{
    detection::Detected,
    lint::{Context, Findings, finding::Report},
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["type-unclear"],
    looks_for: "Sheets whose type cannot be told from their name and columns.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let tables = &context.spec.workbook.tables;
    for (index, detected) in &context.spec.unclear {
        let Detected::Unclear { candidates, why } = detected else { continue };
        let likely: Vec<String> = candidates
            .iter()
            .take(3)
            .map(|candidate| format!("{} ({:.0} %)", candidate.kind.key(), candidate.score * 100.0))
            .collect();
        let suggestion = if likely.is_empty() {
            "Say which type it is, or that it is custom.".to_owned()
        } else {
            format!("Say which type it is. Likely: {}; or custom.", likely.join(", "))
        };
        findings.file(*index, &tables[*index].name, Report {
            code: "type-unclear",
            severity: Severity::Blocking,
            message: format!("It is not clear what this sheet holds: {why}."),
            suggestion,
            fix: None,
        });
    }
}
