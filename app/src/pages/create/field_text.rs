//! A field of a draft as the text a person edits, and back. The same text goes to the server.

use domain::draft::{DraftContent, Field, Scenario, points_text};

/// A field as text: lists with a line per entry, scenarios as `Scenario: …` and `Given …` lines.
pub(crate) fn to_text(content: &DraftContent, field: Field) -> String {
    match field {
        Field::Summary => content.summary.clone(),
        Field::Story => content.story.clone(),
        Field::AcceptanceCriteria => content.acceptance_criteria.join("\n"),
        Field::Scenarios => content.scenarios.iter().map(scenario_text).collect::<Vec<_>>().join("\n\n"),
        Field::StlcNotes => content.stlc_notes.clone(),
        Field::StoryPoints => content.story_points.map(points_text).unwrap_or_default(),
        Field::Labels => content.labels.join("\n"),
        Field::Priority => content.priority.clone().unwrap_or_default(),
        Field::Components => content.components.join("\n"),
    }
}

fn scenario_text(scenario: &Scenario) -> String {
    let mut lines = vec![format!("Scenario: {}", scenario.name)];
    for (word, steps) in [("Given", &scenario.given), ("When", &scenario.when), ("Then", &scenario.then)] {
        for (at, step) in steps.iter().enumerate() {
            lines.push(format!("{} {step}", if at == 0 { word } else { "And" }));
        }
    }
    lines.join("\n")
}

/// The draft with one field read from what is being typed. What cannot be read yet, such as a half-written
/// number, leaves the field empty; the server says in words what is wrong when it is saved.
pub(crate) fn with_text(content: &DraftContent, field: Field, text: &str) -> DraftContent {
    let mut content = content.clone();
    let one = || domain::text::one_line(text);
    match field {
        Field::Summary => content.summary = one(),
        Field::Story => text.trim().clone_into(&mut content.story),
        Field::AcceptanceCriteria => content.acceptance_criteria = lines(text),
        Field::Scenarios => content.scenarios = scenarios(text),
        Field::StlcNotes => text.trim().clone_into(&mut content.stlc_notes),
        Field::StoryPoints => content.story_points = one().replace(',', ".").parse().ok(),
        Field::Labels => content.labels = lines(text),
        Field::Priority => content.priority = Some(one()).filter(|priority| !priority.is_empty()),
        Field::Components => content.components = lines(text),
    }
    content
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn scenarios(text: &str) -> Vec<Scenario> {
    #[derive(Clone, Copy)]
    enum Part {
        Given,
        When,
        Then,
    }
    let mut found: Vec<Scenario> = Vec::new();
    let mut part = Part::Given;
    for line in lines(text) {
        if let Some(name) = after(&line, "scenario:") {
            found.push(Scenario { name, ..Scenario::default() });
            part = Part::Given;
            continue;
        }
        let (at, step) = if let Some(step) = after(&line, "given ") {
            (Part::Given, step)
        } else if let Some(step) = after(&line, "when ") {
            (Part::When, step)
        } else if let Some(step) = after(&line, "then ") {
            (Part::Then, step)
        } else if let Some(step) = after(&line, "and ") {
            (part, step)
        } else {
            (part, line)
        };
        part = at;
        if found.is_empty() {
            found.push(Scenario::default());
        }
        if let Some(scenario) = found.last_mut() {
            match at {
                Part::Given => scenario.given.push(step),
                Part::When => scenario.when.push(step),
                Part::Then => scenario.then.push(step),
            }
        }
    }
    found
}

/// What follows a word at the beginning of a line, whatever its case.
fn after(line: &str, word: &str) -> Option<String> {
    line.get(..word.len())
        .filter(|head| head.eq_ignore_ascii_case(word))
        .and_then(|_| line.get(word.len()..))
        .map(|rest| rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> DraftContent {
        DraftContent {
            summary: "Move".into(),
            acceptance_criteria: vec!["one".into(), "two".into()],
            scenarios: vec![
                Scenario {
                    name: "In time".into(),
                    given: vec!["a".into(), "b".into()],
                    when: vec!["c".into()],
                    then: vec!["d".into(), "e".into()],
                },
                Scenario { name: "Too late".into(), when: vec!["f".into()], ..Scenario::default() },
            ],
            story_points: Some(0.5),
            labels: vec!["portal".into()],
            priority: Some("High".into()),
            ..DraftContent::default()
        }
    }

    #[test]
    fn every_field_reads_back_as_it_was_written() {
        for field in Field::ALL {
            let text = to_text(&content(), field);
            assert_eq!(with_text(&content(), field, &text), content(), "{field:?}");
        }
    }

    #[test]
    fn steps_without_a_word_belong_to_the_part_before() {
        let read = with_text(&DraftContent::default(), Field::Scenarios, "scenario: A\nwhen x\ny\nTHEN z");
        assert_eq!(read.scenarios[0].when, ["x", "y"]);
        assert_eq!(read.scenarios[0].then, ["z"]);
    }

    #[test]
    fn a_half_written_number_is_no_estimate() {
        assert_eq!(with_text(&content(), Field::StoryPoints, "3x").story_points, None);
        assert_eq!(with_text(&content(), Field::StoryPoints, "2,5").story_points, Some(2.5));
    }
}
