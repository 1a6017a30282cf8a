//! Two versions of a specification, row by row and cell by cell.

use super::{Ticket, grouping::with_type, markdown::plain};
use crate::{
    columns::Column,
    marks::{RowState, has_content},
    sheets::{Place, RowRef, Sheet, Spec},
    types::Kind,
};
use domain::text::search_key;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Columns that say where a row stands and how far its work is, not what is to be built.
pub(super) const BESIDE: [Column; 4] = [Column::Id, Column::Mark, Column::Dev, Column::Qa];

/// What a row said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowText {
    /// The same for the same thing in another version: its type, what it belongs to, and its machine name.
    pub key: String,
    /// What people call its type, such as `Fields`.
    pub sheet: String,
    /// What people call it.
    pub name: String,
    /// Filled cells in the sheet's order. Running numbers, marks and initials are left out.
    pub cells: Vec<CellText>,
}

/// One filled cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellText {
    /// The same for the same column in another version, whatever it is called there.
    pub column: String,
    /// The column's title.
    pub title: String,
    /// What stands in it.
    pub value: String,
}

/// One cell in two versions; empty where it was not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellChange {
    /// The column's title.
    pub column: String,
    /// Before.
    pub before: String,
    /// Now.
    pub after: String,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowChange {
    /// It was not there before.
    New,
    /// Cells say something else.
    Changed(Vec<CellChange>),
    /// It is no longer there.
    Removed,
    /// It is there, but not built any more, and why.
    LeftOut(&'static str),
}

/// A row that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedRow<'a> {
    /// The row: as it is now, or as it was where it is gone.
    pub row: &'a RowText,
    /// What became of it.
    pub change: RowChange,
}

/// A ticket's rows.
pub fn rows(spec: &Spec<'_>, ticket: &Ticket) -> Vec<RowText> {
    ticket.rows.iter().map(|at| row(spec, *at)).collect()
}

/// Rows that are in the sheets and are not built, by their keys, with the reason.
pub fn left_out(spec: &Spec<'_>) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for (number, sheet) in (0_u32..).zip(&spec.sheets) {
        for row in sheet.rows() {
            if let Some(reason) = sheet.state(row).reason_to_skip()
                && let Ok(row) = u32::try_from(row)
            {
                found.entry(key(spec, RowRef { sheet: number, row })).or_insert(reason);
            }
        }
    }
    found
}

/// The reason of a row that is done.
pub const DONE: Option<&str> = RowState::Done.reason_to_skip();

/// What a row says.
pub fn row(spec: &Spec<'_>, at: RowRef) -> RowText {
    let sheet = spec.sheet(at);
    let row = &sheet.table.rows[at.row as usize];
    let beside = beside(sheet);
    let known: BTreeMap<usize, &str> = Column::ALL
        .iter()
        .filter_map(|column| Some((sheet.columns.position(*column)?, column.key())))
        .collect();
    // Columns that nobody knows are told apart by their titles, and by their number where several have one.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let text = |(position, cell): (usize, &str)| {
        let title = sheet.table.title(position);
        let unknown = || {
            let number = seen.entry(search_key(&title)).or_default();
            *number += 1;
            format!("{}#{number}", search_key(&title))
        };
        let column = known.get(&position).map_or_else(unknown, |known| (*known).to_owned());
        CellText { column, title, value: cell.trim().to_owned() }
    };
    let cells =
        row.cells().enumerate().filter(|(column, cell)| has_content(cell) && !beside.contains(column));
    let place = match sheet.place(at.row as usize) {
        Place::Row(place) => Some(with_type(spec, place)),
        Place::Named(text) | Place::Shared(text) => Some(text.to_owned()),
        Place::Nowhere => None,
    };
    RowText {
        key: key(spec, at),
        sheet: sheet.spec().label.to_owned(),
        name: match place {
            Some(place) => match spec.label(at) {
                "" => format!("{} of {place}", own_name(spec, at)),
                label => format!("{label} of {place}"),
            },
            None => with_type(spec, at),
        },
        cells: cells.map(text).collect(),
    }
}

/// Where columns stand that say nothing about what is to be built.
fn beside(sheet: &Sheet<'_>) -> Vec<usize> {
    BESIDE.iter().filter_map(|column| sheet.columns.position(*column)).collect()
}

/// What tells a row from others of its place: its machine name, or what it is called; of a sheet of one's own, and of rows
/// without either, the first cell that says something.
fn own_name<'w>(spec: &Spec<'w>, at: RowRef) -> &'w str {
    let sheet = spec.sheet(at);
    let by_kind = match sheet.kind {
        Kind::ImageEffects => spec.value(at, Column::Effect),
        Kind::MigrationMappings => spec.value(at, Column::DestinationProperty),
        _ => "",
    };
    let name = if by_kind.is_empty() { name_of(spec, at) } else { by_kind };
    if !name.is_empty() {
        return name;
    }
    let beside = beside(sheet);
    let cells = sheet.table.rows[at.row as usize].cells().enumerate();
    let mut filled = cells.filter(|(column, cell)| has_content(cell) && !beside.contains(column));
    filled.next().map_or("", |(_, cell)| cell.trim())
}

fn name_of<'w>(spec: &Spec<'w>, at: RowRef) -> &'w str {
    match spec.value(at, Column::MachineName) {
        "" | "-" => spec.label(at),
        machine => machine,
    }
}

/// What makes a row the same in another version.
pub fn key(spec: &Spec<'_>, at: RowRef) -> String {
    let sheet = spec.sheet(at);
    let entity = sheet.entity(at.row as usize).unwrap_or_default();
    let place = match sheet.place(at.row as usize) {
        Place::Row(place) => name_of(spec, place),
        Place::Named(text) | Place::Shared(text) => text,
        Place::Nowhere => "",
    };
    let table = if sheet.kind == Kind::Custom { sheet.table.name.as_str() } else { "" };
    // A transition with several origins has a row for each.
    let from = spec.value(at, Column::FromStates);
    let parts = [sheet.kind.key(), table, entity, place, own_name(spec, at), from];
    parts.map(search_key).join("/")
}

/// What became of rows between two versions: those there are now in their order, then those that are gone.
pub fn compare<'a>(
    before: &'a [RowText],
    now: &'a [RowText],
    left_out: &BTreeMap<String, &'static str>,
) -> Vec<ChangedRow<'a>> {
    let mut older = by_key(before);
    let mut changed = Vec::new();
    for (key, row) in by_key(now) {
        match older.remove(&key) {
            None => changed.push((row.0, ChangedRow { row: row.1, change: RowChange::New })),
            Some((_, old)) => {
                let cells = cells(&old.cells, &row.1.cells);
                if !cells.is_empty() {
                    let change = RowChange::Changed(cells);
                    changed.push((row.0, ChangedRow { row: row.1, change }));
                }
            }
        }
    }
    let gone = older.into_values().map(|(at, row)| {
        let change = left_out.get(&row.key).map_or(RowChange::Removed, |reason| RowChange::LeftOut(reason));
        (now.len() + at, ChangedRow { row, change })
    });
    changed.extend(gone);
    changed.sort_by_key(|(at, _)| *at);
    changed.into_iter().map(|(_, row)| row).collect()
}

/// Rows by their keys and, where several have one, by their number among those; with their place.
fn by_key(rows: &[RowText]) -> BTreeMap<(&str, usize), (usize, &RowText)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let numbered = rows.iter().enumerate().map(|(at, row)| {
        let number = seen.entry(&row.key).or_default();
        *number += 1;
        ((row.key.as_str(), *number), (at, row))
    });
    numbered.collect()
}

fn cells(before: &[CellText], now: &[CellText]) -> Vec<CellChange> {
    let value = |cells: &[CellText], column: &str| {
        cells.iter().find(|cell| cell.column == column).map(|cell| cell.value.clone()).unwrap_or_default()
    };
    let mut changes = Vec::new();
    for CellText { column, title, value: after } in now {
        let before = value(before, column);
        if before != *after {
            changes.push(CellChange { column: title.clone(), before, after: after.clone() });
        }
    }
    let gone = before.iter().filter(|old| !now.iter().any(|cell| cell.column == old.column));
    changes.extend(gone.map(|old| CellChange {
        column: old.title.clone(),
        before: old.value.clone(),
        after: String::new(),
    }));
    changes
}

/// What changed, as a Markdown list. What stands in cells stays text.
pub fn in_words(changes: &[ChangedRow<'_>]) -> String {
    let mut lines = Vec::new();
    for ChangedRow { row, change } in changes {
        let what = format!("{}: {}", plain(&row.sheet), plain(&row.name));
        match change {
            RowChange::New => lines.push(format!("- New in {what}")),
            RowChange::Removed => lines.push(format!("- No longer in {what}")),
            RowChange::LeftOut(reason) => lines.push(format!("- Not built any more, {reason}, in {what}")),
            RowChange::Changed(cells) => {
                lines.push(format!("- Changed in {what}"));
                lines.extend(cells.iter().map(cell_in_words));
            }
        }
    }
    lines.join("\n")
}

fn cell_in_words(cell: &CellChange) -> String {
    let value =
        |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("“{}”", plain(text)) };
    format!("  - {}: {} → {}", plain(&cell.column), value(&cell.before), value(&cell.after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::{Options, plan},
        reading::Workbook,
        sheets::Choices,
    };

    const BUNDLES: &str =
        "ID,Name,Machine name,X,Dev,Type\n1,Article,article,a,,Content type\n2,Page,page,a,,Content type\n";
    const FIELDS: &str = "ID,Field label,Machine name,X,Bundle,Field type,Req'd\n\
        1,Teaser,field_teaser,a,Article (Content type),Text (plain),n\n\
        2,Body,body,a,Page (Content type),\"Text (formatted, long)\",n\n\
        3,Tags,field_tags,a,Article (Content type),Text (plain),n\n";

    fn read(fields: &str) -> (Vec<RowText>, BTreeMap<String, &'static str>) {
        let mut workbook = Workbook::new();
        workbook.add_bytes("Bundles.csv", BUNDLES.as_bytes());
        workbook.add_bytes("Fields.csv", fields.as_bytes());
        let spec = Spec::of(&workbook, &Choices::new());
        let plan = plan(&spec, &Options::default());
        (plan.tickets.iter().flat_map(|ticket| rows(&spec, ticket)).collect(), left_out(&spec))
    }

    fn said(before: &str, now: &str) -> Vec<(String, RowChange)> {
        let ((before, _), (now, left_out)) = (read(before), read(now));
        let changed = compare(&before, &now, &left_out);
        changed.into_iter().map(|row| (row.row.name.clone(), row.change)).collect()
    }

    #[test]
    fn a_row_that_moved_or_was_worked_on_is_the_same() {
        let moved = "ID,Field label,Machine name,X,Bundle,Field type,Req'd\n\
            1,Tags,field_tags,a,Article (Content type),Text (plain),n\n\
            2,Teaser,field_teaser,c,Article (Content type),Text (plain),n\n\
            3,Body,body,a,Page (Content type),\"Text (formatted, long)\",n\n";
        assert_eq!(said(FIELDS, FIELDS), []);
        assert_eq!(said(FIELDS, moved), []);
    }

    #[test]
    fn cells_are_compared_and_new_and_missing_rows_are_told() {
        let next = FIELDS
            .replace(
                "1,Teaser,field_teaser,a,Article (Content type),Text (plain),n",
                "1,Teaser,field_teaser,a,Article (Content type),Text (plain),y",
            )
            .replace("3,Tags,field_tags,a,Article", "3,Topics,field_topics,a,Article")
            .replace("2,Body,body,a,", "2,Body,body,x,");
        let changed = said(FIELDS, &next);
        let cell = CellChange { column: "Req'd".into(), before: "n".into(), after: "y".into() };
        assert_eq!(changed.len(), 4, "{changed:?}");
        for (name, change) in [
            ("Teaser of Article (Content type)", RowChange::Changed(vec![cell])),
            ("Topics of Article (Content type)", RowChange::New),
            ("Tags of Article (Content type)", RowChange::Removed),
            ("Body of Page (Content type)", RowChange::LeftOut(DONE.unwrap())),
        ] {
            assert!(changed.contains(&(name.to_owned(), change)), "{name}: {changed:?}");
        }
    }

    #[test]
    fn a_column_that_comes_or_goes_changes_the_rows_that_fill_it() {
        assert_eq!(
            said(FIELDS, &FIELDS.replace("Req'd", "Required")),
            [],
            "another name for the same column"
        );
        let next = FIELDS.replace("Req'd", "Help text");
        let changed = said(FIELDS, &next);
        assert_eq!(changed.len(), 3);
        assert!(matches!(&changed[0].1, RowChange::Changed(cells) if cells.len() == 2));
    }
}
