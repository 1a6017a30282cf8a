//! Holding a draft against its rules.

use super::{Demand, Rule, RuleSet, hints, in_format, words};
use crate::{
    draft::{DraftContent, DraftFormat, Field, as_text, points_text},
    failure::Severity,
    limits, text,
};
use serde::{Deserialize, Serialize};

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
    /// Whether an administrator may let the draft pass in spite of it.
    #[serde(default)]
    pub bypassable: bool,
}

impl Check {
    /// Broken, and in the way.
    pub fn blocks(&self) -> bool {
        !self.passed && self.severity == Severity::Blocking
    }
}

/// Evaluates the rule set in order, then what Jira itself demands, then gives hints.
pub fn evaluate(set: &RuleSet, content: &DraftContent, format: DraftFormat) -> Vec<Check> {
    let mut checks: Vec<_> = set.rules.iter().flat_map(|rule| by_rule(rule, content, format)).collect();
    checks.extend(demanded_by_jira(content, format));
    checks.extend(hints::hints(content, format));
    checks
}

/// A rule's results: one, or one for each field that breaks it.
fn by_rule(rule: &Rule, content: &DraftContent, format: DraftFormat) -> Vec<Check> {
    let mut checks = match &rule.demand {
        Demand::MaxPoints { max } => vec![points(*max, content.story_points)],
        Demand::RequiredSection { field } => vec![section(in_format(*field, format), content)],
        Demand::MaxLength { field, max } => vec![longest(in_format(*field, format), *max, content)],
        Demand::MinLength { field, min } => vec![shortest(in_format(*field, format), *min, content)],
        Demand::ForbiddenWords { words } => words::forbidden(words, content, format),
        Demand::RequiredWords { field, words } => {
            vec![words::required(words, field.map(|field| in_format(field, format)), content, format)]
        }
    };
    for check in &mut checks {
        // Without a summary there is no issue, whoever wants it.
        if check.field == Field::Summary && !content.has(Field::Summary) {
            continue;
        }
        // A demand may say itself that something is only worth a look.
        if rule.severity != Severity::Blocking {
            check.severity = rule.severity;
        }
        check.bypassable = rule.bypassable;
    }
    checks
}

fn longest(field: Field, max: usize, content: &DraftContent) -> Check {
    let length = text::length(&as_text(content, field));
    // Only a summary has to be there because it has a limit.
    let least = usize::from(field == Field::Summary);
    let title = format!("{} {length} / {max}", field.label());
    let found = if least > 0 && !content.has(field) {
        "not written yet".to_owned()
    } else if length > max {
        format!("{} characters too long", length - max)
    } else {
        String::new()
    };
    result("max_length", field, found.is_empty(), title, found, format!("{least} to {max} characters"))
}

fn shortest(field: Field, min: usize, content: &DraftContent) -> Check {
    let length = text::length(as_text(content, field).trim());
    let title = format!("{} of at least {min} characters", field.label());
    let found = if length < min { format!("{length} characters") } else { String::new() };
    result("min_length", field, found.is_empty(), title, found, format!("at least {min} characters"))
}

fn points(max: f32, estimate: Option<f32>) -> Check {
    let expected = format!("at most {}", points_text(max));
    let passed = estimate.is_some_and(|points| points <= max);
    let title = estimate
        .map_or("Story points".to_owned(), |points| format!("{}, {expected}", counted_points(points)));
    let found = match estimate {
        None => "not estimated".to_owned(),
        Some(points) if points > max => "more than one issue should hold: split it or estimate again".into(),
        Some(_) => String::new(),
    };
    let check = result("max_points", Field::StoryPoints, passed, title, found, expected);
    // Not every team estimates here; too much is wrong, nothing is only worth a look.
    let severity = if estimate.is_none() { Severity::Warning } else { Severity::Blocking };
    Check { severity, ..check }
}

fn counted_points(points: f32) -> String {
    let number = points_text(points);
    if number == "1" { "1 point".to_owned() } else { format!("{number} points") }
}

fn section(field: Field, content: &DraftContent) -> Check {
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
    result("required_section", field, passed, field.label().to_owned(), found, "written".into())
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
    let summary = text::length(&content.summary);
    if summary > limits::JIRA_SUMMARY {
        demand(
            Field::Summary,
            "The summary is too long for Jira",
            format!("{summary} characters"),
            format!("at most {} characters", limits::JIRA_SUMMARY),
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

/// A blocking result of the rule of this name.
pub(super) fn result(
    rule: &str,
    field: Field,
    passed: bool,
    title: String,
    found: String,
    expected: String,
) -> Check {
    let rule = rule.to_owned();
    Check { rule, field, passed, severity: Severity::Blocking, title, found, expected, bypassable: false }
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
    fn a_rule_can_warn_and_say_who_may_pass_it() {
        let over = DraftContent { story_points: Some(5.0), ..good() };
        let rule = Rule {
            severity: Severity::Warning,
            bypassable: true,
            ..Rule::strict(Demand::MaxPoints { max: 3.0 })
        };
        let set = RuleSet { rules: vec![rule], ..RuleSet::default() };
        let checks = evaluate(&set, &over, DraftFormat::Classic);
        assert!(checks.iter().any(|check| !check.passed && check.bypassable && !check.blocks()));
    }

    #[test]
    fn nobody_passes_an_issue_without_a_summary_or_with_one_that_jira_refuses() {
        let rule =
            Rule { bypassable: true, ..Rule::strict(Demand::MaxLength { field: Field::Summary, max: 150 }) };
        let set = RuleSet { rules: vec![rule], ..RuleSet::default() };
        let blocking = |summary: &str| {
            let content = DraftContent { summary: summary.to_owned(), ..good() };
            let checks = evaluate(&set, &content, DraftFormat::Classic);
            checks.into_iter().filter(Check::blocks).map(|check| check.bypassable).collect::<Vec<_>>()
        };
        assert_eq!(blocking(""), [false]);
        assert_eq!(blocking(&"x".repeat(151)), [true]);
        assert_eq!(blocking(&"x".repeat(256)), [true, false]);
    }

    #[test]
    fn a_length_that_only_warns_does_not_make_the_summary_optional() {
        let length = Rule::strict(Demand::MaxLength { field: Field::Summary, max: 150 });
        let set = RuleSet { rules: vec![Rule { severity: Severity::Warning, ..length }], ..RuleSet::NONE };
        let blocked = |summary: &str| {
            let content = DraftContent { summary: summary.to_owned(), ..good() };
            evaluate(&set, &content, DraftFormat::Classic).iter().any(Check::blocks)
        };
        assert!(blocked(" "));
        assert!(!blocked(&"x".repeat(151)));
    }

    #[test]
    fn only_what_somebody_has_to_write_is_asked_of_a_model() {
        let section = |field| Rule::strict(Demand::RequiredSection { field });
        let warning = Rule { severity: Severity::Warning, ..section(Field::StlcNotes) };
        let rules = vec![section(Field::Labels), section(Field::AcceptanceCriteria), warning];
        let set = RuleSet { rules, labels: vec!["web".into()], ..RuleSet::NONE };
        assert_eq!(set.required_sections(DraftFormat::Bdd).collect::<Vec<_>>(), [Field::Scenarios]);
    }

    #[test]
    fn texts_have_a_shortest_and_a_longest_length() {
        let with = |demand: Demand| {
            let set = RuleSet { rules: vec![Rule::strict(demand)], ..RuleSet::default() };
            let checks = evaluate(&set, &good(), DraftFormat::Classic);
            checks.iter().filter(|check| check.blocks()).map(|check| check.found.clone()).collect::<Vec<_>>()
        };
        assert_eq!(with(Demand::MinLength { field: Field::Story, min: 12 }), [] as [&str; 0]);
        assert_eq!(with(Demand::MinLength { field: Field::Story, min: 13 }), ["12 characters"]);
        assert_eq!(with(Demand::MaxLength { field: Field::Story, max: 12 }), [] as [&str; 0]);
        assert_eq!(with(Demand::MaxLength { field: Field::Story, max: 11 }), ["1 characters too long"]);
    }

    #[test]
    fn rules_are_kept_as_a_flat_list_that_people_can_read() {
        let json = serde_json::json!({
            "rules": [{ "rule": "required_words", "field": "stlc_notes", "words": ["Test data"], "severity": "warning" }]
        });
        let set: RuleSet = serde_json::from_value(json).unwrap();
        let words = Demand::RequiredWords { field: Some(Field::StlcNotes), words: vec!["Test data".into()] };
        assert_eq!(set.rules, [Rule { severity: Severity::Warning, ..Rule::strict(words) }]);
        let text = serde_json::to_string(&set).unwrap();
        assert_eq!(serde_json::from_str::<RuleSet>(&text).unwrap(), set);
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
