//! Putting findings right in the files' own text. Whatever is not changed stays as it is, byte for byte.
//!
//! Cells are not protected against being read as formulas here: these are the person's own files, on their way back
//! into the spreadsheet and to us, and a `'-` would no longer be the base field's `-`. Fixes never *make* a cell begin
//! like a formula. What we write ourselves for spreadsheets ([`crate::report::csv`]) is protected.

use crate::{
    lint::{Edit, Fix},
    reading::{Workbook, delimited, pipes},
    table::{Notation, Table},
};
use std::{collections::BTreeMap, ops::Range};

/// Files with fixes in them, by their index in [`Workbook::files`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corrected {
    /// The new text of every file that changed.
    pub texts: BTreeMap<usize, String>,
    /// How many fixes went in.
    pub applied: usize,
    /// How many did not, because another one had changed the same place.
    pub skipped: usize,
}

type Cell = (usize, usize, usize);

/// Applies fixes, in order, each as a whole or not at all.
pub fn apply<'f>(workbook: &Workbook, fixes: impl IntoIterator<Item = &'f Fix>) -> Corrected {
    let mut accepted: BTreeMap<Cell, Vec<&Edit>> = BTreeMap::new();
    let mut corrected = Corrected::default();
    for fix in fixes {
        // The same edit may be a part of two fixes; it is done once.
        let new: Vec<&Edit> = fix
            .edits
            .iter()
            .filter(|edit| !accepted.get(&cell_of(edit)).is_some_and(|there| there.contains(edit)))
            .collect();
        let possible = new.iter().all(|edit| {
            stands_there(workbook, edit)
                && accepted
                    .get(&cell_of(edit))
                    .is_none_or(|there| there.iter().all(|other| apart(edit, other)))
        });
        if !possible {
            corrected.skipped += 1;
            continue;
        }
        corrected.applied += 1;
        for edit in new {
            accepted.entry(cell_of(edit)).or_default().push(edit);
        }
    }
    let mut changes: BTreeMap<usize, Vec<(Range<usize>, String)>> = BTreeMap::new();
    for ((table, row), cells) in by_row(&accepted) {
        let table = &workbook.tables[table];
        changes.entry(table.file).or_default().push(rewritten_row(workbook, table, row, &cells));
    }
    for (file, mut spans) in changes {
        spans.sort_by_key(|(span, _)| span.start);
        let text = &workbook.files[file].text;
        let (mut new, mut at) = (String::with_capacity(text.len()), 0);
        for (span, replacement) in spans {
            new.push_str(&text[at..span.start]);
            new.push_str(&replacement);
            at = span.end;
        }
        new.push_str(&text[at..]);
        corrected.texts.insert(file, new);
    }
    corrected
}

fn cell_of(edit: &Edit) -> Cell {
    (edit.table, edit.row, edit.column)
}

/// The finding is about what is still there, and the result is not read as a formula unless it was before.
pub(crate) fn stands_there(workbook: &Workbook, edit: &Edit) -> bool {
    let Some(row) = workbook.tables.get(edit.table).and_then(|table| table.rows.get(edit.row)) else {
        return false;
    };
    let cell = row.cell(edit.column);
    cell.get(edit.at..edit.at + edit.from.len()) == Some(edit.from.as_str()) && makes_no_formula(edit, cell)
}

fn makes_no_formula(edit: &Edit, cell: &str) -> bool {
    let formula = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    edit.at > 0 || !formula(&edit.to) || formula(cell)
}

/// Whether a fix may be offered at all.
pub(crate) fn can_be_applied(workbook: &Workbook, fix: &Fix) -> bool {
    fix.edits.iter().all(|edit| stands_there(workbook, edit))
}

fn apart(one: &Edit, other: &Edit) -> bool {
    one.at + one.from.len() <= other.at || other.at + other.from.len() <= one.at
}

type RowCells<'e> = BTreeMap<(usize, usize), Vec<(usize, &'e [&'e Edit])>>;

fn by_row<'e>(accepted: &'e BTreeMap<Cell, Vec<&'e Edit>>) -> RowCells<'e> {
    let mut rows: RowCells<'e> = BTreeMap::new();
    for ((table, row, column), edits) in accepted {
        rows.entry((*table, *row)).or_default().push((*column, edits.as_slice()));
    }
    rows
}

/// The row's place in the text, and its text with the changed cells.
fn rewritten_row(
    workbook: &Workbook,
    table: &Table,
    row: usize,
    cells: &[(usize, &[&Edit])],
) -> (Range<usize>, String) {
    let row = &table.rows[row];
    let span = row.span();
    let raw = &workbook.files[table.file].text[span.clone()];
    let places = match table.notation {
        Notation::Delimited(delimiter) => delimited::raw_cells(raw, delimiter),
        Notation::Pipes => pipes::raw_cells(raw),
    };
    let (mut new, mut at) = (String::with_capacity(raw.len()), 0);
    for (column, edits) in cells {
        let Some(place) = places.get(*column) else { continue };
        let cell = edited(row.cell(*column), edits);
        new.push_str(&raw[at..place.start]);
        new.push_str(&match table.notation {
            Notation::Delimited(delimiter) => {
                delimited::write_cell(&cell, delimiter, raw[place.clone()].starts_with('"'))
            }
            Notation::Pipes => pipes::write_cell(&cell),
        });
        at = place.end;
    }
    new.push_str(&raw[at..]);
    (span, new)
}

fn edited(cell: &str, edits: &[&Edit]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.at);
    let (mut new, mut at) = (String::with_capacity(cell.len()), 0);
    for edit in edits {
        new.push_str(&cell[at..edit.at]);
        new.push_str(&edit.to);
        at = edit.at + edit.from.len();
    }
    new.push_str(&cell[at..]);
    new
}

#[cfg(test)]
mod tests;
