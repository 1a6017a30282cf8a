//! What tickets say as Gherkin tables, in the manner of the Drupal Spec Tool: what has to exist once they are done.

use super::{Action, Plan, Ticket, body::by_sheet, versions::BESIDE};
use crate::{
    marks::has_content,
    reading::pipes::write_cell,
    sheets::{RowRef, Spec},
    types::Kind,
};
use domain::text::one_line;

/// One feature with these tickets: a scenario for each sheet that a ticket has rows of.
pub fn feature(spec: &Spec<'_>, plan: &Plan, name: &str, tickets: &[usize]) -> String {
    let mut lines = vec![format!("Feature: {}", one_line(name)), String::new()];
    for index in tickets {
        if let Some(ticket) = plan.tickets.get(*index) {
            scenarios(spec, ticket, &mut lines);
        }
    }
    lines.join("\n")
}

fn scenarios(spec: &Spec<'_>, ticket: &Ticket, lines: &mut Vec<String>) {
    for (sheet, rows) in by_sheet(ticket) {
        let sheet = &spec.sheets[sheet as usize];
        // The name of a scenario says which type its table is, to people and to whatever reads it again.
        let what = match sheet.kind {
            Kind::Custom => one_line(&sheet.table.name),
            _ => sheet.spec().label.to_owned(),
        };
        let shall = match ticket.action {
            Action::Build => "exist",
            Action::Remove => "not exist",
        };
        lines.push(format!("  # {}", one_line(&ticket.title)));
        lines.push(format!("  @wave-{}", ticket.wave));
        lines.push(format!("  Scenario: {what}"));
        lines.push(format!("    Then the following {} should {shall}", what.to_lowercase()));
        lines.extend(table(spec, &rows));
        lines.push(String::new());
    }
}

/// The filled columns of rows of one sheet, but for those that say how far the work is.
fn table(spec: &Spec<'_>, rows: &[RowRef]) -> Vec<String> {
    let Some(first) = rows.first() else { return Vec::new() };
    let sheet = spec.sheet(*first);
    let beside: Vec<usize> = BESIDE.iter().filter_map(|column| sheet.columns.position(*column)).collect();
    let cells = |row: &RowRef| &sheet.table.rows[row.row as usize];
    let widest = rows.iter().map(|row| cells(row).len()).max().unwrap_or(0);
    let columns: Vec<usize> = (0..widest)
        .filter(|column| !beside.contains(column))
        .filter(|column| rows.iter().any(|row| has_content(cells(row).cell(*column))))
        .collect();
    let line = |words: Vec<String>| format!("      | {} |", words.join(" | "));
    let header = columns.iter().map(|column| write_cell(&sheet.table.title(*column))).collect();
    let mut lines = vec![line(header)];
    lines.extend(rows.iter().map(|row| {
        let value = |column: &usize| {
            let cell = cells(row).cell(*column).trim();
            if has_content(cell) { write_cell(&cell.replace('\r', "")) } else { String::new() }
        };
        line(columns.iter().map(value).collect())
    }));
    lines
}
