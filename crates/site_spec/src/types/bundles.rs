//! Bundles: content types, vocabularies, paragraph types, block types, media types.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, TypeSpec, Unique, Work,
};
use crate::{columns::Column, entities, vocabulary::is_yes};

fn is_entity_type(cell: &str) -> bool {
    entities::entity_type(cell).is_some()
}

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::Bundles,
    label: "Bundles",
    singular: "bundle",
    file_names: &[
        "bundles", "bundle", "content types", "content type", "vocabularies", "paragraph types", "media types",
        "block types", "entity bundles", "entities",
    ],
    columns: &[
        ColumnSpec::new(Column::Name, &["name", "bundlename", "bundlelabel", "label", "contenttypename", "title"]),
        ColumnSpec::new(Column::MachineName, &["machinename", "bundlemachinename", "systemname", "machine"]),
        ColumnSpec::new(Column::Type, &["type", "bundletype", "entitytype", "kind"]).tells(3).when(is_entity_type),
        ColumnSpec::new(Column::UrlAlias, &["urlaliaspattern", "urlalias", "pathautopattern", "urlpattern"]).tells(2),
        ColumnSpec::new(Column::Layout, &["layout", "layoutbuilder"]).tells(1),
        ColumnSpec::new(Column::Moderation, &["mod", "moderated", "moderation"]).tells(1),
        ColumnSpec::new(Column::Migrated, &["migr", "migrated", "migration"]).tells(1),
        ColumnSpec::new(Column::MetaTags, &["meta", "metatags", "metatag"]).tells(1),
        ColumnSpec::new(Column::Scheduled, &["sched", "scheduled", "scheduling"]).tells(1),
        ColumnSpec::new(Column::Searchable, &["srch", "searchable", "search"]).tells(1),
        ColumnSpec::new(Column::Translatable, &["trns", "translatable", "trans"]),
    ],
    required: &[&[Column::Name], &[Column::MachineName], &[Column::Type]],
    cells: &[&[Column::Name], &[Column::MachineName], &[Column::Type]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Word, longest: 32 }),
    unique: Unique::EntityType,
    references: &[],
    work: Work {
        group: Group::Content,
        category: Category::SiteBuilding,
        grouping: Grouping::Each,
        hours: 0.5,
        hours_each: 0.5,
        verb: "Create",
        title: "{type} “{name}”",
        story: "As a site builder, I want the {type} “{name}” to exist as specified, so that its fields, displays and \
                permissions can be configured.",
        criteria: &[
            Criterion::all("{names} exists with the label, machine name, type and description of the table."),
            Criterion::some("Content moderation is on for {names}.", Column::Moderation, is_yes),
            Criterion::some("Layout Builder is on for {names}.", Column::Layout, is_yes),
            Criterion::some("{names} can be translated.", Column::Translatable, is_yes),
            Criterion::some("Publishing of {names} can be scheduled.", Column::Scheduled, is_yes),
            Criterion::some("{names} is indexed by the site search.", Column::Searchable, is_yes),
            Criterion::some("Meta tags can be edited on {names}.", Column::MetaTags, is_yes),
            Criterion::some("The URL alias pattern of the table is set for {names}.", Column::UrlAlias, |cell| {
                !matches!(cell.trim(), "" | "-")
            }),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &[
            "Open the administration page of this type and compare label, machine name and description with the table.",
            "Create, save and delete one example as an editor.",
            "Run `drush config:status` after the import: there are no differences.",
        ],
    },
};
