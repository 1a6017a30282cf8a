//! Views.

use super::{Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, TypeSpec, Unique, Work};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::Views,
    label: "Views",
    singular: "view",
    file_names: &["views", "view", "views list"],
    columns: &[
        ColumnSpec::new(Column::Name, &["viewname", "viewlabel", "name", "label", "title"]).tells_as(2, 2).titled("View name"),
        ColumnSpec::new(Column::MachineName, &["machinename", "viewid", "viewmachinename", "systemname", "machine"]),
        ColumnSpec::new(Column::BaseTable, &["basetable", "base", "show"]).tells(3),
        ColumnSpec::new(Column::Status, &["status", "enabled"]).tells(1),
    ],
    required: &[&[Column::Name], &[Column::MachineName]],
    cells: &[&[Column::Name], &[Column::MachineName]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Word, longest: 128 }),
    unique: Unique::Site,
    references: &[],
    work: Work {
        group: Group::Views,
        category: Category::SiteBuilding,
        grouping: Grouping::Each,
        hours: 1.5,
        hours_each: 0.5,
        verb: "Create",
        title: "view “{name}”",
        story: "As a visitor, I want the list “{name}”, so that I find the content it collects in one place.",
        criteria: &[
            Criterion::all("The view {names} exists with the base table and description of the table."),
            Criterion::some("{names} is disabled until somebody needs it.", Column::Status, |cell| {
                cell.trim().eq_ignore_ascii_case("disabled")
            }),
            Criterion::all("An empty result shows a sentence, and nobody sees what they may not see."),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &[
            "Open every display with no, one and many results, and page through them.",
            "Open it as an anonymous visitor: unpublished content does not appear.",
        ],
    },
};
