//! A proposed issue.

mod editing;
mod markdown;
mod model_output;
mod revising;

pub use editing::{as_text, checked, set_text};
pub use markdown::description;
pub use model_output::{Problem, from_model, partial};
pub use revising::{
    Authored, Proposals, Revise, Scope, completed, copy, merge, model_key, overlaid, same, speaks_of,
    to_model,
};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the body of an issue is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum DraftFormat {
    /// User story, acceptance criteria, STLC notes.
    #[default]
    Classic,
    /// Feature with Given-When-Then scenarios, STLC notes.
    Bdd,
    /// A description in the form of a template of the person's own, acceptance criteria, STLC notes.
    Custom,
}

impl DraftFormat {
    /// Every format, as they are offered.
    pub const ALL: [Self; 3] = [Self::Classic, Self::Bdd, Self::Custom];
    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Bdd => "bdd",
            Self::Custom => "custom",
        }
    }
    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Classic => "Classic",
            Self::Bdd => "BDD",
            Self::Custom => "Custom",
        }
    }
    /// From storage or a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }
    /// The list that says when an issue is done.
    pub const fn criteria(self) -> Field {
        match self {
            Self::Classic | Self::Custom => Field::AcceptanceCriteria,
            Self::Bdd => Field::Scenarios,
        }
    }
}

/// One part of a draft that can be edited, checked and traced on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// One line; becomes Jira's summary.
    Summary,
    /// The user story, or the feature's text in BDD.
    Story,
    /// Numbered criteria (Classic).
    AcceptanceCriteria,
    /// Given-When-Then scenarios (BDD).
    Scenarios,
    /// Notes for the software testing life cycle.
    StlcNotes,
    /// The estimate.
    StoryPoints,
    /// Jira labels.
    Labels,
    /// Jira priority by name.
    Priority,
    /// Jira components by name.
    Components,
}

impl Field {
    /// Every field, in the order people read them.
    pub const ALL: [Self; 9] = [
        Self::Summary,
        Self::Story,
        Self::AcceptanceCriteria,
        Self::Scenarios,
        Self::StlcNotes,
        Self::StoryPoints,
        Self::Labels,
        Self::Priority,
        Self::Components,
    ];
    /// The key in a model's JSON, in forms and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Story => "story",
            Self::AcceptanceCriteria => "acceptance_criteria",
            Self::Scenarios => "scenarios",
            Self::StlcNotes => "stlc_notes",
            Self::StoryPoints => "story_points",
            Self::Labels => "labels",
            Self::Priority => "priority",
            Self::Components => "components",
        }
    }
    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Story => "Story",
            Self::AcceptanceCriteria => "Acceptance criteria",
            Self::Scenarios => "Scenarios",
            Self::StlcNotes => "STLC notes",
            Self::StoryPoints => "Story points",
            Self::Labels => "Labels",
            Self::Priority => "Priority",
            Self::Components => "Components",
        }
    }
    /// As people read it in a draft of this format.
    pub const fn label_in(self, format: DraftFormat) -> &'static str {
        match (self, format) {
            (Self::Story, DraftFormat::Custom) => "Description",
            (field, _) => field.label(),
        }
    }
    /// As people read it within a sentence.
    pub fn noun(self) -> String {
        match self {
            Self::StlcNotes => "STLC notes".to_owned(),
            field => field.label().to_lowercase(),
        }
    }
    /// From a form, storage or a model's key.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
    /// Whether a format has this field.
    pub fn belongs_to(self, format: DraftFormat) -> bool {
        match self {
            Self::AcceptanceCriteria | Self::Scenarios => self == format.criteria(),
            _ => true,
        }
    }
}

/// Who wrote a field last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A model.
    #[default]
    Model,
    /// A person, by hand.
    Person,
}

/// Who wrote which field; what is not listed came from the model.
pub type Origins = BTreeMap<Field, Origin>;

/// One Given-When-Then scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Scenario {
    /// What it shows.
    pub name: String,
    /// Preconditions.
    #[serde(default)]
    pub given: Vec<String>,
    /// Actions.
    #[serde(default)]
    pub when: Vec<String>,
    /// Outcomes.
    #[serde(default)]
    pub then: Vec<String>,
}

/// The fields of a draft. Empty text and lists mean "not written".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct DraftContent {
    /// One line.
    pub summary: String,
    /// Markdown.
    pub story: String,
    /// One Markdown paragraph each.
    pub acceptance_criteria: Vec<String>,
    /// In order.
    pub scenarios: Vec<Scenario>,
    /// Markdown.
    pub stlc_notes: String,
    /// The estimate.
    pub story_points: Option<f32>,
    /// Without white space.
    pub labels: Vec<String>,
    /// By name, as Jira shows it.
    pub priority: Option<String>,
    /// By name, as Jira shows them.
    pub components: Vec<String>,
}

impl DraftContent {
    /// Whether a field has something in it.
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Summary => !self.summary.trim().is_empty(),
            Field::Story => !self.story.trim().is_empty(),
            Field::AcceptanceCriteria => self.acceptance_criteria.iter().any(|line| !line.trim().is_empty()),
            Field::Scenarios => !self.scenarios.is_empty(),
            Field::StlcNotes => !self.stlc_notes.trim().is_empty(),
            Field::StoryPoints => self.story_points.is_some(),
            Field::Labels => !self.labels.is_empty(),
            Field::Priority => self.priority.as_deref().is_some_and(|p| !p.trim().is_empty()),
            Field::Components => !self.components.is_empty(),
        }
    }
}

/// Story points as people write them: `3`, `0.5`.
pub fn points_text(points: f32) -> String {
    let text = format!("{points:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
