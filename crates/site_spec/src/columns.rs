//! What a column means, whatever its header is called.

use serde::{Deserialize, Serialize};

macro_rules! columns {
    ($($(#[doc = $doc:literal])* $name:ident = $key:literal,)*) => {
        /// The meaning of a column. To add one, add a line; a type of sheet says which headers it goes by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Column {
            $(
                $(#[doc = $doc])*
                #[serde(rename = $key)]
                $name,
            )*
        }

        impl Column {
            /// Every meaning.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// Its stable name.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

columns! {
    /// A running number.
    Id = "id",
    /// What people call it.
    Name = "name",
    /// What Drupal calls it.
    MachineName = "machine_name",
    /// The `X` column: what is to be done with the row.
    Mark = "mark",
    /// Initials of whoever built it.
    Dev = "dev",
    /// Initials of whoever tested it.
    Qa = "qa",
    /// What it is for.
    Description = "description",
    /// Settings and remarks.
    Notes = "notes",
    /// The type of a bundle, or of a workflow.
    Type = "type",
    /// An entity type, such as `Content` or `node`.
    EntityType = "entity_type",
    /// A bundle by name, or by name and type.
    Bundle = "bundle",
    /// A bundle by machine name.
    BundleMachineName = "bundle_machine_name",
    /// `entity:bundle` in one cell.
    EntityBundle = "entity_bundle",
    /// Several bundles.
    Bundles = "bundles",
    /// A field's type.
    FieldType = "field_type",
    /// What a reference field may point at.
    RefBundle = "ref_bundle",
    /// Whether a value is required.
    Required = "required",
    /// How many values there may be.
    Cardinality = "cardinality",
    /// A form widget.
    Widget = "widget",
    /// Whether it is translated.
    Translatable = "translatable",
    /// Help shown to editors.
    HelpText = "help_text",
    /// The group a field is shown in.
    FieldGroup = "field_group",
    /// Whether the field exists already on another bundle.
    Reused = "reused",
    /// The pattern of addresses.
    UrlAlias = "url_alias",
    /// Whether layouts can be changed.
    Layout = "layout",
    /// Whether content is moderated.
    Moderation = "moderation",
    /// Whether content is migrated.
    Migrated = "migrated",
    /// Whether there are meta tags.
    MetaTags = "meta_tags",
    /// Whether publishing can be scheduled.
    Scheduled = "scheduled",
    /// Whether it is found by search.
    Searchable = "searchable",
    /// What a view lists.
    BaseTable = "base_table",
    /// Enabled or disabled.
    Status = "status",
    /// A view by name.
    View = "view",
    /// A view by machine name.
    ViewMachineName = "view_machine_name",
    /// Page, block, feed and so on.
    DisplayPlugin = "display_plugin",
    /// Entities that use a view mode.
    UsedOn = "used_on",
    /// How a view mode looks.
    Format = "format",
    /// The theme's group of breakpoints.
    BreakpointGroup = "breakpoint_group",
    /// Breakpoints with their multipliers.
    Breakpoints = "breakpoints",
    /// The image style for browsers that choose none.
    FallbackStyle = "fallback_style",
    /// The same by machine name.
    FallbackMachineName = "fallback_machine_name",
    /// Image styles in use.
    StyleGroups = "style_groups",
    /// An image style.
    ImageStyle = "image_style",
    /// An effect of an image style.
    Effect = "effect",
    /// What the effect's settings say.
    Summary = "summary",
    /// A workflow.
    Workflow = "workflow",
    /// States a transition begins in.
    FromStates = "from_states",
    /// The state a transition ends in.
    ToState = "to_state",
    /// Where a migration reads.
    SourcePlugin = "source_plugin",
    /// Where a migration writes.
    DestinationPlugin = "destination_plugin",
    /// The bundle a migration creates.
    DefaultBundle = "default_bundle",
    /// Tags.
    Tags = "tags",
    /// Migrations that have to run first.
    RequiredMigrations = "required_migrations",
    /// Migrations that should run first.
    OptionalMigrations = "optional_migrations",
    /// A migration.
    Migration = "migration",
    /// The property a mapping writes.
    DestinationProperty = "destination_property",
    /// The property a mapping reads.
    SourceProperty = "source_property",
    /// How a value is changed on the way.
    ProcessPlugin = "process_plugin",
}

impl Column {
    /// The meaning with this stable name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.key() == key)
    }
}

/// A header without case, spaces and punctuation, so that `Req'd` is `reqd`.
pub fn normalised(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

const NOWHERE: u16 = u16::MAX;

/// Where each meaning stands in one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMap {
    positions: [u16; Column::ALL.len()],
}

impl Default for ColumnMap {
    fn default() -> Self {
        Self { positions: [NOWHERE; Column::ALL.len()] }
    }
}

impl ColumnMap {
    /// The column's index in the sheet.
    pub fn position(&self, column: Column) -> Option<usize> {
        let position = self.positions[column as usize];
        (position != NOWHERE).then_some(position as usize)
    }
    /// Whether the sheet has it.
    pub fn has(&self, column: Column) -> bool {
        self.positions[column as usize] != NOWHERE
    }
    /// Says where it is; what stood there before means nothing any more.
    pub fn set(&mut self, column: Column, position: usize) {
        let position = u16::try_from(position).unwrap_or(NOWHERE);
        for other in &mut self.positions {
            if *other == position {
                *other = NOWHERE;
            }
        }
        self.positions[column as usize] = position;
    }
    /// Says that what stands at this index means nothing.
    pub fn clear(&mut self, position: usize) {
        for other in &mut self.positions {
            if *other as usize == position {
                *other = NOWHERE;
            }
        }
    }
    /// Whether some meaning is at this index.
    pub fn uses(&self, position: usize) -> bool {
        self.positions.iter().any(|other| *other as usize == position && *other != NOWHERE)
    }
    /// The meaning of the column at this index.
    pub fn meaning(&self, position: usize) -> Option<Column> {
        Column::ALL.iter().copied().find(|column| self.position(*column) == Some(position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_case_spaces_and_punctuation() {
        assert_eq!(normalised(" Ref. bundle "), normalised("REF BUNDLE"));
        assert_eq!(normalised("Req'd"), "reqd");
    }

    #[test]
    fn one_position_has_one_meaning() {
        let mut map = ColumnMap::default();
        map.set(Column::Name, 2);
        map.set(Column::MachineName, 2);
        assert!(!map.has(Column::Name));
        assert_eq!(map.position(Column::MachineName), Some(2));
    }
}
