//! Rule sets as data, and the one function that evaluates them, in the browser and on the server.

mod book;
mod evaluate;
mod hints;
mod words;

pub use book::{RuleBook, ScopedRules};
pub use evaluate::{Check, evaluate};
pub use hints::HINT;

use crate::{
    draft::{DraftContent, DraftFormat, Field},
    failure::Severity,
    limits,
};
use serde::{Deserialize, Serialize};

/// What a rule demands of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Demand {
    /// The estimate is at most `max`.
    MaxPoints {
        /// Story points.
        max: f32,
    },
    /// A section has to be written.
    RequiredSection {
        /// Which one; acceptance criteria mean the scenarios of a BDD draft.
        field: Field,
    },
    /// A text has at most `max` characters.
    MaxLength {
        /// Which text.
        field: Field,
        /// Characters.
        max: usize,
    },
    /// A text has at least `min` characters.
    MinLength {
        /// Which text.
        field: Field,
        /// Characters.
        min: usize,
    },
    /// None of these stands anywhere in the draft.
    ForbiddenWords {
        /// Words and phrases; `*` stands for any part of a word.
        words: Vec<String>,
    },
    /// Each of these stands in the draft.
    RequiredWords {
        /// Where; anywhere when it is not said.
        field: Option<Field>,
        /// Words and phrases; `*` stands for any part of a word.
        words: Vec<String>,
    },
}

impl Demand {
    /// The rule's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MaxPoints { .. } => "max_points",
            Self::RequiredSection { .. } => "required_section",
            Self::MaxLength { .. } => "max_length",
            Self::MinLength { .. } => "min_length",
            Self::ForbiddenWords { .. } => "forbidden_words",
            Self::RequiredWords { .. } => "required_words",
        }
    }
}

/// One rule of a rule set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// What it demands.
    #[serde(flatten)]
    pub demand: Demand,
    /// Whether breaking it stands in the way of creation.
    #[serde(default)]
    pub severity: Severity,
    /// Whether an administrator may let a draft pass that breaks it.
    #[serde(default)]
    pub bypassable: bool,
}

impl Rule {
    /// A rule that nobody gets around.
    pub const fn strict(demand: Demand) -> Self {
        Self { demand, severity: Severity::Blocking, bypassable: false }
    }
}

/// Rules that apply together, and what they give every draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Evaluated in this order.
    pub rules: Vec<Rule>,
    /// Labels that every draft gets.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Components that every draft gets.
    #[serde(default)]
    pub components: Vec<String>,
}

impl Default for RuleSet {
    /// At most 3 points, acceptance criteria and STLC notes, a summary of at most 150 characters.
    fn default() -> Self {
        Self::standard(3.0, &[Field::AcceptanceCriteria, Field::StlcNotes], 150)
    }
}

impl RuleSet {
    /// Demands and gives nothing.
    pub const NONE: Self = Self { rules: Vec::new(), labels: Vec::new(), components: Vec::new() };

    /// The three standard rules with a site's own values.
    pub fn standard(max_points: f32, sections: &[Field], summary: usize) -> Self {
        let mut demands = vec![
            Demand::MaxLength { field: Field::Summary, max: summary.min(limits::JIRA_SUMMARY) },
            Demand::MaxPoints { max: max_points },
        ];
        demands.extend(sections.iter().map(|field| Demand::RequiredSection { field: *field }));
        let rules = demands.into_iter().map(Rule::strict).collect();
        Self { rules, ..Self::NONE }
    }

    /// Puts the labels and components into a draft that these rules give every one.
    pub fn give(&self, content: &mut DraftContent) {
        for (own, given, most) in [
            (&mut content.labels, &self.labels, limits::LABELS),
            (&mut content.components, &self.components, limits::LINES),
        ] {
            let new: Vec<_> = given.iter().filter(|name| !own.contains(name)).cloned().collect();
            // What is given stays, whatever the model thought of.
            own.truncate(most.saturating_sub(new.len()));
            own.extend(new);
        }
    }

    /// What is demanded, in order.
    pub fn demands(&self) -> impl Iterator<Item = &Demand> {
        self.rules.iter().map(|rule| &rule.demand)
    }

    /// The longest summary these rules allow.
    pub fn summary_limit(&self) -> usize {
        self.longest(Field::Summary).unwrap_or(limits::JIRA_SUMMARY)
    }

    /// The most characters of a text, where that is limited.
    pub fn longest(&self, wanted: Field) -> Option<usize> {
        let found = self.demands().filter_map(|demand| match demand {
            Demand::MaxLength { field, max } if *field == wanted => Some(*max),
            _ => None,
        });
        found.min()
    }

    /// The most story points, where they are limited.
    pub fn most_points(&self) -> Option<f32> {
        let found = self.demands().filter_map(|demand| match demand {
            Demand::MaxPoints { max } => Some(*max),
            _ => None,
        });
        found.reduce(f32::min)
    }

    /// The sections that somebody has to write before a draft can go on, as the format calls them.
    pub fn required_sections(&self, format: DraftFormat) -> impl Iterator<Item = Field> {
        let blocking = self.rules.iter().filter(|rule| rule.severity == Severity::Blocking);
        blocking.filter_map(move |rule| match rule.demand {
            // These are given.
            Demand::RequiredSection { field: Field::Labels } if !self.labels.is_empty() => None,
            Demand::RequiredSection { field: Field::Components } if !self.components.is_empty() => None,
            Demand::RequiredSection { field } => Some(in_format(field, format)),
            _ => None,
        })
    }
}

/// A format's own word for what both have.
const fn in_format(field: Field, format: DraftFormat) -> Field {
    match field {
        Field::AcceptanceCriteria | Field::Scenarios => format.criteria(),
        field => field,
    }
}
