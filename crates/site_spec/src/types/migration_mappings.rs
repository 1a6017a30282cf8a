//! Mappings of migrations. Headers vary more than anywhere else, so the usual positions count too.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, Relation, Scope, Strength, TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::MigrationMappings,
    label: "Migration mappings",
    singular: "migration mapping",
    file_names: &["migration mappings", "migration mapping", "migrations mappings", "mappings", "mapping", "field mappings"],
    columns: &[
        ColumnSpec::new(Column::DestinationProperty, &["destinationproperty", "destinationfield", "destproperty", "targetproperty", "targetfield"]).tells(3),
        ColumnSpec::new(Column::SourceProperty, &["sourceproperty", "sourcefield", "sourcecolumn"]).tells(3),
        ColumnSpec::new(Column::Migration, &["migrationmachinename", "migration", "migrationid"]).tells(2),
        ColumnSpec::new(Column::ProcessPlugin, &["processplugin", "process", "processplugins"]).tells(2),
        ColumnSpec::new(Column::BundleMachineName, &["destinationbundle", "bundle"]),
    ],
    required: &[&[Column::DestinationProperty], &[Column::SourceProperty], &[Column::Migration]],
    cells: &[&[Column::DestinationProperty], &[Column::Migration]],
    certain: 5,
    positions: &[
        (Column::DestinationProperty, 1, &["dest", "target", "drupal", "property", "field"]),
        (Column::SourceProperty, 5, &["source", "src", "legacy", "property", "column"]),
        (Column::Migration, 7, &["migr", "machinename"]),
    ],
    names: None,
    unique: Unique::No,
    references: &[Relation {
        code: "mapping-migration-unknown",
        column: Column::Migration,
        fallback: None,
        to: Kind::Migrations,
        many: false,
        scope: Scope::All,
        built_in: &[],
        strength: Strength::Needs,
        why: "A mapping is a part of its migration.",
    }],
    work: Work {
        group: Group::Migration,
        category: Category::BackEnd,
        grouping: Grouping::WithParent,
        hours: 1.0,
        hours_each: 0.3,
        verb: "Create",
        title: "mappings of the migration {name}",
        story: "As a site owner, I want every property of {name} where it belongs.",
        criteria: &[Criterion::all("The {count} properties of the table are mapped as specified.")],
        verification: &["Compare one migrated item per mapping with its source."],
    },
};
