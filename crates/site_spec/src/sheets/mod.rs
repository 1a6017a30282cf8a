//! Tables with their types: what every row is, and what it points at.

mod choice;
mod index;
mod parts;
mod resolve;

pub use choice::{Choice, Reference};
pub use resolve::{Link, Role, Spelling, Target};

use crate::{
    columns::{Column, ColumnMap, normalised},
    detection::{Detected, detect},
    entities,
    marks::{RowState, has_content, read_mark},
    reading::Workbook,
    table::Table,
    types::{Kind, Relation, Scope, Strength, TypeSpec},
};
use std::collections::BTreeMap;

/// One row of one sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowRef {
    /// Index into [`Spec::sheets`].
    pub sheet: u32,
    /// Index into the table's rows.
    pub row: u32,
}

/// What people said, by the table's index in [`Workbook::tables`].
pub type Choices = BTreeMap<usize, Choice>;

/// Columns of one custom table that may point somewhere.
pub const REFERENCES: usize = 50;

/// A relation of a type in one sheet, by position.
#[derive(Debug, Clone)]
pub(crate) struct SheetRelation {
    pub(crate) code: &'static str,
    pub(crate) column: Option<Column>,
    pub(crate) position: Option<usize>,
    pub(crate) fallback: Option<usize>,
    pub(crate) to: Kind,
    /// The column of the target that the cells repeat; its label or its machine name when there is none.
    pub(crate) by: Option<Column>,
    pub(crate) many: bool,
    pub(crate) scope: Scope,
    pub(crate) built_in: &'static [&'static str],
    pub(crate) strength: Strength,
    pub(crate) why: &'static str,
}

/// What a row belongs to: its first reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place<'w> {
    /// A row of another sheet.
    Row(RowRef),
    /// Something that no sheet describes, by what the cell says.
    Named(&'w str),
    /// Several, such as `All except News`.
    Shared(&'w str),
    /// Nothing was said.
    Nowhere,
}

/// A table with its type.
#[derive(Debug)]
pub struct Sheet<'w> {
    /// The table.
    pub table: &'w Table,
    /// Its index in [`Workbook::tables`].
    pub table_index: usize,
    /// Its type.
    pub kind: Kind,
    /// Which column means what.
    pub columns: ColumnMap,
    /// Rows that a person took out, with the reason.
    pub excluded: BTreeMap<usize, String>,
    states: Vec<RowState>,
    entities: Vec<Option<&'w str>>,
    places: Vec<Place<'w>>,
    pub(crate) relations: Vec<SheetRelation>,
}

impl<'w> Sheet<'w> {
    fn new(table_index: usize, table: &'w Table, kind: Kind, choice: Option<&Choice>) -> Self {
        let spec = kind.spec();
        let columns = Choice::columns(choice, kind, &table.header);
        let mut relations: Vec<SheetRelation> =
            spec.references.iter().map(|relation| placed(relation, &columns)).collect();
        if let (Kind::Custom, Some(choice)) = (kind, choice) {
            relations.extend(choice.references.iter().take(REFERENCES).map(custom));
        }
        let mut sheet = Self {
            table,
            table_index,
            kind,
            columns,
            excluded: choice.map(|choice| choice.excluded.clone()).unwrap_or_default(),
            states: Vec::new(),
            entities: Vec::new(),
            places: Vec::new(),
            relations,
        };
        sheet.states = (0..table.rows.len()).map(|row| sheet.read_state(row)).collect();
        sheet
    }
    /// What is known about its type.
    pub const fn spec(&self) -> &'static TypeSpec {
        self.kind.spec()
    }
    fn read_state(&self, row: usize) -> RowState {
        let (id, mark) = (self.columns.position(Column::Id), self.columns.position(Column::Mark));
        let content =
            |(column, cell): (usize, &str)| Some(column) != id && Some(column) != mark && has_content(cell);
        if !self.table.rows[row].cells().enumerate().any(content) {
            return RowState::Spacer;
        }
        if self.excluded.contains_key(&row) {
            return RowState::Excluded;
        }
        // A mark that means nothing is reported; until then the row is not lost.
        read_mark(self.value(row, Column::Mark)).unwrap_or(RowState::Build)
    }
    /// A cell without the spaces around it; empty when the column is missing or a formula failed.
    pub fn value(&self, row: usize, column: Column) -> &'w str {
        self.columns.position(column).map_or("", |position| self.value_at(row, position))
    }
    /// The same by position.
    pub fn value_at(&self, row: usize, position: usize) -> &'w str {
        let cell = self.table.rows[row].cell(position).trim();
        if has_content(cell) { cell } else { "" }
    }
    /// What is to be done with a row.
    pub fn state(&self, row: usize) -> RowState {
        self.states[row]
    }
    /// All rows that are not spacers.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        (0..self.table.rows.len()).filter(|row| self.states[*row] != RowState::Spacer)
    }
    /// The entity type of a bundle, field or view mode.
    pub fn entity(&self, row: usize) -> Option<&'w str> {
        self.entities.get(row).copied().flatten()
    }
    /// What a row belongs to.
    pub fn place(&self, row: usize) -> Place<'w> {
        self.places.get(row).copied().unwrap_or(Place::Nowhere)
    }
    /// What people call a row: its label, or its machine name.
    pub fn label(&self, row: usize) -> &'w str {
        match self.value(row, Column::Name) {
            "" => self.value(row, Column::MachineName),
            name => name,
        }
    }
}

fn placed(relation: &Relation, columns: &ColumnMap) -> SheetRelation {
    SheetRelation {
        code: relation.code,
        column: Some(relation.column),
        position: columns.position(relation.column),
        fallback: relation.fallback.and_then(|column| columns.position(column)),
        to: relation.to,
        by: None,
        many: relation.many,
        scope: relation.scope,
        built_in: relation.built_in,
        strength: relation.strength,
        why: relation.why,
    }
}

fn custom(reference: &Reference) -> SheetRelation {
    SheetRelation {
        code: "custom-reference-unknown",
        column: None,
        position: Some(reference.column),
        fallback: None,
        to: reference.to,
        by: reference.by,
        many: true,
        scope: Scope::EntityType,
        built_in: match reference.to {
            Kind::Bundles => &["user", "users", "file", "files", "na", "none"],
            _ => &["na", "none"],
        },
        strength: Strength::Needs,
        why: "The column was said to refer to it.",
    }
}

/// A specification: sheets, and what their rows point at.
#[derive(Debug)]
pub struct Spec<'w> {
    /// Where everything was read from.
    pub workbook: &'w Workbook,
    /// Tables with a type.
    pub sheets: Vec<Sheet<'w>>,
    /// Tables without one yet, by their index in the workbook.
    pub unclear: Vec<(usize, Detected)>,
    links: Vec<Link>,
}

impl<'w> Spec<'w> {
    /// Types every table, by choice or by detection, and follows every reference.
    pub fn of(workbook: &'w Workbook, choices: &Choices) -> Self {
        let (mut sheets, mut unclear) = (Vec::new(), Vec::new());
        for (index, table) in workbook.tables.iter().enumerate() {
            let choice = choices.get(&index);
            match choice.and_then(|choice| choice.kind) {
                Some(kind) => sheets.push(Sheet::new(index, table, kind, choice)),
                None => match detect(table) {
                    Detected::Accepted(found) => sheets.push(Sheet::new(index, table, found.kind, choice)),
                    other => unclear.push((index, other)),
                },
            }
        }
        let mut spec = Self { workbook, sheets, unclear, links: Vec::new() };
        spec.links = resolve::follow(&mut spec.sheets);
        spec
    }
    /// The sheet of a row.
    pub fn sheet(&self, row: RowRef) -> &Sheet<'w> {
        &self.sheets[row.sheet as usize]
    }
    /// What is to be done with a row.
    pub fn state(&self, row: RowRef) -> RowState {
        self.sheet(row).state(row.row as usize)
    }
    /// A cell of a row.
    pub fn value(&self, row: RowRef, column: Column) -> &'w str {
        self.sheet(row).value(row.row as usize, column)
    }
    /// What people call a row.
    pub fn label(&self, row: RowRef) -> &'w str {
        self.sheet(row).label(row.row as usize)
    }
    /// All sheets of a type, with their indices.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (u32, &Sheet<'w>)> {
        self.sheets
            .iter()
            .enumerate()
            .filter(move |(_, sheet)| sheet.kind == kind)
            .map(|(index, sheet)| (small(index), sheet))
    }
    /// All references, in the order of the rows they stand in.
    pub fn links(&self) -> &[Link] {
        &self.links
    }
    /// The relation a link is an instance of.
    pub(crate) fn relation(&self, link: &Link) -> &SheetRelation {
        &self.sheet(link.from).relations[usize::from(link.relation)]
    }
    /// The name of the file a sheet came from.
    pub fn file_name(&self, sheet: &Sheet<'w>) -> &'w str {
        &sheet.table.name
    }
}

/// An entity type from a cell; one that is not known is taken as it is.
pub(crate) fn read_entity(cell: &str) -> Option<&str> {
    match cell {
        "" | "-" => None,
        cell => Some(entities::entity_type(cell).unwrap_or(cell)),
    }
}

/// Letters and digits alone: what is left when case, spaces, hyphens and underscores do not count.
pub(crate) fn slug(text: &str) -> String {
    normalised(text)
}

pub(crate) fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
