//! Findings as GitHub workflow commands, which become annotations at the line.

use super::level;
use crate::{lint::Finding, reading::Workbook};
use std::collections::HashMap;

/// One command per finding.
pub fn write(workbook: &Workbook, findings: &[Finding]) -> String {
    let mut lines = Lines { workbook, ends: HashMap::new() };
    let mut text = String::new();
    for finding in findings {
        let line =
            finding.at.map(|(table, row)| format!(",line={}", lines.of(table, row))).unwrap_or_default();
        let column = finding.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
        let message = data(&format!("{column}{} {}", finding.message, finding.suggestion));
        let (file, code) = (property(path(workbook, &finding.file)), property(&finding.code));
        text.extend([
            "::",
            level(finding.severity),
            " file=",
            &file,
            &line,
            ",title=",
            &code,
            "::",
            &message,
            "\n",
        ]);
    }
    text
}

/// The file of a sheet; one file may hold several.
fn path<'a>(workbook: &'a Workbook, sheet: &'a str) -> &'a str {
    let table = workbook.tables.iter().find(|table| table.name == sheet);
    table.map_or(sheet, |table| &workbook.files[table.file].name)
}

/// A row of a spreadsheet may take several lines of its file.
struct Lines<'w> {
    workbook: &'w Workbook,
    ends: HashMap<usize, Vec<usize>>,
}

impl Lines<'_> {
    fn of(&mut self, table: usize, row: usize) -> usize {
        let table = &self.workbook.tables[table];
        let text = &self.workbook.files[table.file].text;
        let ends = self
            .ends
            .entry(table.file)
            .or_insert_with(|| text.match_indices('\n').map(|(at, _)| at).collect());
        let start = table.rows[row].span().start;
        ends.partition_point(|end| *end < start) + 1
    }
}

/// What GitHub wants escaped in a message.
fn data(text: &str) -> String {
    text.trim_end().replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// And in a property, where more is special.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
