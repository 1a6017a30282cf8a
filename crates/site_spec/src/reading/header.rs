//! Which row is the header. Some sheets begin with a title.

use crate::{
    columns::normalised,
    table::{Notation, Row, Table},
    types,
};

/// Rows among which the header is looked for.
pub(super) const LOOK_AT: usize = 6;

/// How many cells are headers that some type of sheet knows.
pub(super) fn hits<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    cells.filter(|cell| cell.len() < 100 && types::knows_header(&normalised(cell))).count()
}

/// A table of the records, or nothing when there are no rows below the header.
pub(super) fn table(file: usize, name: String, notation: Notation, mut records: Vec<Row>) -> Option<Table> {
    let index = position(&records)?;
    let rows = records.split_off(index + 1);
    let header = records.pop()?;
    let rows_with_content = rows.iter().any(|row| row.cells().any(|cell| !cell.trim().is_empty()));
    rows_with_content.then(|| Table {
        file,
        name,
        heading: None,
        notation,
        header_row: header.number(),
        header: header.cells().map(str::to_owned).collect(),
        rows,
    })
}

fn position(records: &[Row]) -> Option<usize> {
    let filled = |row: &Row| row.cells().filter(|cell| !cell.trim().is_empty()).count();
    let seen = || records.iter().enumerate().take(LOOK_AT);
    // The first of the best: a row of data repeats a header's words at most by chance.
    let (best, its_hits) = seen()
        .map(|(index, row)| (index, hits(row.cells())))
        .reduce(|best, other| if other.1 > best.1 { other } else { best })?;
    if its_hits >= 2 {
        return Some(best);
    }
    // Nothing known: the first row that is more than a title.
    let widest = seen().map(|(_, row)| filled(row)).max()?;
    seen().find(|(_, row)| filled(row) * 2 > widest).map(|(index, _)| index)
}
