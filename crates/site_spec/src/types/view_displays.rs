//! Displays of views.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, Relation, Scope, Strength,
    TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::ViewDisplays,
    label: "View displays",
    singular: "view display",
    file_names: &["view displays", "views displays", "view display", "displays"],
    columns: &[
        ColumnSpec::new(Column::View, &["view", "viewname", "viewlabel"]).tells(1),
        ColumnSpec::new(Column::Name, &["displaytitle", "displayname", "display", "title", "name", "label"]).tells_as(2, 3).titled("Title"),
        ColumnSpec::new(Column::MachineName, &["displayid", "displaymachinename", "machinename", "systemname", "machine"]).tells_as(2, 2),
        ColumnSpec::new(Column::DisplayPlugin, &["displayplugin", "displaytype", "plugin"]).tells(3),
        ColumnSpec::new(Column::ViewMachineName, &["viewid", "viewmachinename"]).tells(1).computed(),
    ],
    required: &[&[Column::View, Column::ViewMachineName], &[Column::MachineName], &[Column::DisplayPlugin]],
    cells: &[&[Column::View, Column::ViewMachineName], &[Column::MachineName], &[Column::DisplayPlugin]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Word, longest: 128 }),
    unique: Unique::Parent,
    references: &[Relation {
        code: "display-view-unknown",
        column: Column::View,
        fallback: Some(Column::ViewMachineName),
        to: Kind::Views,
        many: false,
        scope: Scope::All,
        built_in: &[],
        strength: Strength::Needs,
        why: "A display is a part of its view.",
    }],
    work: Work {
        group: Group::Views,
        category: Category::SiteBuilding,
        grouping: Grouping::WithParent,
        hours: 1.0,
        hours_each: 1.0,
        verb: "Create",
        title: "displays of the view {name}",
        story: "As a visitor, I want the displays of {name}, so that its content appears where I need it.",
        criteria: &[
            Criterion::all("The {count} displays {names} exist with the titles and plugins of the table."),
            Criterion::some("The page displays {names} have their path and access settings.", Column::DisplayPlugin, |cell| {
                cell.to_lowercase().contains("page")
            }),
            Criterion::some("The block displays {names} can be placed.", Column::DisplayPlugin, |cell| {
                cell.to_lowercase().contains("block")
            }),
        ],
        verification: &["Compare title and plugin of every display with the table."],
    },
};
