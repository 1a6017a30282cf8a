//! What a person says about a table.

use crate::{
    columns::{Column, ColumnMap},
    types::{Kind, TypeSpec},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person said about a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its type; detected when there is none.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Columns mapped by hand: meaning and index. They win over what their headers say.
    #[serde(default)]
    pub columns: Vec<(Column, usize)>,
    /// Indices of columns that mean nothing, whatever their headers say.
    #[serde(default)]
    pub unused: Vec<usize>,
    /// What columns of a custom table point at.
    #[serde(default)]
    pub references: Vec<Reference>,
    /// Rows taken out, by their index in the table, with the reason. [`Finding::at`](crate::lint::Finding::at) says
    /// which one a finding is about.
    #[serde(default)]
    pub excluded: BTreeMap<usize, String>,
}

/// What one column of a custom table points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Its index.
    pub column: usize,
    /// The type of the rows that its cells name.
    pub to: Kind,
    /// The column of those rows that its cells repeat; their label or their machine name when there is none.
    #[serde(default)]
    pub by: Option<Column>,
}

impl Choice {
    /// Whether a person mapped its columns.
    pub const fn is_mapped(&self) -> bool {
        !(self.columns.is_empty() && self.unused.is_empty() && self.references.is_empty())
    }
    /// What the columns of a table of this type mean: what a person said, and what the headers say of the others.
    pub fn columns(choice: Option<&Self>, kind: Kind, header: &[String]) -> ColumnMap {
        let spec = kind.spec();
        let mut columns = spec.map_columns(header);
        if let Some(choice) = choice {
            choice.map(spec, &mut columns);
        }
        columns
    }
    /// Takes what a person said over into what the headers say. What another type's column would mean is left out.
    fn map(&self, spec: &TypeSpec, map: &mut ColumnMap) {
        for position in &self.unused {
            map.clear(*position);
        }
        for (column, position) in &self.columns {
            if spec.column(*column).is_some() {
                map.set(*column, *position);
            }
        }
    }
}
