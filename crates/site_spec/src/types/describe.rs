//! What can be said about a type of sheet. All of it is data.

use super::Kind;
use crate::columns::Column;
use serde::{Deserialize, Serialize};

/// Everything about one type of sheet.
#[derive(Debug)]
pub struct TypeSpec {
    /// Which one.
    pub kind: Kind,
    /// `Image styles`.
    pub label: &'static str,
    /// `image style`.
    pub singular: &'static str,
    /// File names, as lower-case words joined by a space, the usual one first.
    pub file_names: &'static [&'static str],
    /// Its columns.
    pub columns: &'static [ColumnSpec],
    /// Of each group one column has to be there.
    pub required: &'static [&'static [Column]],
    /// Of each group one cell has to be filled in every row that is built.
    pub cells: &'static [&'static [Column]],
    /// How much evidence makes the columns certain; see [`ColumnSpec::tells`].
    pub certain: u8,
    /// Columns by position, for sheets whose headers vary: meaning, index, what the header contains.
    pub positions: &'static [(Column, usize, &'static [&'static str])],
    /// How machine names look.
    pub names: Option<NameRule>,
    /// Within what a machine name is unique.
    pub unique: Unique,
    /// What its rows point at.
    pub references: &'static [Relation],
    /// How its rows become work.
    pub work: Work,
}

/// A test of a cell.
pub type LooksLike = fn(&str) -> bool;

/// One column of a type.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// What it means.
    pub column: Column,
    /// The title used in messages.
    pub title: &'static str,
    /// Headers it goes by, normalised, the most usual first.
    pub aliases: &'static [&'static str],
    /// Evidence that the sheet is of this type.
    pub telling: u8,
    /// How many of the aliases are evidence; the others are too general.
    pub telling_aliases: usize,
    /// What a cell has to look like for the column to be evidence.
    pub looks_like: Option<LooksLike>,
    /// Filled by a formula, so that a failed one is no defect.
    pub computed: bool,
}

impl ColumnSpec {
    /// A column that is no evidence.
    pub const fn new(column: Column, aliases: &'static [&'static str]) -> Self {
        Self {
            column,
            title: "",
            aliases,
            telling: 0,
            telling_aliases: usize::MAX,
            looks_like: None,
            computed: false,
        }
        .titled(super::describe::title(column))
    }
    /// Under another title in messages.
    #[must_use]
    pub const fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }
    /// Evidence with this weight, under whichever alias.
    #[must_use]
    pub const fn tells(self, telling: u8) -> Self {
        Self { telling, ..self }
    }
    /// Evidence with this weight, when it goes by one of the first aliases.
    #[must_use]
    pub const fn tells_as(self, telling: u8, telling_aliases: usize) -> Self {
        Self { telling, telling_aliases, ..self }
    }
    /// Evidence only when its cells look like this.
    #[must_use]
    pub const fn when(self, looks_like: LooksLike) -> Self {
        Self { looks_like: Some(looks_like), ..self }
    }
    /// Filled by a formula.
    #[must_use]
    pub const fn computed(self) -> Self {
        Self { computed: true, ..self }
    }
}

/// Titles for messages, where a type has no better one.
pub(super) const fn title(column: Column) -> &'static str {
    match column {
        Column::Id => "ID",
        Column::Name => "Name",
        Column::MachineName => "Machine name",
        Column::Mark => "X",
        Column::Dev => "Dev",
        Column::Qa => "QA",
        Column::Description => "Description",
        Column::Notes => "Notes",
        Column::Type => "Type",
        Column::EntityType => "Entity type",
        Column::Bundle => "Bundle",
        Column::BundleMachineName => "Bundle machine name",
        Column::EntityBundle => "entity:bundle",
        Column::Bundles => "Bundles",
        Column::FieldType => "Field type",
        Column::RefBundle => "Ref. bundle",
        Column::Required => "Req'd",
        Column::Cardinality => "Vals.",
        Column::Widget => "Form widget",
        Column::Translatable => "Trns.",
        Column::HelpText => "Help text",
        Column::FieldGroup => "Field group",
        Column::Reused => "Reused field",
        Column::UrlAlias => "URL alias pattern",
        Column::Layout => "Layout",
        Column::Moderation => "Mod.",
        Column::Migrated => "Migr.",
        Column::MetaTags => "Meta",
        Column::Scheduled => "Sched.",
        Column::Searchable => "Srch.",
        Column::BaseTable => "Base table",
        Column::Status => "Status",
        Column::View => "View",
        Column::ViewMachineName => "View ID",
        Column::DisplayPlugin => "Display plugin",
        Column::UsedOn => "Entities used on",
        Column::Format => "Format",
        Column::BreakpointGroup => "Breakpoint group",
        Column::Breakpoints => "Breakpoints used",
        Column::FallbackStyle => "Fallback style",
        Column::FallbackMachineName => "Fallback machine name",
        Column::StyleGroups => "Image style group(s)",
        Column::ImageStyle => "Image style",
        Column::Effect => "Effect",
        Column::Summary => "Summary",
        Column::Workflow => "Workflow",
        Column::FromStates => "From state",
        Column::ToState => "To state",
        Column::SourcePlugin => "Source plugin",
        Column::DestinationPlugin => "Destination plugin",
        Column::DefaultBundle => "Default bundle",
        Column::Tags => "Tags",
        Column::RequiredMigrations => "Depend req",
        Column::OptionalMigrations => "Depend opt",
        Column::Migration => "Migration",
        Column::DestinationProperty => "Destination property",
        Column::SourceProperty => "Source property",
        Column::ProcessPlugin => "Process plugin",
    }
}

/// Which characters a machine name may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePattern {
    /// `a-z`, `0-9`, `_` (Drupal's machine name element).
    Word,
    /// The same, and no digit first (`FieldStorageConfig` refuses it).
    Field,
    /// The same as `Word`, and `-` (image styles and menus that are really in use).
    Hyphenated,
    /// The same as `Word`, and `:` of derived plugins.
    Plugin,
}

/// How machine names of a type look.
#[derive(Debug, Clone, Copy)]
pub struct NameRule {
    /// Characters.
    pub pattern: NamePattern,
    /// Drupal's limit, in characters.
    pub longest: usize,
}

/// Within what a machine name occurs once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// The whole site.
    Site,
    /// Its entity type (bundles).
    EntityType,
    /// Its bundle (fields).
    Bundle,
    /// What its first reference points at (displays, states, transitions, mappings).
    Parent,
    /// It need not be.
    No,
}

/// Among which rows a reference looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of the type.
    All,
    /// Those of the entity type named beside it.
    EntityType,
    /// Those with the same parent (states of a workflow).
    Parent,
}

/// What a missing target means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It has to exist first.
    Needs,
    /// It should, and a cycle may be broken here.
    Prefers,
}

/// A column that points at rows of some type.
#[derive(Debug)]
pub struct Relation {
    /// The code of the finding when the target is unknown.
    pub code: &'static str,
    /// Where the reference stands.
    pub column: Column,
    /// A computed column with the machine name, used when that is blank.
    pub fallback: Option<Column>,
    /// What it points at.
    pub to: Kind,
    /// Whether a cell may name several.
    pub many: bool,
    /// Among which rows it looks.
    pub scope: Scope,
    /// Targets that Drupal brings itself, normalised.
    pub built_in: &'static [&'static str],
    /// What a missing target means.
    pub strength: Strength,
    /// The sentence after "…, but there is no such row": what Drupal does then.
    pub why: &'static str,
}

/// In which part of the plan tickets stand, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Content types, vocabularies, paragraphs, blocks, their fields and view modes.
    Content,
    /// Media types, image styles and effects.
    Media,
    /// Views and displays.
    Views,
    /// Menus.
    Menus,
    /// Migrations and mappings.
    Migration,
    /// Workflows, states, transitions.
    Workflow,
    /// Roles.
    UserRoles,
    /// Everything else.
    Custom,
}

impl Group {
    /// `User roles`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Content => "Content",
            Self::Media => "Media",
            Self::Views => "Views",
            Self::Menus => "Menus",
            Self::Migration => "Migration",
            Self::Workflow => "Workflow",
            Self::UserRoles => "User roles",
            Self::Custom => "Custom",
        }
    }
}

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Templates and styles.
    FrontEnd,
    /// Configuration.
    SiteBuilding,
    /// Code.
    BackEnd,
}

impl Category {
    /// `Site building`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FrontEnd => "Front end",
            Self::SiteBuilding => "Site building",
            Self::BackEnd => "Back end",
        }
    }
}

/// How rows come together in tickets, when they are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// One ticket per row.
    Each,
    /// In the ticket of what the first reference points at.
    WithParent,
    /// A ticket of their own per target of the first reference.
    PerParent,
    /// By the beginning of their machine names.
    Family,
    /// By what stands in a column.
    By(Column),
    /// All together, in portions.
    Together,
}

/// How rows of a type become work.
#[derive(Debug)]
pub struct Work {
    /// Part of the plan.
    pub group: Group,
    /// Who does it.
    pub category: Category,
    /// How rows come together.
    pub grouping: Grouping,
    /// Hours per ticket, before any row.
    pub hours: f32,
    /// Hours per row.
    pub hours_each: f32,
    /// The ticket's title begins with it.
    pub verb: &'static str,
    /// And goes on: `content type {name}`.
    pub title: &'static str,
    /// `As a … I want … so that …`, with `{name}` and `{count}`.
    pub story: &'static str,
    /// What has to be true in the end.
    pub criteria: &'static [Criterion],
    /// How somebody sees that it is.
    pub verification: &'static [&'static str],
}

/// A sentence about the rows, or about some of them.
#[derive(Debug, Clone, Copy)]
pub struct Criterion {
    /// With `{name}`, `{count}` and `{names}`, of the rows it is about.
    pub text: &'static str,
    /// Only rows whose cell looks like this; the sentence is left out when there are none.
    pub only: Option<(Column, LooksLike)>,
}

impl Criterion {
    /// About all rows.
    pub const fn all(text: &'static str) -> Self {
        Self { text, only: None }
    }
    /// About some rows.
    pub const fn some(text: &'static str, column: Column, looks_like: LooksLike) -> Self {
        Self { text, only: Some((column, looks_like)) }
    }
}
