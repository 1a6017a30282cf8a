//! Responsive image styles.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, Relation, Scope, Strength,
    TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::ResponsiveImageStyles,
    label: "Responsive image styles",
    singular: "responsive image style",
    file_names: &["responsive image styles", "responsive image style", "responsive styles", "responsive images", "responsive image", "responsive"],
    columns: &[
        ColumnSpec::new(Column::Name, &["responsivestyle", "responsiveimagestyle", "responsivestylename", "stylename", "name", "label"]).tells_as(2, 3).titled("Responsive style"),
        ColumnSpec::new(Column::MachineName, &["machinename", "systemname", "machine"]),
        ColumnSpec::new(Column::BreakpointGroup, &["breakpointgroup"]).tells(3),
        ColumnSpec::new(Column::Breakpoints, &["breakpointsused", "breakpoints"]).tells(2),
        ColumnSpec::new(Column::FallbackStyle, &["fallbackstyle", "fallbackimagestyle", "fallback"]).tells(3),
        ColumnSpec::new(Column::FallbackMachineName, &["fallbackmachinename"]).tells(1).computed(),
        ColumnSpec::new(Column::StyleGroups, &["imagestylegroups", "imagestylegroup", "imagestyles"]).tells(1),
    ],
    required: &[&[Column::Name], &[Column::MachineName], &[Column::FallbackStyle, Column::FallbackMachineName]],
    cells: &[&[Column::Name], &[Column::MachineName], &[Column::FallbackStyle, Column::FallbackMachineName]],
    certain: 5,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Hyphenated, longest: 128 }),
    unique: Unique::Site,
    references: &[Relation {
        code: "fallback-style-unknown",
        column: Column::FallbackStyle,
        fallback: Some(Column::FallbackMachineName),
        to: Kind::ImageStyles,
        many: false,
        scope: Scope::All,
        built_in: &["originalimage", "noneoriginalimage", "emptyimage", "none", "thumbnail", "medium", "large", "wide"],
        strength: Strength::Needs,
        why: "Browsers that choose no source would get no image.",
    }],
    work: Work {
        group: Group::Media,
        category: Category::FrontEnd,
        grouping: Grouping::By(Column::BreakpointGroup),
        hours: 1.0,
        hours_each: 0.5,
        verb: "Create",
        title: "responsive image styles of {name}",
        story: "As a visitor, I want images that fit my screen, so that I neither wait for pixels I cannot see nor miss those I can.",
        criteria: &[
            Criterion::all("The {count} responsive image styles {names} exist with the breakpoint group, breakpoints and fallback of the table."),
            Criterion::all("Every breakpoint and multiplier of the table has its image style."),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &["Look at the `srcset` of one page per style at the width of each breakpoint."],
    },
};
