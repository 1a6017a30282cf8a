//! Menus.

use super::{Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, TypeSpec, Unique, Work};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::Menus,
    label: "Menus",
    singular: "menu",
    file_names: &["menus", "menu", "navigation menus", "menu list"],
    columns: &[
        ColumnSpec::new(Column::Name, &["menuname", "menulabel", "menutitle", "menu", "name", "label", "title"]).tells_as(3, 4).titled("Name"),
        ColumnSpec::new(Column::MachineName, &["machinename", "menumachinename", "systemname", "machine"]),
    ],
    required: &[&[Column::Name], &[Column::MachineName]],
    cells: &[&[Column::Name], &[Column::MachineName]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Hyphenated, longest: 32 }),
    unique: Unique::Site,
    references: &[],
    work: Work {
        group: Group::Menus,
        category: Category::SiteBuilding,
        grouping: Grouping::Together,
        hours: 0.5,
        hours_each: 0.25,
        verb: "Create",
        title: "menus",
        story: "As a visitor, I want the site's {count} menus, so that I find my way.",
        criteria: &[
            Criterion::all("The {count} menus {names} exist with the titles and descriptions of the table."),
            Criterion::all("Each can be edited by the roles that need it."),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &["Open the list of menus and compare it with the table.", "Add a link to each as an editor and remove it."],
    },
};
