//! Effects of image styles.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, Relation, Scope, Strength, TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::ImageEffects,
    label: "Image effects",
    singular: "image effect",
    file_names: &["image effects", "image effect", "effects", "image style effects"],
    columns: &[
        ColumnSpec::new(Column::ImageStyle, &["imagestyle", "style", "stylename"]).tells(1),
        ColumnSpec::new(Column::Effect, &["effect", "effects", "imageeffect"]).tells(3),
        ColumnSpec::new(Column::Summary, &["summary"]).tells(1),
    ],
    required: &[&[Column::ImageStyle], &[Column::Effect]],
    cells: &[&[Column::ImageStyle], &[Column::Effect]],
    certain: 3,
    positions: &[],
    names: None,
    unique: Unique::No,
    references: &[Relation {
        code: "effect-style-unknown",
        column: Column::ImageStyle,
        fallback: None,
        to: Kind::ImageStyles,
        many: false,
        scope: Scope::All,
        built_in: &["thumbnail", "medium", "large", "wide", "medialibrary"],
        strength: Strength::Needs,
        why: "An effect is a part of its image style.",
    }],
    work: Work {
        group: Group::Media,
        category: Category::SiteBuilding,
        grouping: Grouping::WithParent,
        hours: 0.25,
        hours_each: 0.2,
        verb: "Create",
        title: "effects of the image style {name}",
        story: "As a visitor, I want images of the style {name} to be cut and compressed as specified.",
        criteria: &[Criterion::all("The {count} effects of the table are set in their order, with the settings of their summary.")],
        verification: &["Upload a portrait and a landscape picture and compare the results with the effects."],
    },
};
