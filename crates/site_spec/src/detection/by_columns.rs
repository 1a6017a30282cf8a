//! What the columns say.
//!
//! Every type demands some columns and knows some that are evidence for it, each with a weight. Demanded columns
//! give up to 0.6, evidence up to 0.4; evidence for other types that this one cannot explain takes up to 0.4 away.
//! So the types whose columns occur everywhere (roles, menus, workflows) never reach the threshold without a name,
//! and lose against a more specific type that fits.

use crate::{
    columns::{Column, normalised},
    marks::has_content,
    table::Table,
    types::{ColumnSpec, Kind},
};

const DEMANDED: f32 = 0.6;
const EVIDENCE: f32 = 0.4;
const AGAINST: f32 = 0.4;
/// Rows whose cells are looked at.
const SAMPLE: usize = 60;

pub(super) struct Found {
    pub(super) score: f32,
    pub(super) reasons: Vec<String>,
}

pub(super) struct Evidence<'a> {
    table: &'a Table,
    headers: Vec<String>,
    /// For each header the greatest weight it has in any type.
    weights: Vec<u8>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        let headers: Vec<String> = table.header.iter().map(|title| normalised(title)).collect();
        let weight = |index: usize| {
            let specs = Kind::detectable().flat_map(|kind| kind.spec().columns.iter());
            specs.map(|spec| telling(table, &headers[index], index, spec)).max().unwrap_or(0)
        };
        let weights = (0..headers.len()).map(weight).collect();
        Self { table, headers, weights }
    }

    pub(super) fn score(&self, kind: Kind) -> Found {
        let spec = kind.spec();
        let map = spec.map_columns(&self.table.header);
        let demanded = spec.required.len();
        let there = spec.required.iter().filter(|any| any.iter().any(|column| map.has(*column))).count();
        let mut own = 0_u32;
        for column in spec.columns {
            if let Some(index) = map.position(column.column) {
                let by_position = !column.aliases.contains(&self.headers[index].as_str());
                own += if by_position {
                    1
                } else {
                    u32::from(telling(self.table, &self.headers[index], index, column))
                };
            }
        }
        let foreign: u32 = (0..self.headers.len())
            .filter(|index| !map.uses(*index))
            .map(|index| u32::from(self.weights[index]))
            .sum();
        let share = |part: u32, whole: u32| if whole == 0 { 0.0 } else { ratio(part, whole).min(1.0) };
        let for_it =
            DEMANDED * share(count(there), count(demanded)) + EVIDENCE * share(own, u32::from(spec.certain));
        let against = AGAINST * share(foreign, foreign + own);
        let mut reasons = vec![format!("{there} of {demanded} columns that it needs are there")];
        let missing: Vec<&str> = spec
            .required
            .iter()
            .filter(|any| !any.iter().any(|column| map.has(*column)))
            .filter_map(|any| any.first().map(|column: &Column| spec.title(*column)))
            .collect();
        if !missing.is_empty() {
            reasons.push(format!("missing: {}", missing.join(", ")));
        }
        if foreign > 0 {
            let others: Vec<String> = (0..self.headers.len())
                .filter(|index| !map.uses(*index) && self.weights[*index] > 0)
                .map(|index| self.table.title(index))
                .collect();
            reasons.push(format!("belongs elsewhere: {}", others.join(", ")));
        }
        Found { score: (for_it - against).max(0.0), reasons }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of columns are small")]
fn ratio(part: u32, whole: u32) -> f32 {
    part as f32 / whole as f32
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The weight of one header for one column of a type.
fn telling(table: &Table, header: &str, index: usize, spec: &ColumnSpec) -> u8 {
    let Some(rank) = spec.aliases.iter().position(|alias| *alias == header) else { return 0 };
    if rank >= spec.telling_aliases {
        return 0;
    }
    let Some(looks_like) = spec.looks_like else { return spec.telling };
    let (mut seen, mut fitting) = (0, 0);
    for row in table.rows.iter().take(SAMPLE) {
        let cell = row.cell(index);
        if has_content(cell) {
            seen += 1;
            fitting += usize::from(looks_like(cell));
        }
    }
    if fitting * 2 > seen { spec.telling } else { 0 }
}
