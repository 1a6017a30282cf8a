//! A ticket as Markdown. The reference tables are cut out of the rows; nobody writes them.

use super::{
    Ticket,
    markdown::{in_table, plain},
    wording::{self, Prose},
};
use crate::{
    marks::has_content,
    sheets::{RowRef, Spec},
};
use serde::{Deserialize, Serialize};

/// Every filled cell of a ticket's rows of one sheet, and nothing else. A failed formula counts as blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceTable {
    /// `Fields (fields.csv)`.
    pub caption: String,
    /// Titles of the columns that are filled in at least one row.
    pub header: Vec<String>,
    /// The cells as they are in the sheet, but for the spaces around them.
    pub rows: Vec<Vec<String>>,
}

/// Where a ticket's rows stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The sheet's name.
    pub file: String,
    /// Row numbers as a spreadsheet counts.
    pub rows: Vec<u32>,
}

/// The rows of a ticket, sheet by sheet.
pub(super) fn by_sheet(ticket: &Ticket) -> Vec<(u32, Vec<RowRef>)> {
    let mut sheets: Vec<(u32, Vec<RowRef>)> = Vec::new();
    for row in &ticket.rows {
        match sheets.iter_mut().find(|(sheet, _)| *sheet == row.sheet) {
            Some((_, rows)) => rows.push(*row),
            None => sheets.push((row.sheet, vec![*row])),
        }
    }
    sheets
}

/// The tables of a ticket, one per sheet.
pub fn reference_tables(spec: &Spec<'_>, ticket: &Ticket) -> Vec<ReferenceTable> {
    by_sheet(ticket)
        .into_iter()
        .map(|(sheet, rows)| {
            let sheet = &spec.sheets[sheet as usize];
            let cells = |row: &RowRef| &sheet.table.rows[row.row as usize];
            let widest = rows.iter().map(|row| cells(row).len()).max().unwrap_or(0);
            let columns: Vec<usize> = (0..widest)
                .filter(|column| rows.iter().any(|row| has_content(cells(row).cell(*column))))
                .collect();
            let cell = |row: &RowRef, column: usize| {
                let cell = cells(row).cell(column);
                if has_content(cell) { cell.trim().to_owned() } else { String::new() }
            };
            ReferenceTable {
                caption: format!("{} ({})", sheet.spec().label, sheet.table.name),
                header: columns.iter().map(|column| sheet.table.title(*column)).collect(),
                rows: rows
                    .iter()
                    .map(|row| columns.iter().map(|column| cell(row, *column)).collect())
                    .collect(),
            }
        })
        .collect()
}

/// Where the ticket's rows come from.
pub fn sources(spec: &Spec<'_>, ticket: &Ticket) -> Vec<Source> {
    by_sheet(ticket)
        .into_iter()
        .map(|(sheet, rows)| {
            let table = spec.sheets[sheet as usize].table;
            Source {
                file: table.name.clone(),
                rows: rows.iter().map(|row| table.rows[row.row as usize].number()).collect(),
            }
        })
        .collect()
}

/// The whole description, in the words of the templates.
pub fn body(spec: &Spec<'_>, ticket: &Ticket) -> String {
    body_with(spec, ticket, &wording::template_prose(spec, ticket))
}

/// The whole description with a story and criteria that somebody else may have written. They are text, never markup:
/// a table, a heading or a link in them is shown as it is written.
pub fn body_with(spec: &Spec<'_>, ticket: &Ticket, prose: &Prose) -> String {
    let mut lines = vec![plain(&prose.story)];
    for table in reference_tables(spec, ticket) {
        lines.extend([String::new(), format!("## {}", plain(&table.caption)), String::new()]);
        lines.push(line(table.header.iter().map(|title| in_table(title))));
        lines.push(line(table.header.iter().map(|_| "---".to_owned())));
        lines.extend(table.rows.iter().map(|row| line(row.iter().map(|cell| in_table(cell)))));
    }
    let mut section = |title: &str, items: Vec<String>| {
        lines.extend([String::new(), format!("## {title}"), String::new()]);
        lines.extend(items);
    };
    section("Success criteria", prose.criteria.iter().map(|text| format!("- {}", plain(text))).collect());
    let steps = wording::verification(spec, ticket);
    let numbered = steps.iter().enumerate().map(|(index, step)| format!("{}. {step}", index + 1));
    section("Verification", numbered.collect());
    let sources = sources(spec, ticket);
    let listed = sources.iter().map(|source| format!("- {}, {}", plain(&source.file), ranges(&source.rows)));
    section("Source", listed.collect());
    lines.extend([
        String::new(),
        format!(
            "Group: {}. Category: {}. Estimate: {} h.",
            ticket.group.label(),
            ticket.category.label(),
            ticket.hours
        ),
        String::new(),
    ]);
    lines.join("\n")
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = String::from("|");
    for cell in cells {
        line.extend([" ", &cell, " |"]);
    }
    line
}

/// `rows 3 to 9, 12`.
fn ranges(rows: &[u32]) -> String {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if row == *last + 1 => *last = row,
            Some((_, last)) if row == *last => {}
            _ => runs.push((row, row)),
        }
    }
    let one = runs.len() == 1 && runs[0].0 == runs[0].1;
    let words: Vec<String> = runs
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") })
        .collect();
    format!("{} {}", if one { "row" } else { "rows" }, words.join(", "))
}
