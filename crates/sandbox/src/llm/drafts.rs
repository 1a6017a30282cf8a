//! Writes a draft out of a reading. Rules only: the same requirement always gives the same draft.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::llm::parts::parts;
use crate::llm::prompt::Prompt;
use crate::llm::reading::{self, Reading, capitalised, shortened};

const SIGNATURE: &str = "Drafted by the sandbox model.";

/// A story with acceptance criteria, or a feature with scenarios; or the one that was given, changed as asked.
pub(crate) fn draft(prompt: &Prompt) -> Value {
    let written = written(prompt);
    let Some(Value::Object(before)) = &prompt.draft else { return written };
    if let (Some(least), Some(draft)) = (prompt.split, &prompt.draft) {
        return parts(draft, least, prompt);
    }
    let mut changed = before.clone();
    if let Some(part) = &prompt.part {
        let value = anew(part, before.get(part), &written, prompt);
        return json!({ part: value });
    }
    if let Some(problems) = &prompt.problems {
        for (key, value) in before {
            if problems.contains(&format!("- {key}:")) {
                changed.insert(key.clone(), mended(key, value, &written));
            }
        }
        return Value::Object(changed);
    }
    if prompt.instructions.is_some() {
        let summary = before.get("summary").and_then(Value::as_str).unwrap_or_default();
        changed.insert("summary".to_owned(), json!(format!("{}, revised", shortened(summary, 100))));
        for key in ["acceptance_criteria", "scenarios"] {
            let (Some(Value::Array(list)), Some(new)) = (before.get(key), written.get(key)) else { continue };
            let last = new.as_array().and_then(|new| new.last()).cloned();
            changed.insert(key.to_owned(), list.iter().cloned().chain(last).collect());
        }
    }
    Value::Object(changed)
}

/// The answer as models like to give it.
pub(crate) fn fenced(draft: &Value) -> String {
    format!("```json\n{}\n```", serde_json::to_string_pretty(draft).unwrap_or_else(|_| draft.to_string()))
}

/// One part, written differently.
fn anew(part: &str, before: Option<&Value>, written: &Value, prompt: &Prompt) -> Value {
    let asked = prompt.instructions.as_deref().unwrap_or("Written anew");
    match (part, before) {
        ("acceptance_criteria" | "scenarios", _) => written.get(part).cloned().unwrap_or_default(),
        (_, Some(Value::String(text))) => json!(format!("{} {}", shortened(text, 110), sentence(asked))),
        (_, before) => before.cloned().unwrap_or_default(),
    }
}

/// What breaks a rule: too long is made shorter, what is missing is written.
fn mended(key: &str, value: &Value, written: &Value) -> Value {
    match value.as_str() {
        Some(text) if !text.trim().is_empty() => json!(shortened(text, 110)),
        _ => written.get(key).cloned().unwrap_or_default(),
    }
}

fn written(prompt: &Prompt) -> Value {
    let reading = reading::read(&prompt.requirement);
    let mut summary = summary(&reading);
    if prompt.directives.has("long-summary") {
        summary.push_str(&", for everybody who has ever asked for it".repeat(4));
    }
    let points = prompt.directives.number("points").unwrap_or_else(|| points(&reading));
    let notes = notes(&reading, prompt);
    if prompt.scenarios {
        return json!({
            "summary": summary,
            "feature": feature(&reading),
            "scenarios": scenarios(&reading, prompt.instructions.as_deref()),
            "stlc_notes": notes,
            "story_points": points,
            "labels": labels(&reading),
            "priority": reading.priority,
            "components": components(&prompt.requirement),
        });
    }
    if let Some(template) = &prompt.template {
        return json!({
            "summary": summary,
            "description": in_form(template, &reading),
            "acceptance_criteria": criteria(&reading, prompt.instructions.as_deref()),
            "stlc_notes": notes,
            "story_points": points,
            "labels": labels(&reading),
            "priority": reading.priority,
            "components": components(&prompt.requirement),
        });
    }
    json!({
        "summary": summary,
        "story": story(&reading),
        "acceptance_criteria": criteria(&reading, prompt.instructions.as_deref()),
        "stlc_notes": notes,
        "story_points": points,
        "labels": labels(&reading),
        "priority": reading.priority,
        "components": components(&prompt.requirement),
    })
}

/// The template's headings, the first with the story below it.
fn in_form(template: &str, reading: &Reading) -> String {
    let mut text = String::new();
    for (at, heading) in template.lines().filter(|line| line.starts_with('#')).enumerate() {
        let words = if at == 0 { story(reading) } else { "Not known yet.".to_owned() };
        let _ = write!(text, "{heading}\n\n{words}\n\n");
    }
    if text.is_empty() { story(reading) } else { text.trim_end().to_owned() }
}

fn article(noun: &str) -> &'static str {
    // "a user", but "an author" and "an editor".
    if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

fn summary(reading: &Reading) -> String {
    capitalised(&shortened(&reading.want, 110))
}

fn story(reading: &Reading) -> String {
    let Reading { actor, want, benefit, .. } = reading;
    let article = article(actor);
    if reading.clear {
        format!("As {article} {actor} I want to {want} so that {benefit}.")
    } else {
        format!("As {article} {actor} I want the following so that {benefit}: {want}.")
    }
}

/// What the actor does in a scenario, after "chooses to" or "tries to".
fn deed(reading: &Reading) -> String {
    if reading.clear { reading.want.clone() } else { "do what is described".to_owned() }
}

fn criteria(reading: &Reading, instructions: Option<&str>) -> Vec<String> {
    let Reading { actor, want, .. } = reading;
    let mut list = vec![if reading.clear { format!("The {actor} can {want}.") } else { format!("{want}.") }];
    list.extend(reading.statements.iter().skip(1).take(5).cloned());
    for number in &reading.numbers {
        list.push(format!("The limit of {number} holds: just below, at and just above it."));
    }
    list.push(format!(
        "When {} is missing or wrong, the {actor} sees what it is and how to put it right.",
        information(reading)
    ));
    list.extend(instructions.map(|text| format!("Changed as asked: {}", sentence(text))));
    list
}

fn information(reading: &Reading) -> String {
    reading
        .topics
        .first()
        .map_or_else(|| "information".to_owned(), |topic| format!("information about {topic}"))
}

fn sentence(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}.", shortened(plain.trim_end_matches('.'), 200))
}

fn feature(reading: &Reading) -> String {
    capitalised(&shortened(&reading.want, 80))
}

fn scenarios(reading: &Reading, instructions: Option<&str>) -> Vec<Value> {
    let actor = &reading.actor;
    let (deed, information) = (deed(reading), information(reading));
    let signed_in = format!("the {actor} is signed in");
    let mut outcome: Vec<String> =
        reading.statements.iter().skip(1).take(3).map(|text| plain(text)).collect();
    outcome.insert(0, format!("the {actor} sees at once that it worked"));
    let mut list = vec![json!({
        "name": format!("{} succeeds", capitalised(&shortened(&reading.want, 60))),
        "given": [signed_in, format!("{information} is there")],
        "when": [format!("the {actor} chooses to {deed}")],
        "then": outcome,
    })];
    for number in &reading.numbers {
        list.push(json!({
            "name": format!("The limit of {number} is exceeded"),
            "given": [signed_in, format!("the limit of {number} has been reached")],
            "when": [format!("the {actor} tries to {deed}")],
            "then": ["nothing is changed", format!("a message names the limit of {number}")],
        }));
    }
    list.push(json!({
        "name": capitalised(&format!("{information} is missing")),
        "given": [signed_in, format!("{information} is missing")],
        "when": [format!("the {actor} tries to {deed}")],
        "then": ["nothing is saved", "a message says what is missing"],
    }));
    list.extend(instructions.map(|text| {
        json!({
            "name": "The requested change",
            "given": [signed_in],
            "when": [format!("the {actor} tries to {deed}")],
            "then": [plain(&sentence(text))],
        })
    }));
    list
}

/// A statement without its full stop and capital, to follow "then".
fn plain(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + characters.as_str())
}

fn notes(reading: &Reading, prompt: &Prompt) -> String {
    let subject = reading.topics.first().map_or("the new behaviour", String::as_str);
    let mut notes = format!(
        "Requirement analysis: agree on wording with the {} side. Test design: positive, negative and permission \
         cases for {subject}",
        reading.actor
    );
    if reading.numbers.is_empty() {
        notes.push_str(". ");
    } else {
        let _ = write!(notes, ", boundary values for {}. ", reading.numbers.join(", "));
    }
    let regression =
        if reading.topics.len() > 1 { reading.topics.join(", ") } else { "existing pages".to_owned() };
    let _ = write!(
        notes,
        "Test data: two people with different rights. Regression: {regression}. Closure: criteria demonstrated to \
         the product owner. "
    );
    if let Some(words) = prompt.directives.number("long") {
        for number in 1..=words.min(200_000) {
            let _ = write!(notes, "step {number} ");
        }
    }
    notes.push_str(SIGNATURE);
    notes
}

/// 1 to 3, growing with what has to be shown.
fn points(reading: &Reading) -> u64 {
    let weight = reading.statements.len() + reading.numbers.len();
    match weight {
        0..=1 => 1,
        2..=3 => 2,
        _ => 3,
    }
}

fn labels(reading: &Reading) -> Vec<String> {
    let labels: Vec<String> = reading.topics.iter().take(2).cloned().collect();
    if labels.is_empty() { vec!["sandbox-draft".to_owned()] } else { labels }
}

fn components(requirement: &str) -> Vec<&'static str> {
    let text = requirement.to_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
    let mut list = Vec::new();
    if has(&["page", "button", "form", "screen", "list", "calendar", "show", "online", "mobile"]) {
        list.push("Frontend");
    }
    if has(&["api", "database", "import", "export", "interface", "sync", "store", "record"]) {
        list.push("Backend");
    }
    if has(&["e-mail", "email", "sms", "remind", "notif", "message"]) {
        list.push("Notifications");
    }
    if list.is_empty() {
        list.push("Frontend");
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(requirement: &str, system: &str) -> Value {
        draft(&Prompt::read(&format!("<requirement>{requirement}</requirement>"), "", system))
    }

    #[test]
    fn different_requirements_give_visibly_different_drafts() {
        let one = of("Patients must be able to book an appointment online within 3 clicks.", "");
        let two = of("Nurses export the ward list as PDF every morning.", "");
        for key in ["summary", "story", "acceptance_criteria", "stlc_notes", "labels"] {
            assert_ne!(one[key], two[key], "{key}");
        }
        assert!(
            one["story"].as_str().unwrap().starts_with("As a patient I want to book an appointment online")
        );
        assert!(one["stlc_notes"].as_str().unwrap().ends_with("Drafted by the sandbox model."));
    }

    #[test]
    fn scenarios_are_written_when_the_system_instruction_names_them() {
        let draft =
            of("Visitors can search articles by author.", "Answer with \"feature\" and \"scenarios\".");
        assert!(draft["feature"].is_string());
        for part in ["given", "when", "then"] {
            assert!(!draft["scenarios"][0][part].as_array().unwrap().is_empty(), "{part}");
        }
        assert!(draft.get("acceptance_criteria").is_none());
    }

    #[test]
    fn points_stay_within_three_unless_a_directive_sets_them() {
        assert!(
            of("A. B and c. Do it 5 times. 9 days. Also this. And that.", "")["story_points"]
                .as_u64()
                .unwrap()
                <= 3
        );
        assert_eq!(of("Book a room\n[[sandbox: points=8]]", "")["story_points"], 8);
    }
}
