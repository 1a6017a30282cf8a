//! What the columns of a sheet mean.

use domain::ids::SheetFileId;
use serde::{Deserialize, Serialize};

/// The columns of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetColumnsView {
    /// The file.
    pub file: SheetFileId,
    /// Which table of the file, from 0.
    pub table: u32,
    /// What the table is called.
    pub name: String,
    /// The version of the build.
    pub version: i32,
    /// The person mapped at least one of them.
    pub by_hand: bool,
    /// In their order.
    pub columns: Vec<SheetColumnView>,
    /// What a column of a table of this type can mean.
    pub meanings: Vec<ColumnChoice>,
    /// What the type needs and no column means, each as alternatives in words.
    pub missing: Vec<String>,
    /// What a column of a custom table can refer to: rows of a type by their names, or by another column of theirs. None
    /// for other types.
    pub targets: Vec<ColumnChoice>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetColumnView {
    /// Its title, or its number.
    pub title: String,
    /// Neither a title nor a cell that is filled: nothing to be said about it.
    pub blank: bool,
    /// The first cell that is filled, shortened; of the first rows.
    pub sample: String,
    /// The key of its meaning; empty when it is not used.
    pub meaning: String,
    /// The person said so.
    pub by_hand: bool,
    /// The key of what its cells name; empty for nothing.
    pub refers_to: String,
}

/// Something that can be said about a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChoice {
    /// As a form sends it.
    pub key: String,
    /// As people read it.
    pub label: String,
}
