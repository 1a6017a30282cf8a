//! Migrations.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, Relation, Scope, Strength,
    TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::Migrations,
    label: "Migrations",
    singular: "migration",
    file_names: &["migrations", "migration"],
    columns: &[
        ColumnSpec::new(Column::Name, &["label", "migrationlabel", "migration", "name", "title"]).titled("Label"),
        ColumnSpec::new(Column::MachineName, &["machinename", "migrationid", "migrationmachinename", "systemname", "machine"]),
        ColumnSpec::new(Column::SourcePlugin, &["sourceplugin", "source"]).tells(3),
        ColumnSpec::new(Column::DestinationPlugin, &["destinationplugin", "destination"]).tells(3),
        ColumnSpec::new(Column::DefaultBundle, &["defaultbundle", "destinationbundle", "targetbundle"]).tells(2),
        ColumnSpec::new(Column::Tags, &["tags", "migrationtags", "migrationgroup"]),
        ColumnSpec::new(Column::RequiredMigrations, &["dependreq", "requireddependencies", "dependsrequired", "requires", "dependencies"]).tells(2),
        ColumnSpec::new(Column::OptionalMigrations, &["dependopt", "optionaldependencies", "dependsoptional"]).tells(2),
    ],
    required: &[&[Column::Name], &[Column::MachineName], &[Column::SourcePlugin]],
    cells: &[&[Column::MachineName], &[Column::SourcePlugin]],
    certain: 4,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Plugin, longest: 128 }),
    unique: Unique::Site,
    references: &[
        Relation {
            code: "migration-bundle-unknown",
            column: Column::DefaultBundle,
            fallback: None,
            to: Kind::Bundles,
            many: false,
            scope: Scope::EntityType,
            built_in: &["user", "file", "none", "na"],
            strength: Strength::Needs,
            why: "A migration writes into a bundle that exists.",
        },
        Relation {
            code: "migration-required-unknown",
            column: Column::RequiredMigrations,
            fallback: None,
            to: Kind::Migrations,
            many: true,
            scope: Scope::All,
            built_in: &["none", "na"],
            strength: Strength::Needs,
            why: "Drupal refuses to run a migration whose requirements do not exist.",
        },
        Relation {
            code: "migration-optional-unknown",
            column: Column::OptionalMigrations,
            fallback: None,
            to: Kind::Migrations,
            many: true,
            scope: Scope::All,
            built_in: &["none", "na"],
            strength: Strength::Prefers,
            why: "The order of migrations would not be what the sheet says.",
        },
    ],
    work: Work {
        group: Group::Migration,
        category: Category::BackEnd,
        grouping: Grouping::Each,
        hours: 3.0,
        hours_each: 1.0,
        verb: "Create",
        title: "migration “{name}”",
        story: "As a site owner, I want “{name}” migrated, so that what exists today is there on the first day of the new site.",
        criteria: &[
            Criterion::all("The migration {names} exists with the source, destination and default bundle of the table."),
            Criterion::all("It can be rolled back and run again without duplicates."),
            Criterion::all("Skipped and failed rows are listed with their reason."),
        ],
        verification: &[
            "Run `drush migrate:import` on a copy of the real source and compare the counts.",
            "Compare ten migrated items with their originals, the longest and the oddest among them.",
        ],
    },
};
