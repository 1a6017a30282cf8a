//! The body of an issue as Markdown. `markup` turns it into what Jira reads.

use super::{DraftContent, DraftFormat, Scenario};
use std::fmt::Write as _;

/// Everything of a draft that goes into Jira's description.
pub fn description(content: &DraftContent, format: DraftFormat) -> String {
    let mut out = String::new();
    match format {
        DraftFormat::Classic => {
            section(&mut out, "Story", &content.story);
            criteria(&mut out, content);
        }
        // The template has headings of its own.
        DraftFormat::Custom => {
            let text = content.story.trim();
            if !text.is_empty() {
                let _ = write!(out, "{text}\n\n");
            }
            criteria(&mut out, content);
        }
        DraftFormat::Bdd => {
            section(&mut out, "Feature", &content.story);
            for scenario in &content.scenarios {
                section(&mut out, &format!("Scenario: {}", scenario.name.trim()), &steps(scenario));
            }
        }
    }
    section(&mut out, "STLC notes", &content.stlc_notes);
    out.trim_end().to_owned()
}

fn criteria(out: &mut String, content: &DraftContent) {
    let lines = content.acceptance_criteria.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    let mut list = String::new();
    for (number, line) in lines.enumerate() {
        let _ = writeln!(list, "{}. {}", number + 1, indent(line));
    }
    section(out, "Acceptance criteria", &list);
}

fn section(out: &mut String, title: &str, body: &str) {
    let body = body.trim();
    if body.is_empty() {
        return;
    }
    let _ = write!(out, "## {title}\n\n{body}\n\n");
}

/// Continuation lines of a list item belong to it when they are indented.
fn indent(line: &str) -> String {
    line.replace('\n', "\n   ")
}

fn steps(scenario: &Scenario) -> String {
    let mut out = String::new();
    for (word, lines) in [("Given", &scenario.given), ("When", &scenario.when), ("Then", &scenario.then)] {
        for (at, line) in lines.iter().filter(|line| !line.trim().is_empty()).enumerate() {
            let word = if at == 0 { word } else { "And" };
            let _ = writeln!(out, "- **{word}** {}", indent(line.trim()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classic_has_story_criteria_and_notes() {
        let content = DraftContent {
            story: "As a patient".into(),
            acceptance_criteria: vec!["one\ntwo".into(), " ".into(), "three".into()],
            stlc_notes: "Regression".into(),
            ..DraftContent::default()
        };
        assert_eq!(
            description(&content, DraftFormat::Classic),
            "## Story\n\nAs a patient\n\n## Acceptance criteria\n\n1. one\n   two\n2. three\n\n## STLC notes\n\nRegression"
        );
    }

    #[test]
    fn a_template_has_headings_of_its_own() {
        let content = DraftContent {
            story: "## Goal\n\nMore".into(),
            acceptance_criteria: vec!["one".into()],
            ..DraftContent::default()
        };
        let text = description(&content, DraftFormat::Custom);
        assert_eq!(text, "## Goal\n\nMore\n\n## Acceptance criteria\n\n1. one");
    }

    #[test]
    fn bdd_writes_and_for_further_steps() {
        let content = DraftContent {
            scenarios: vec![Scenario {
                name: "Move".into(),
                given: vec!["a".into(), "b".into()],
                when: vec!["c".into()],
                then: vec!["d".into()],
            }],
            ..DraftContent::default()
        };
        assert_eq!(
            description(&content, DraftFormat::Bdd),
            "## Scenario: Move\n\n- **Given** a\n- **And** b\n- **When** c\n- **Then** d"
        );
    }
}
