//! What became of every row.

use crate::{
    detection::Detected,
    marks::RowState,
    sheets::{RowRef, Spec, small},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Every row that holds something is in a ticket or left out, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Rows in tickets that build.
    pub built: usize,
    /// Rows in tickets that remove.
    pub removed: usize,
    /// Blank rows.
    pub spacers: usize,
    /// The others.
    pub left_out: Vec<LeftOut>,
}

/// A row without a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The sheet's name.
    pub file: String,
    /// As a spreadsheet counts.
    pub row: u32,
    /// Why.
    pub reason: String,
}

impl Coverage {
    /// How many rows were left out for each reason.
    pub fn reasons(&self) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for row in &self.left_out {
            *reasons.entry(row.reason.as_str()).or_default() += 1;
        }
        reasons
    }
}

pub(super) fn of(spec: &Spec<'_>, home: &HashMap<RowRef, usize>) -> Coverage {
    let mut coverage = Coverage::default();
    for (number, sheet) in spec.sheets.iter().enumerate() {
        for (row, cells) in sheet.table.rows.iter().enumerate() {
            let at = RowRef { sheet: small(number), row: small(row) };
            let state = sheet.state(row);
            let reason = match state {
                RowState::Spacer => {
                    coverage.spacers += 1;
                    continue;
                }
                _ if home.contains_key(&at) => {
                    if state == RowState::Remove {
                        coverage.removed += 1;
                    } else {
                        coverage.built += 1;
                    }
                    continue;
                }
                state => state.reason_to_skip().unwrap_or("not planned"),
            };
            let why = sheet.excluded.get(&row).filter(|_| state == RowState::Excluded);
            coverage.left_out.push(LeftOut {
                file: sheet.table.name.clone(),
                row: cells.number(),
                reason: why.map_or_else(|| reason.to_owned(), |why| format!("{reason}: {why}")),
            });
        }
    }
    for (index, detected) in &spec.unclear {
        let table = &spec.workbook.tables[*index];
        let reason = match detected {
            Detected::Overview => "summary tab",
            _ => "the sheet's type is not known",
        };
        for row in table.rows.iter().filter(|row| row.cells().any(crate::marks::has_content)) {
            coverage.left_out.push(LeftOut {
                file: table.name.clone(),
                row: row.number(),
                reason: reason.to_owned(),
            });
        }
    }
    coverage
}
