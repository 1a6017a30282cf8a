//! Fields as one text, the way a form shows them, and back.

use super::{DraftContent, Field, Problem, Scenario, points_text};
use crate::{limits, text};
use std::fmt::Write as _;

/// A field as one text: a line per list entry, scenarios as Gherkin-like lines.
pub fn as_text(content: &DraftContent, field: Field) -> String {
    match field {
        Field::Summary => content.summary.clone(),
        Field::Story => content.story.clone(),
        Field::AcceptanceCriteria => content.acceptance_criteria.join("\n"),
        Field::Scenarios => scenarios_text(&content.scenarios),
        Field::StlcNotes => content.stlc_notes.clone(),
        Field::StoryPoints => content.story_points.map(points_text).unwrap_or_default(),
        Field::Labels => content.labels.join(" "),
        Field::Priority => content.priority.clone().unwrap_or_default(),
        Field::Components => content.components.join(", "),
    }
}

/// Puts a person's text into a field. Fails when the text does not fit the field, and leaves it as it was.
pub fn set_text(content: &mut DraftContent, field: Field, input: &str) -> Result<(), Problem> {
    let input = text::clean(input);
    match field {
        Field::Summary => content.summary = within(field, text::one_line(&input), limits::JIRA_SUMMARY)?,
        Field::Story => content.story = within(field, input.trim().to_owned(), limits::SECTION)?,
        Field::StlcNotes => content.stlc_notes = within(field, input.trim().to_owned(), limits::SECTION)?,
        Field::AcceptanceCriteria => content.acceptance_criteria = lines(field, input.lines())?,
        Field::Labels => {
            let words = input.split([' ', ',', '\n', '\t']);
            let labels = entries(field, words, limits::LABEL, limits::LABELS)?;
            content.labels = labels;
        }
        Field::Components => content.components = lines(field, input.split([',', '\n']))?,
        Field::Priority => {
            let name = within(field, text::one_line(&input), limits::LABEL)?;
            content.priority = (!name.is_empty()).then_some(name);
        }
        Field::StoryPoints => content.story_points = points(&input)?,
        Field::Scenarios => content.scenarios = scenarios(&input)?,
    }
    Ok(())
}

fn problem(field: Field, message: impl Into<String>) -> Problem {
    Problem { key: field.as_str().to_owned(), message: message.into() }
}

fn within(field: Field, text: String, limit: usize) -> Result<String, Problem> {
    if text::length(&text) > limit {
        return Err(problem(field, format!("{} can have at most {limit} characters.", field.label())));
    }
    Ok(text)
}

fn lines<'a>(field: Field, parts: impl Iterator<Item = &'a str>) -> Result<Vec<String>, Problem> {
    entries(field, parts, limits::LINE, limits::LINES)
}

fn entries<'a>(
    field: Field,
    parts: impl Iterator<Item = &'a str>,
    length: usize,
    count: usize,
) -> Result<Vec<String>, Problem> {
    let mut found: Vec<String> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if text::length(part) > length {
            return Err(problem(field, format!("One entry can have at most {length} characters.")));
        }
        if field == Field::Labels && found.iter().any(|label| label == part) {
            continue;
        }
        found.push(part.to_owned());
    }
    if found.len() > count {
        return Err(problem(field, format!("There can be at most {count} entries.")));
    }
    Ok(found)
}

fn points(input: &str) -> Result<Option<f32>, Problem> {
    let input = input.trim().replace(',', ".");
    if input.is_empty() {
        return Ok(None);
    }
    input
        .parse()
        .ok()
        .filter(|points: &f32| points.is_finite() && (0.0..=limits::POINTS).contains(points))
        .map(Some)
        .ok_or_else(|| problem(Field::StoryPoints, "Story points are a number, such as 3 or 0.5."))
}

fn scenarios_text(scenarios: &[Scenario]) -> String {
    let mut out = String::new();
    for scenario in scenarios {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "Scenario: {}", scenario.name);
        for (word, lines) in [("Given", &scenario.given), ("When", &scenario.when), ("Then", &scenario.then)]
        {
            for (at, line) in lines.iter().enumerate() {
                let word = if at == 0 { word } else { "And" };
                let _ = writeln!(out, "  {word} {}", text::one_line(line));
            }
        }
    }
    out.trim_end().to_owned()
}

fn scenarios(input: &str) -> Result<Vec<Scenario>, Problem> {
    #[derive(Clone, Copy)]
    enum Part {
        Given,
        When,
        Then,
    }
    let wrong = |line: &str| {
        problem(
            Field::Scenarios,
            format!("“{line}”: each line begins with Scenario:, Given, When, Then or And."),
        )
    };
    let mut found: Vec<Scenario> = Vec::new();
    let mut part = None;
    for line in input.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(name) = after_word(line, "scenario:") {
            if text::length(name) > limits::LINE {
                return Err(problem(
                    Field::Scenarios,
                    format!("A scenario's name can have at most {} characters.", limits::LINE),
                ));
            }
            found.push(Scenario { name: name.to_owned(), ..Scenario::default() });
            part = None;
            continue;
        }
        let step = if let Some(step) = after_word(line, "given ") {
            part = Some(Part::Given);
            step
        } else if let Some(step) = after_word(line, "when ") {
            part = Some(Part::When);
            step
        } else if let Some(step) = after_word(line, "then ") {
            part = Some(Part::Then);
            step
        } else {
            after_word(line, "and ").or_else(|| after_word(line, "but ")).ok_or_else(|| wrong(line))?
        };
        if text::length(step) > limits::LINE {
            return Err(problem(
                Field::Scenarios,
                format!("One step can have at most {} characters.", limits::LINE),
            ));
        }
        let scenario = found.last_mut().ok_or_else(|| wrong(line))?;
        let steps = match part.ok_or_else(|| wrong(line))? {
            Part::Given => &mut scenario.given,
            Part::When => &mut scenario.when,
            Part::Then => &mut scenario.then,
        };
        steps.push(step.to_owned());
    }
    let most = found.iter().map(|s| s.given.len().max(s.when.len()).max(s.then.len())).max().unwrap_or(0);
    if found.len() > limits::LINES || most > limits::LINES {
        return Err(problem(
            Field::Scenarios,
            format!("There can be at most {} scenarios and steps.", limits::LINES),
        ));
    }
    Ok(found)
}

/// The rest of the line after a word, ignoring its case.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let head = line.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| line[word.len()..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_read_back_as_they_are_shown() {
        let text = "Scenario: Move\n  Given a slot\n  And a patient\n  When moved\n  Then told\n\nScenario: Late\n  When late\n  Then refused";
        let mut content = DraftContent::default();
        set_text(&mut content, Field::Scenarios, text).unwrap();
        assert_eq!(content.scenarios[0].given, ["a slot", "a patient"]);
        assert_eq!(as_text(&content, Field::Scenarios), text);
    }

    #[test]
    fn a_step_before_any_scenario_is_named() {
        let mut content = DraftContent::default();
        let problem = set_text(&mut content, Field::Scenarios, "Given x").unwrap_err();
        assert!(problem.message.contains("“Given x”"), "{}", problem.message);
    }

    #[test]
    fn lists_points_and_labels_are_read_leniently() {
        let mut content = DraftContent::default();
        set_text(&mut content, Field::AcceptanceCriteria, "one\n\n two \n").unwrap();
        set_text(&mut content, Field::StoryPoints, "2,5").unwrap();
        set_text(&mut content, Field::Labels, "a, b a").unwrap();
        assert_eq!(content.acceptance_criteria, ["one", "two"]);
        assert_eq!(content.story_points, Some(2.5));
        assert_eq!(content.labels, ["a", "b"]);
        assert!(set_text(&mut content, Field::StoryPoints, "NaN").is_err());
        assert_eq!(content.story_points, Some(2.5));
    }

    #[test]
    fn a_summary_of_256_characters_is_refused() {
        let mut content = DraftContent::default();
        assert!(set_text(&mut content, Field::Summary, &"x".repeat(256)).is_err());
        assert!(set_text(&mut content, Field::Summary, &"x".repeat(255)).is_ok());
    }
}
