//! Whether what a model wrote can be a ticket's words.

use domain::text::{length, one_line};
use llm::chain::{Kind, Problem, Schema, Validator};
use serde_json::Value;
use site_spec::plan::{Prose, guard::Names};

/// Characters of a story.
const STORY: usize = 500;
/// Criteria, and characters of one.
const CRITERIA: usize = 12;
const CRITERION: usize = 400;
/// Strange words that are named, and characters of one.
const NAMED: usize = 10;
const WORD: usize = 60;

/// Checks the form, then the names.
pub(super) struct ProseCheck<'a> {
    pub(super) names: &'a Names,
}

impl Validator<Prose> for ProseCheck<'_> {
    fn validate(&self, value: &Value) -> Result<Prose, Vec<Problem>> {
        let schema = Schema::new()
            .required("story", Kind::Text { min: 1, max: STORY })
            .required("criteria", Kind::texts(1, CRITERIA, CRITERION));
        let mut problems = schema.check(value);
        if !problems.is_empty() {
            return Err(problems);
        }
        let prose = read(value);
        if sentences(&prose.story) > 1 {
            problems.push(Problem::new("story", "must be one sentence"));
        }
        problems.extend(self.about("story", &prose.story));
        for (at, criterion) in prose.criteria.iter().enumerate() {
            problems.extend(self.about(&format!("criteria.{at}"), criterion));
        }
        if problems.is_empty() { Ok(prose) } else { Err(problems) }
    }
}

impl ProseCheck<'_> {
    fn about(&self, path: &str, text: &str) -> Option<Problem> {
        if !text.chars().any(char::is_alphanumeric) {
            return Some(Problem::new(path, "has no words"));
        }
        let strange = self.names.strange_words(text);
        if strange.is_empty() {
            return None;
        }
        let named: Vec<String> =
            strange.iter().take(NAMED).map(|word| word.chars().take(WORD).collect()).collect();
        let message = format!("has names that are not in the data: {}", named.join(", "));
        Some(Problem::new(path, message))
    }
}

/// Each text on one line, without the sign of a list before it; the same criterion stands there once.
fn read(value: &Value) -> Prose {
    let story = value.get("story").and_then(Value::as_str).map(one_line).unwrap_or_default();
    let mut criteria: Vec<String> = Vec::new();
    for criterion in value.get("criteria").and_then(Value::as_array).into_iter().flatten() {
        let line = one_line(criterion.as_str().unwrap_or_default());
        let line = ["- ", "* ", "• "].iter().find_map(|sign| line.strip_prefix(sign)).unwrap_or(&line);
        if !criteria.iter().any(|other| other == line) {
            criteria.push(line.to_owned());
        }
    }
    Prose { story, criteria }
}

/// How many sentences a text has. Abbreviations and what is quoted end none.
fn sentences(text: &str) -> usize {
    let mut unquoted = String::with_capacity(text.len());
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '“' | '„' | '«' => quoted = true,
            '”' | '»' => quoted = false,
            '"' | '`' => quoted = !quoted,
            c if !quoted => unquoted.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = unquoted.split_whitespace().collect();
    let ends = words.windows(2).filter(|pair| {
        let word = pair[0].trim_end_matches(['.', '!', '?']);
        let ends = word.len() < pair[0].len() && pair[1].starts_with(char::is_uppercase);
        // Neither "St." nor "e.g." ends a sentence.
        let short = word.starts_with(char::is_uppercase) && length(word) < 4 || word.contains('.');
        ends && !short
    });
    1 + ends.count()
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn sentences_are_counted_without_names_and_abbreviations() {
        for (text, count) in [
            ("As an editor, I want it, so that I can.", 1),
            ("As an editor, I want it. The rest is simple.", 2),
            ("As an editor at St. Mary, I want “News. Events” and e.g. Maps.", 1),
            ("Really wanted! Also needed? Indeed", 3),
            ("", 1),
        ] {
            assert_eq!(sentences(text), count, "{text}");
        }
    }
}
