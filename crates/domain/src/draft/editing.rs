//! Fields as one text, the way a form shows them, and back.

use super::{DraftContent, DraftFormat, Field, Problem, Scenario, points_text};
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

/// Whole fields, as a program sends them: cleaned, and within the limits of [`set_text`]. What stands in a list is taken
/// as one entry. Fails with everything that does not fit, or that a draft of this format does not have.
pub fn checked(sent: &DraftContent, format: DraftFormat) -> Result<DraftContent, Vec<Problem>> {
    let mut content = DraftContent::default();
    let mut problems = Vec::new();
    for field in Field::ALL.into_iter().filter(|field| sent.has(*field)) {
        let taken = if field.belongs_to(format) {
            take(sent, &mut content, field)
        } else {
            Err(problem(field, format!("A {} draft has no {}.", format.label(), field.noun())))
        };
        problems.extend(taken.err());
    }
    if problems.is_empty() { Ok(content) } else { Err(problems) }
}

fn take(sent: &DraftContent, content: &mut DraftContent, field: Field) -> Result<(), Problem> {
    match field {
        Field::AcceptanceCriteria => {
            content.acceptance_criteria =
                list(field, &sent.acceptance_criteria, limits::LINE, limits::LINES)?;
        }
        Field::Labels => content.labels = list(field, &sent.labels, limits::LABEL, limits::LABELS)?,
        Field::Components => content.components = list(field, &sent.components, limits::LINE, limits::LINES)?,
        Field::Scenarios => {
            if sent.scenarios.len() > limits::LINES {
                return Err(too_many_scenarios());
            }
            content.scenarios = sent.scenarios.iter().map(scenario).collect::<Result<_, _>>()?;
        }
        Field::Summary | Field::Story | Field::StlcNotes | Field::StoryPoints | Field::Priority => {
            set_text(content, field, &as_text(sent, field))?;
        }
    }
    Ok(())
}

fn list(field: Field, sent: &[String], length: usize, count: usize) -> Result<Vec<String>, Problem> {
    let cleaned: Vec<String> = sent.iter().map(|entry| text::clean(entry)).collect();
    entries(field, cleaned.iter().map(String::as_str), length, count)
}

fn scenario(sent: &Scenario) -> Result<Scenario, Problem> {
    let steps = |lines: &[String]| list(Field::Scenarios, lines, limits::LINE, limits::LINES);
    Ok(Scenario {
        name: scenario_name(&text::one_line(&sent.name))?,
        given: steps(&sent.given)?,
        when: steps(&sent.when)?,
        then: steps(&sent.then)?,
    })
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
            found.push(Scenario { name: scenario_name(name)?, ..Scenario::default() });
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
        return Err(too_many_scenarios());
    }
    Ok(found)
}

fn scenario_name(name: &str) -> Result<String, Problem> {
    if text::length(name) > limits::LINE {
        return Err(problem(
            Field::Scenarios,
            format!("A scenario's name can have at most {} characters.", limits::LINE),
        ));
    }
    Ok(name.to_owned())
}

fn too_many_scenarios() -> Problem {
    problem(Field::Scenarios, format!("There can be at most {} scenarios and steps.", limits::LINES))
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
    fn fields_that_are_sent_whole_stay_as_they_are_where_they_fit() {
        let sent = DraftContent {
            summary: " Move\nit ".into(),
            acceptance_criteria: vec!["one,\nstill one".into(), "  ".into(), "two\0".into()],
            story_points: Some(2.5),
            labels: vec!["a".into(), "a".into()],
            components: vec!["Rooms, upstairs".into()],
            priority: Some("High".into()),
            ..DraftContent::default()
        };
        let content = checked(&sent, DraftFormat::Classic).unwrap();
        assert_eq!(content.summary, "Move it");
        assert_eq!(content.acceptance_criteria, ["one,\nstill one", "two"]);
        assert_eq!((content.story_points, content.priority.as_deref()), (Some(2.5), Some("High")));
        assert_eq!(content.labels, ["a"]);
        assert_eq!(content.components, ["Rooms, upstairs"], "one entry, whatever stands in it");
        let scenarios =
            vec![Scenario { name: " Move ".into(), when: vec!["moved".into()], ..Scenario::default() }];
        let content =
            checked(&DraftContent { scenarios, ..DraftContent::default() }, DraftFormat::Bdd).unwrap();
        assert_eq!(content.scenarios[0].name, "Move");
    }

    #[test]
    fn everything_that_does_not_fit_is_named_at_once() {
        let sent = DraftContent {
            summary: "x".repeat(256),
            acceptance_criteria: vec!["x".repeat(2_001)],
            scenarios: vec![Scenario::default()],
            story_points: Some(f32::INFINITY),
            labels: (0..31).map(|at| at.to_string()).collect(),
            ..DraftContent::default()
        };
        let keys = |format| -> Vec<String> {
            checked(&sent, format).unwrap_err().into_iter().map(|problem| problem.key).collect()
        };
        let classic = ["summary", "acceptance_criteria", "scenarios", "story_points", "labels"];
        assert_eq!(keys(DraftFormat::Classic), classic);
        assert_eq!(keys(DraftFormat::Bdd), ["summary", "acceptance_criteria", "story_points", "labels"]);
        let many = DraftContent { scenarios: vec![Scenario::default(); 101], ..DraftContent::default() };
        assert_eq!(checked(&many, DraftFormat::Bdd).unwrap_err().len(), 1);
    }

    #[test]
    fn a_summary_of_256_characters_is_refused() {
        let mut content = DraftContent::default();
        assert!(set_text(&mut content, Field::Summary, &"x".repeat(256)).is_err());
        assert!(set_text(&mut content, Field::Summary, &"x".repeat(255)).is_ok());
    }
}
