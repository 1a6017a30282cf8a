//! What experienced people would say about an issue (INVEST), without forbidding anything.

use super::evaluate::Check;
use crate::{
    draft::{DraftContent, DraftFormat, Field, as_text},
    failure::Severity,
};
use std::collections::BTreeSet;

/// The name of all of these among the rules.
pub const HINT: &str = "hint";

/// More statements than this are usually two issues.
const MANY: usize = 8;

/// Words that nobody can test.
const VAGUE: [&str; 15] = [
    "appropriate",
    "appropriately",
    "easily",
    "easy",
    "efficient",
    "efficiently",
    "fast",
    "flexible",
    "intuitive",
    "properly",
    "quickly",
    "robust",
    "seamless",
    "seamlessly",
    "user-friendly",
];

/// What is worth a second look; nothing about a draft without a body.
pub(super) fn hints(content: &DraftContent, format: DraftFormat) -> Vec<Check> {
    let list = format.criteria();
    let mut found = Vec::new();
    let mut hint = |field: Field, title: &str, what: String, expected: &str| {
        found.push(Check {
            rule: HINT.to_owned(),
            field,
            passed: false,
            severity: Severity::Warning,
            title: title.to_owned(),
            found: what,
            expected: expected.to_owned(),
            bypassable: false,
        });
    };
    let story = content.story.to_lowercase();
    if format == DraftFormat::Classic
        && (story.starts_with("as a ") || story.starts_with("as an "))
        && !story.contains("so that")
    {
        hint(
            Field::Story,
            "The benefit is missing",
            "no “so that …”".to_owned(),
            "one that says whom it helps",
        );
    }
    let statements = match list {
        Field::Scenarios => content.scenarios.len(),
        _ => content.acceptance_criteria.len(),
    };
    if statements > MANY {
        let what = format!("{statements} of them");
        hint(list, &format!("Many {}", list.noun()), what, "two smaller issues");
    }
    for field in [Field::Summary, list] {
        let vague = vague(&as_text(content, field));
        if !vague.is_empty() {
            let what = vague.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
            let title = format!("{}: hard to test", field.label());
            hint(field, &title, what, "what can be observed");
        }
    }
    if let Some(twice) = twice(&content.acceptance_criteria) {
        hint(list, "A criterion stands there twice", format!("“{twice}”"), "each one once");
    }
    found
}

fn vague(text: &str) -> BTreeSet<&'static str> {
    let lower = text.to_lowercase();
    let words: BTreeSet<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    VAGUE.into_iter().filter(|word| words.contains(word)).collect()
}

fn twice(lines: &[String]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    let plain = |line: &str| line.trim().trim_end_matches('.').to_lowercase();
    lines.iter().map(|line| line.trim()).find(|line| !line.is_empty() && !seen.insert(plain(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &DraftContent) -> Vec<(Field, String)> {
        hints(content, DraftFormat::Classic).into_iter().map(|check| (check.field, check.found)).collect()
    }

    fn good() -> DraftContent {
        DraftContent {
            summary: "Let patients move an appointment".into(),
            story: "As a patient I want to move it so that I need not call.".into(),
            acceptance_criteria: vec!["Breakfast is served.".into(), "It is moved.".into()],
            ..DraftContent::default()
        }
    }

    #[test]
    fn a_good_draft_and_an_empty_one_get_no_hints() {
        assert_eq!(of(&good()), []);
        assert_eq!(of(&DraftContent::default()), []);
        assert_eq!(of(&DraftContent { story: "The cache is emptied.".into(), ..good() }), []);
    }

    #[test]
    fn each_hint_names_what_it_means() {
        let lacking = DraftContent { story: "As an editor I want it.".into(), ..good() };
        assert_eq!(of(&lacking), [(Field::Story, "no “so that …”".to_owned())]);
        let vague =
            DraftContent { acceptance_criteria: vec!["It is Fast, and user-friendly.".into()], ..good() };
        assert_eq!(of(&vague), [(Field::AcceptanceCriteria, "“fast”, “user-friendly”".to_owned())]);
        let again =
            DraftContent { acceptance_criteria: vec!["It is moved".into(), "it is moved.".into()], ..good() };
        assert_eq!(of(&again), [(Field::AcceptanceCriteria, "“it is moved.”".to_owned())]);
    }

    #[test]
    fn nine_criteria_are_many_and_eight_are_not() {
        let with = |count: usize| DraftContent {
            acceptance_criteria: (0..count).map(|n| format!("Number {n}.")).collect(),
            ..good()
        };
        assert_eq!(of(&with(8)), []);
        assert_eq!(of(&with(9)), [(Field::AcceptanceCriteria, "9 of them".to_owned())]);
    }

    #[test]
    fn nothing_is_forbidden() {
        let content = DraftContent { story: "As a patient I want it fast.".into(), ..good() };
        assert!(hints(&content, DraftFormat::Classic).iter().all(|check| !check.blocks()));
    }
}
