//! `Mobile (1, 1.5x, 2x), Desktop (1)`.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Findings, finding::Report},
    sheets::small,
    types::Kind,
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["breakpoints-unreadable"],
    looks_for: "Breakpoints with parentheses that do not match, or multipliers that are none.",
    check,
};

/// What is wrong with the text, if something is.
fn problem(text: &str) -> Option<String> {
    let mut open = false;
    let mut multipliers = String::new();
    for c in text.chars() {
        match (c, open) {
            ('(', false) => (open, multipliers) = (true, String::new()),
            (')', true) => {
                open = false;
                let odd = multipliers.split(',').map(str::trim).find(|part| !is_multiplier(part));
                if let Some(odd) = odd {
                    return Some(format!("“{odd}” is no multiplier"));
                }
            }
            ('(', true) | (')', false) => return Some("the parentheses do not match".to_owned()),
            (c, true) => multipliers.push(c),
            _ => {}
        }
    }
    open.then(|| "a parenthesis is not closed".to_owned())
}

/// `1`, `1.5x`, `2x`.
fn is_multiplier(text: &str) -> bool {
    let number = text.strip_suffix(['x', 'X']).unwrap_or(text);
    number.parse::<f32>().is_ok_and(|number| (0.5..=8.0).contains(&number))
}

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    for (number, sheet) in context.spec.of_kind(Kind::ResponsiveImageStyles) {
        let Some(position) = sheet.columns.position(Column::Breakpoints) else { continue };
        for row in sheet.rows() {
            let text = sheet.value_at(row, position);
            let Some(problem) = problem(text) else { continue };
            let at = crate::sheets::RowRef { sheet: number, row: small(row) };
            findings.row(context.spec, at, Some(position), Report {
                code: "breakpoints-unreadable",
                severity: Severity::Warning,
                message: format!("The breakpoints “{text}” cannot be read: {problem}."),
                suggestion: "Write them like “Mobile (1, 1.5x, 2x), Desktop (1)”.".to_owned(),
                fix: None,
            });
        }
    }
}
