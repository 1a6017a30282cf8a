//! View modes. Their sheets rarely have machine names.

use super::{Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, TypeSpec, Unique, Work};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::ViewModes,
    label: "View modes",
    singular: "view mode",
    file_names: &["view modes", "view mode", "display modes", "viewmodes"],
    columns: &[
        ColumnSpec::new(Column::Name, &["viewmodes", "viewmode", "viewmodename", "name", "label"]).tells_as(3, 3).titled("View modes"),
        ColumnSpec::new(Column::MachineName, &["machinename", "systemname", "machine"]),
        ColumnSpec::new(Column::EntityType, &["entitytype", "entity", "type"]),
        ColumnSpec::new(Column::UsedOn, &["entitiesusedon", "usedon", "entities"]).tells(3),
        ColumnSpec::new(Column::Format, &["format"]),
    ],
    required: &[&[Column::Name], &[Column::EntityType]],
    cells: &[&[Column::Name], &[Column::EntityType]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Plugin, longest: 128 }),
    unique: Unique::EntityType,
    references: &[],
    work: Work {
        group: Group::Content,
        category: Category::FrontEnd,
        grouping: Grouping::By(Column::EntityType),
        hours: 0.5,
        hours_each: 0.75,
        verb: "Create",
        title: "view modes of {name}",
        story: "As a site builder, I want the view modes of {name}, so that the same content can be shown in several forms.",
        criteria: &[
            Criterion::all("The {count} view modes {names} exist for {name}."),
            Criterion::all("Each is enabled on the bundles that the table names, and on no others."),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &["Open “Manage display” of one bundle per view mode and compare the formatters with the table."],
    },
};
