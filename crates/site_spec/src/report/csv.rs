//! Findings for spreadsheets. A cell that a spreadsheet would take for a formula gets a `'` in front.

use super::level;
use crate::lint::Finding;
use csv::WriterBuilder;

/// A cell that no spreadsheet runs (OWASP, *CSV injection*).
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// A header and one row per finding.
pub fn write(findings: &[Finding]) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let header = ["severity", "code", "file", "row", "column", "value", "message", "suggestion", "fix"];
    let mut done = writer.write_record(header);
    for finding in findings {
        let row = finding.row.map(|row| row.to_string()).unwrap_or_default();
        let fix = finding.fix.as_ref().map_or("", |fix| fix.title.as_str());
        let cells = [
            level(finding.severity),
            &finding.code,
            &finding.file,
            &row,
            finding.column.as_deref().unwrap_or_default(),
            &finding.value,
            &finding.message,
            &finding.suggestion,
            fix,
        ];
        done = done.and_then(|()| writer.write_record(cells.map(harmless)));
    }
    // Memory does not fail to be written to.
    let bytes = done.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
