//! The fifteen types of sheets, one file each, and `custom`.

mod describe;

pub use describe::{
    Category, ColumnSpec, Criterion, Group, Grouping, LooksLike, NamePattern, NameRule, Relation, Scope,
    Strength, TypeSpec, Unique, Work,
};

use crate::columns::{Column, ColumnMap, normalised};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, sync::LazyLock};

macro_rules! kinds {
    ($($module:ident: $kind:ident = $key:literal,)*) => {
        $(mod $module;)*

        /// A type of sheet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Kind {
            $(
                #[doc = concat!("`", $key, "`")]
                #[serde(rename = $key)]
                $kind,
            )*
        }

        impl Kind {
            /// Every type, `custom` last.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// Its stable name.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$kind => $key,)* }
            }
            /// What is known about it.
            pub const fn spec(self) -> &'static TypeSpec {
                match self { $(Self::$kind => &$module::SPEC,)* }
            }
        }
    };
}

// A new type is one file that says all about it, and one line here.
kinds! {
    bundles: Bundles = "bundles",
    fields: Fields = "fields",
    views: Views = "views",
    view_displays: ViewDisplays = "view_displays",
    view_modes: ViewModes = "view_modes",
    image_styles: ImageStyles = "image_styles",
    image_effects: ImageEffects = "image_effects",
    responsive_image_styles: ResponsiveImageStyles = "responsive_image_styles",
    menus: Menus = "menus",
    user_roles: UserRoles = "user_roles",
    workflows: Workflows = "workflows",
    workflow_states: WorkflowStates = "workflow_states",
    workflow_transitions: WorkflowTransitions = "workflow_transitions",
    migrations: Migrations = "migrations",
    migration_mappings: MigrationMappings = "migration_mappings",
    custom: Custom = "custom",
}

impl Kind {
    /// The type with this stable name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
    /// All types that can be recognised; `custom` is only ever chosen by a person.
    pub fn detectable() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| *kind != Self::Custom)
    }
}

/// Columns that any sheet may have.
const COMMON: &[ColumnSpec] = &[
    ColumnSpec::new(Column::Id, &["id", "no", "nr", "number"]),
    ColumnSpec::new(Column::Mark, &["x", "build", "todo", "action"]),
    ColumnSpec::new(Column::Dev, &["dev", "developer", "builtby"]),
    ColumnSpec::new(Column::Qa, &["qa", "tester", "testedby"]),
    ColumnSpec::new(
        Column::Notes,
        &["notes", "settingsnotes", "note", "settings", "remarks", "comments", "comment", "storagesettings"],
    ),
    ColumnSpec::new(Column::Description, &["description", "desc", "purpose"]),
];

impl TypeSpec {
    /// Its own columns, then those that every sheet may have.
    pub fn all_columns(&self) -> impl Iterator<Item = &'static ColumnSpec> + use<> {
        self.columns.iter().chain(COMMON)
    }
    /// What is known about one column.
    pub fn column(&self, column: Column) -> Option<&'static ColumnSpec> {
        self.all_columns().find(|spec| spec.column == column)
    }
    /// The title people know a column by.
    pub fn title(&self, column: Column) -> &'static str {
        self.column(column).map_or("column", |spec| spec.title)
    }
    /// Whether its rows have a label or a machine name.
    pub fn is_named(&self) -> bool {
        [Column::Name, Column::MachineName].into_iter().any(|column| self.column(column).is_some())
    }
    /// Columns by which other sheets may know its rows: names, what it demands, and running numbers.
    pub fn known_by(&self) -> impl Iterator<Item = Column> + use<'_> {
        let names = |column: &Column| matches!(column, Column::Name | Column::MachineName);
        let wanted =
            move |column: &Column| names(column) || self.required.iter().any(|any| any.contains(column));
        let own = self.columns.iter().map(|spec| spec.column).filter(wanted);
        own.chain([Column::Id])
    }
    /// Which column means what. A header that could mean two things means the one it is the more usual name for.
    pub fn map_columns(&self, header: &[String]) -> ColumnMap {
        let headers: Vec<String> = header.iter().map(|title| normalised(title)).collect();
        let mut found: Vec<(usize, usize, Column)> = Vec::new();
        for (index, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
            for spec in self.all_columns() {
                if let Some(rank) = spec.aliases.iter().position(|alias| alias == header) {
                    found.push((rank, index, spec.column));
                }
            }
        }
        found.sort_by_key(|(rank, index, _)| (*rank, *index));
        let mut map = ColumnMap::default();
        for (_, index, column) in found {
            if !map.has(column) && !map.uses(index) {
                map.set(column, index);
            }
        }
        for (column, position, hints) in self.positions {
            let fits =
                headers.get(*position).is_some_and(|header| hints.iter().any(|hint| header.contains(hint)));
            if fits && !map.has(*column) && !map.uses(*position) {
                map.set(*column, *position);
            }
        }
        map
    }
}

/// Whether some type knows this header.
pub(crate) fn knows_header(normalised: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        Kind::ALL
            .iter()
            .flat_map(|kind| kind.spec().all_columns())
            .flat_map(|column| column.aliases.iter().copied())
            .collect()
    });
    KNOWN.contains(normalised)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_is_written_the_way_headers_are_compared() {
        for kind in Kind::ALL {
            for column in kind.spec().all_columns() {
                for alias in column.aliases {
                    assert_eq!(normalised(alias), *alias, "{kind:?}");
                }
            }
        }
    }

    #[test]
    fn what_a_type_demands_it_can_find() {
        for kind in Kind::ALL {
            let spec = kind.spec();
            let needed = spec.required.iter().chain(spec.cells).flat_map(|any| any.iter());
            for column in needed.chain(spec.references.iter().map(|relation| &relation.column)) {
                assert!(spec.column(*column).is_some(), "{kind:?} has no column {column:?}");
            }
        }
    }

    #[test]
    fn a_person_can_tell_the_columns_of_a_type_apart_by_their_titles() {
        for kind in Kind::ALL {
            let titles: Vec<&str> = kind.spec().all_columns().map(|column| column.title).collect();
            assert_eq!(titles.iter().collect::<HashSet<_>>().len(), titles.len(), "{kind:?}: {titles:?}");
        }
        assert_eq!(Column::from_key("machine_name"), Some(Column::MachineName));
        let by: Vec<Column> = Kind::Custom.spec().known_by().collect();
        assert_eq!(by, [Column::Name, Column::MachineName, Column::Id]);
        assert!(!Kind::MigrationMappings.spec().is_named());
    }

    #[test]
    fn a_header_with_two_meanings_goes_to_the_column_that_has_no_better_one() {
        let map = |header: &[&str]| {
            let header: Vec<String> = header.iter().map(|title| (*title).to_owned()).collect();
            Kind::Fields.spec().map_columns(&header)
        };
        // An entity report calls the label "Field name", a site analyser the machine name.
        let report = map(&["Entity type", "Bundle label", "Field name", "Data type", "Machine name"]);
        assert_eq!(report.position(Column::Name), Some(2));
        assert_eq!(report.position(Column::MachineName), Some(4));
        let analyser = map(&["entity:bundle", "field_name", "label", "field_type"]);
        assert_eq!(analyser.position(Column::Name), Some(2));
        assert_eq!(analyser.position(Column::MachineName), Some(1));
    }
}
