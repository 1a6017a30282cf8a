//! Image styles. `42x42_1_5x` and `42x42_non-webp` are real names.

use super::{Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, TypeSpec, Unique, Work};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::ImageStyles,
    label: "Image styles",
    singular: "image style",
    file_names: &["image styles", "image style", "imagestyles", "styles"],
    columns: &[
        ColumnSpec::new(Column::Name, &["stylename", "imagestyle", "imagestylename", "stylelabel", "name", "label"]).tells_as(2, 4).titled("Style name"),
        ColumnSpec::new(Column::MachineName, &["machinename", "stylemachinename", "systemname", "machine"]),
    ],
    required: &[&[Column::Name], &[Column::MachineName]],
    cells: &[&[Column::Name], &[Column::MachineName]],
    certain: 2,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Hyphenated, longest: 128 }),
    unique: Unique::Site,
    references: &[],
    work: Work {
        group: Group::Media,
        category: Category::SiteBuilding,
        grouping: Grouping::Family,
        hours: 0.5,
        hours_each: 0.2,
        verb: "Create",
        title: "image styles “{name}”",
        story: "As a visitor, I want images in the sizes of “{name}”, so that pages load quickly and look sharp.",
        criteria: &[
            Criterion::all("The {count} image styles {names} exist with the labels and machine names of the table."),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &["Open the preview of every style and compare the size with its name and effects."],
    },
};
