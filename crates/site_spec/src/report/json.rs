//! Findings for programs.

use super::Counts;
use crate::lint::Finding;
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    counts: Counts,
    findings: &'a [Finding],
}

/// An object with `counts` and `findings`.
pub fn write(findings: &[Finding]) -> String {
    let report = Report { counts: Counts::of(findings), findings };
    // Strings and numbers alone: nothing that could fail to be JSON.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}
