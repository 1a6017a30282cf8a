//! Findings for people, programs, spreadsheets and GitHub.

pub mod csv;
pub mod github;
pub mod json;
#[cfg(feature = "native")]
pub mod plan;
pub mod text;

use crate::lint::Finding;
use domain::failure::Severity;

/// `error`, `warning` or `notice`: what command lines and GitHub call severities.
pub const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocking => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// They stand in the way.
    pub errors: usize,
    /// Somebody should look.
    pub warnings: usize,
    /// Worth knowing.
    pub notices: usize,
    /// How many of all can be put right without asking.
    pub fixable: usize,
}

impl Counts {
    /// Counts.
    pub fn of(findings: &[Finding]) -> Self {
        let number = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            errors: number(Severity::Blocking),
            warnings: number(Severity::Warning),
            notices: number(Severity::Info),
            fixable: findings.iter().filter(|finding| finding.fix.is_some()).count(),
        }
    }
}

/// `1 error`, `2 errors`.
pub(crate) fn plural(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests;
