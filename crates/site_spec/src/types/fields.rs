//! Fields of bundles. Entity reports and site analysers describe the same in other words.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, Relation, Scope, Strength,
    TypeSpec, Unique, Work,
};
use crate::{columns::Column, vocabulary};

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::Fields,
    label: "Fields",
    singular: "field",
    file_names: &["fields", "field", "content type fields", "bundle fields", "entity fields", "field list"],
    columns: &[
        ColumnSpec::new(Column::Name, &["fieldlabel", "label", "fieldname", "name", "title"]).tells_as(2, 1).titled("Field label"),
        ColumnSpec::new(Column::MachineName, &["machinename", "fieldmachinename", "systemname", "machine", "fieldname"]),
        ColumnSpec::new(Column::Bundle, &["bundle", "bundlelabel", "bundlename", "contenttype"]).tells(2),
        ColumnSpec::new(Column::BundleMachineName, &["bundlemachinename", "bundleid", "bundlemachine"]).tells(1).computed(),
        ColumnSpec::new(Column::EntityBundle, &["entitybundle"]).tells(3),
        ColumnSpec::new(Column::EntityType, &["entitytype", "entity", "type"]),
        ColumnSpec::new(Column::FieldType, &["fieldtype", "datatype"]).tells(3),
        ColumnSpec::new(Column::RefBundle, &["refbundle", "referencebundle", "referencedbundle", "targetbundle", "targetbundles", "refbundles", "references"]).tells(2),
        ColumnSpec::new(Column::Required, &["reqd", "required", "req", "mandatory"]).tells(1),
        ColumnSpec::new(Column::Cardinality, &["vals", "cardinality", "values", "numberofvalues", "allowednumberofvalues"]).tells(2),
        ColumnSpec::new(Column::Widget, &["formwidget", "widget"]).tells(2),
        ColumnSpec::new(Column::Translatable, &["trns", "translatable", "trans"]),
        ColumnSpec::new(Column::HelpText, &["helptext", "help"]).tells(1),
        ColumnSpec::new(Column::FieldGroup, &["fieldgroup", "group"]).tells(1),
        ColumnSpec::new(Column::Reused, &["reusedfield", "reused", "reuse"]).tells(1),
    ],
    required: &[
        &[Column::Bundle, Column::BundleMachineName, Column::EntityBundle],
        &[Column::Name],
        &[Column::MachineName],
        &[Column::FieldType],
    ],
    cells: &[
        &[Column::Bundle, Column::BundleMachineName, Column::EntityBundle],
        &[Column::Name],
        &[Column::MachineName],
        &[Column::FieldType],
    ],
    certain: 5,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Field, longest: 32 }),
    unique: Unique::Bundle,
    references: &[
        Relation {
            code: "field-bundle-unknown",
            column: Column::Bundle,
            fallback: Some(Column::BundleMachineName),
            to: Kind::Bundles,
            many: false,
            scope: Scope::EntityType,
            built_in: &[],
            strength: Strength::Needs,
            why: "A field cannot exist without its bundle.",
        },
        Relation {
            code: "ref-bundle-unknown",
            column: Column::RefBundle,
            fallback: None,
            to: Kind::Bundles,
            many: true,
            scope: Scope::EntityType,
            built_in: &["user", "users", "file", "files", "na", "none"],
            strength: Strength::Needs,
            why: "Editors would find nothing to refer to.",
        },
    ],
    work: Work {
        group: Group::Content,
        category: Category::SiteBuilding,
        grouping: Grouping::PerParent,
        hours: 0.5,
        hours_each: 0.25,
        verb: "Configure",
        title: "fields of {name}",
        story: "As a content editor, I want {name} to offer its {count} fields as specified, so that I can enter structured \
                content.",
        criteria: &[
            Criterion::all("All {count} fields exist on {name} with the labels, machine names, types and widgets of the table: {names}."),
            Criterion::some("A value is required in {names}.", Column::Required, vocabulary::is_yes),
            Criterion::some("Any number of values can be entered in {names}.", Column::Cardinality, |cell| {
                vocabulary::cardinality(cell) == Some(vocabulary::Cardinality::Unlimited)
            }),
            Criterion::some("The reference fields {names} offer the bundles of the table and no others.", Column::FieldType, vocabulary::is_reference),
            Criterion::some("{names} can be translated.", Column::Translatable, vocabulary::is_yes),
            Criterion::some("The help text of the table is shown at {names}.", Column::HelpText, |cell| !matches!(cell.trim(), "" | "-")),
            Criterion::some("The existing storage is reused for {names}.", Column::Reused, vocabulary::is_yes),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &[
            "Open “Manage fields” and compare every row with the table: label, machine name, type, number of values.",
            "Open the form as an editor: order, groups, widgets and help texts are as specified.",
            "Save with every required field empty: each is named in the message.",
            "Save with every field filled and read the values back.",
        ],
    },
};
