//! What a column means, whatever its header is called.

use serde::{Deserialize, Serialize};

macro_rules! columns {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// The meaning of a column. To add one, add a line; a type of sheet says which headers it goes by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Column { $($(#[doc = $doc])* $name,)* }

        impl Column {
            /// Every meaning.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

columns! {
    /// A running number.
    Id,
    /// What people call it.
    Name,
    /// What Drupal calls it.
    MachineName,
    /// The `X` column: what is to be done with the row.
    Mark,
    /// Initials of whoever built it.
    Dev,
    /// Initials of whoever tested it.
    Qa,
    /// What it is for.
    Description,
    /// Settings and remarks.
    Notes,
    /// The type of a bundle, or of a workflow.
    Type,
    /// An entity type, such as `Content` or `node`.
    EntityType,
    /// A bundle by name, or by name and type.
    Bundle,
    /// A bundle by machine name.
    BundleMachineName,
    /// `entity:bundle` in one cell.
    EntityBundle,
    /// Several bundles.
    Bundles,
    /// A field's type.
    FieldType,
    /// What a reference field may point at.
    RefBundle,
    /// Whether a value is required.
    Required,
    /// How many values there may be.
    Cardinality,
    /// A form widget.
    Widget,
    /// Whether it is translated.
    Translatable,
    /// Help shown to editors.
    HelpText,
    /// The group a field is shown in.
    FieldGroup,
    /// Whether the field exists already on another bundle.
    Reused,
    /// The pattern of addresses.
    UrlAlias,
    /// Whether layouts can be changed.
    Layout,
    /// Whether content is moderated.
    Moderation,
    /// Whether content is migrated.
    Migrated,
    /// Whether there are meta tags.
    MetaTags,
    /// Whether publishing can be scheduled.
    Scheduled,
    /// Whether it is found by search.
    Searchable,
    /// What a view lists.
    BaseTable,
    /// Enabled or disabled.
    Status,
    /// A view by name.
    View,
    /// A view by machine name.
    ViewMachineName,
    /// Page, block, feed and so on.
    DisplayPlugin,
    /// Entities that use a view mode.
    UsedOn,
    /// How a view mode looks.
    Format,
    /// The theme's group of breakpoints.
    BreakpointGroup,
    /// Breakpoints with their multipliers.
    Breakpoints,
    /// The image style for browsers that choose none.
    FallbackStyle,
    /// The same by machine name.
    FallbackMachineName,
    /// Image styles in use.
    StyleGroups,
    /// An image style.
    ImageStyle,
    /// An effect of an image style.
    Effect,
    /// What the effect's settings say.
    Summary,
    /// A workflow.
    Workflow,
    /// States a transition begins in.
    FromStates,
    /// The state a transition ends in.
    ToState,
    /// Where a migration reads.
    SourcePlugin,
    /// Where a migration writes.
    DestinationPlugin,
    /// The bundle a migration creates.
    DefaultBundle,
    /// Tags.
    Tags,
    /// Migrations that have to run first.
    RequiredMigrations,
    /// Migrations that should run first.
    OptionalMigrations,
    /// A migration.
    Migration,
    /// The property a mapping writes.
    DestinationProperty,
    /// The property a mapping reads.
    SourceProperty,
    /// How a value is changed on the way.
    ProcessPlugin,
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
