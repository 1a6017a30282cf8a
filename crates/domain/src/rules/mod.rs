//! Rule sets as data, and the one function that evaluates them, in the browser and on the server.

mod hints;

pub use hints::HINT;

use crate::{
    draft::{DraftContent, DraftFormat, Field, as_text, points_text},
    failure::Severity,
    limits, text,
};
use serde::{Deserialize, Serialize};

/// One rule of a rule set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
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
}

impl Rule {
    /// The rule's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MaxPoints { .. } => "max_points",
            Self::RequiredSection { .. } => "required_section",
            Self::MaxLength { .. } => "max_length",
        }
    }
}

/// Rules that apply together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Evaluated in this order.
    pub rules: Vec<Rule>,
}

impl Default for RuleSet {
    /// At most 3 points, acceptance criteria and STLC notes, a summary of at most 150 characters.
    fn default() -> Self {
        Self::standard(3.0, &[Field::AcceptanceCriteria, Field::StlcNotes], 150)
    }
}

impl RuleSet {
    /// The three standard rules with a site's own values.
    pub fn standard(max_points: f32, sections: &[Field], summary: usize) -> Self {
        let mut rules = vec![
            Rule::MaxLength { field: Field::Summary, max: summary.min(limits::JIRA_SUMMARY) },
            Rule::MaxPoints { max: max_points },
        ];
        rules.extend(sections.iter().map(|field| Rule::RequiredSection { field: *field }));
        Self { rules }
    }
    /// The longest summary these rules allow.
    pub fn summary_limit(&self) -> usize {
        self.rules
            .iter()
            .filter_map(|rule| match rule {
                Rule::MaxLength { field: Field::Summary, max } => Some(*max),
                _ => None,
            })
            .min()
            .unwrap_or(limits::JIRA_SUMMARY)
    }
}

/// How one rule went for one draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The rule's stable name.
    pub rule: String,
    /// The field it is about.
    pub field: Field,
    /// Whether the draft keeps it.
    pub passed: bool,
    /// Whether breaking it stands in the way of creation.
    pub severity: Severity,
    /// A short title, such as `Summary 71 / 150`.
    pub title: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Check {
    /// Broken, and in the way.
    pub fn blocks(&self) -> bool {
        !self.passed && self.severity == Severity::Blocking
    }
}

/// Evaluates the rule set in order, then what Jira itself demands, then gives hints.
pub fn evaluate(set: &RuleSet, content: &DraftContent, format: DraftFormat) -> Vec<Check> {
    let mut checks: Vec<_> = set.rules.iter().map(|rule| check(rule, content, format)).collect();
    checks.extend(demanded_by_jira(content, format));
    checks.extend(hints::hints(content, format));
    checks
}

fn check(rule: &Rule, content: &DraftContent, format: DraftFormat) -> Check {
    match rule {
        Rule::MaxPoints { max } => {
            let found = content.story_points;
            let expected = format!("at most {}", points_text(*max));
            let passed = found.is_some_and(|points| points <= *max);
            let title = found.map_or("Story points".to_owned(), |points| {
                format!("{} points, {expected}", points_text(points))
            });
            let found = found.map_or("not estimated".to_owned(), |points| {
                if points > *max {
                    "more than one issue should hold: split it or estimate again".into()
                } else {
                    String::new()
                }
            });
            let check = result(rule.name(), Field::StoryPoints, passed, title, found, expected);
            // Not every team estimates here; too much is wrong, nothing is only worth a look.
            let severity =
                if content.story_points.is_none() { Severity::Warning } else { Severity::Blocking };
            Check { severity, ..check }
        }
        Rule::RequiredSection { field } => {
            let field = match (field, format) {
                (Field::AcceptanceCriteria, DraftFormat::Bdd) => Field::Scenarios,
                (Field::Scenarios, DraftFormat::Classic) => Field::AcceptanceCriteria,
                (field, _) => *field,
            };
            let passed = content.has(field);
            let count = match field {
                Field::AcceptanceCriteria => Some(content.acceptance_criteria.len()),
                Field::Scenarios => Some(content.scenarios.len()),
                _ => None,
            };
            let found = match (passed, count) {
                (false, _) => "not written yet".to_owned(),
                (true, Some(count)) => format!("{count} found"),
                (true, None) => "written".to_owned(),
            };
            result(rule.name(), field, passed, field.label().to_owned(), found, "written".into())
        }
        Rule::MaxLength { field, max } => {
            let length = text::length(&as_text(content, *field));
            let passed = length <= *max && content.has(*field);
            let title = format!("{} {length} / {max}", field.label());
            let found = match (length, passed) {
                (0, _) => "not written yet".to_owned(),
                (_, true) => String::new(),
                (_, false) => format!("{} characters too long", length - max),
            };
            result(rule.name(), *field, passed, title, found, format!("1 to {max} characters"))
        }
    }
}

/// What no rule set can relax: Jira would refuse the issue.
fn demanded_by_jira(content: &DraftContent, format: DraftFormat) -> Vec<Check> {
    let mut broken = Vec::new();
    let mut demand = |field: Field, title: &str, found: String, expected: String| {
        broken.push(result("jira", field, false, title.to_owned(), found, expected));
    };
    if let Some(label) = content.labels.iter().find(|label| label.chars().any(char::is_whitespace)) {
        demand(
            Field::Labels,
            "A label has a space",
            format!("“{label}”"),
            "labels without white space; use a hyphen".into(),
        );
    }
    if content.labels.iter().any(|label| text::length(label) > limits::LABEL) {
        demand(
            Field::Labels,
            "A label is too long",
            String::new(),
            format!("at most {} characters", limits::LABEL),
        );
    }
    let description = text::length(&crate::draft::description(content, format));
    if description > limits::JIRA_DESCRIPTION {
        demand(
            Field::Story,
            "The description is too long for Jira",
            format!("{description} characters"),
            format!("at most {} characters", limits::JIRA_DESCRIPTION),
        );
    }
    broken
}

fn result(rule: &str, field: Field, passed: bool, title: String, found: String, expected: String) -> Check {
    Check { rule: rule.to_owned(), field, passed, severity: Severity::Blocking, title, found, expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> DraftContent {
        DraftContent {
            summary: "Let patients move their appointment".into(),
            story: "As a patient".into(),
            acceptance_criteria: vec!["one".into()],
            stlc_notes: "Regression".into(),
            story_points: Some(3.0),
            ..DraftContent::default()
        }
    }

    fn broken(content: &DraftContent) -> Vec<(String, Field)> {
        evaluate(&RuleSet::default(), content, DraftFormat::Classic)
            .into_iter()
            .filter(Check::blocks)
            .map(|check| (check.rule, check.field))
            .collect()
    }

    #[test]
    fn a_good_draft_breaks_nothing() {
        assert_eq!(broken(&good()), []);
    }

    #[test]
    fn points_at_the_maximum_pass_and_above_it_fail() {
        let over = DraftContent { story_points: Some(3.5), ..good() };
        assert_eq!(broken(&over), [("max_points".to_owned(), Field::StoryPoints)]);
        let none = DraftContent { story_points: None, ..good() };
        assert_eq!(broken(&none), [], "a missing estimate is only a warning");
    }

    #[test]
    fn missing_sections_are_named() {
        let empty =
            DraftContent { acceptance_criteria: vec![" ".into()], stlc_notes: String::new(), ..good() };
        assert_eq!(
            broken(&empty),
            [
                ("required_section".to_owned(), Field::AcceptanceCriteria),
                ("required_section".to_owned(), Field::StlcNotes)
            ]
        );
    }

    #[test]
    fn a_summary_of_150_characters_passes_and_151_does_not() {
        let fits = DraftContent { summary: "é".repeat(150), ..good() };
        assert_eq!(broken(&fits), []);
        let long = DraftContent { summary: "é".repeat(151), ..good() };
        assert_eq!(broken(&long), [("max_length".to_owned(), Field::Summary)]);
    }

    #[test]
    fn bdd_drafts_need_scenarios_where_classic_ones_need_criteria() {
        let checks = evaluate(&RuleSet::default(), &good(), DraftFormat::Bdd);
        assert!(checks.iter().any(|check| check.blocks() && check.field == Field::Scenarios));
    }

    #[test]
    fn a_label_with_a_space_is_refused_whatever_the_rules_say() {
        let content = DraftContent { labels: vec!["two words".into()], ..good() };
        assert_eq!(broken(&content), [("jira".to_owned(), Field::Labels)]);
    }
}
