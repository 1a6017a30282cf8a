//! Anything else. A person says which of its columns point where.

use super::{Category, ColumnSpec, Criterion, Group, Grouping, Kind, TypeSpec, Unique, Work};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::Custom,
    label: "Custom",
    singular: "row",
    file_names: &[],
    columns: &[
        ColumnSpec::new(Column::Name, &["name", "label", "title"]),
        ColumnSpec::new(Column::MachineName, &["machinename", "systemname", "machine"]),
    ],
    required: &[],
    cells: &[],
    certain: 1,
    positions: &[],
    names: None,
    unique: Unique::No,
    references: &[],
    work: Work {
        group: Group::Custom,
        category: Category::SiteBuilding,
        grouping: Grouping::Together,
        hours: 0.5,
        hours_each: 0.5,
        verb: "Set up",
        title: "{name}",
        story: "As a site owner, I want what the sheet “{name}” lists, so that the site is complete.",
        criteria: &[Criterion::all("Everything in the {count} rows of the table is there as described.")],
        verification: &["Go through the table row by row."],
    },
};
