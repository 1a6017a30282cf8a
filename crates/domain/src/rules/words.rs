//! Words and phrases that a draft must or must not have.
//!
//! Upper and lower case are the same. A phrase is found as whole words one after the other, whatever stands around
//! them; `*` stands for any part of a word, also for none.

use super::evaluate::{Check, result};
use crate::draft::{DraftContent, DraftFormat, Field, as_text};

/// One word of a phrase: what stands between its stars, in order.
struct Pattern {
    parts: Vec<String>,
    /// What the word itself begins and ends with, where that is no letter, digit or star: it belongs to it.
    edges: (Option<char>, Option<char>),
}

impl Pattern {
    fn new(word: &str) -> Self {
        let own = |c: Option<char>| c.filter(|c| *c != '*' && is_around(*c));
        Self {
            parts: word.split('*').map(str::to_owned).collect(),
            edges: (own(word.chars().next()), own(word.chars().next_back())),
        }
    }

    fn matches(&self, word: &str) -> bool {
        let (first, last) = self.edges;
        let bare = word.trim_start_matches(|c| is_around(c) && Some(c) != first);
        self.is(word) || self.is(bare.trim_end_matches(|c| is_around(c) && Some(c) != last))
    }

    /// Takes the parts one after the other as early as they come, so it needs no second look.
    fn is(&self, word: &str) -> bool {
        let [first, between @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|whole| whole == word);
        };
        let Some(mut rest) = word.strip_prefix(first.as_str()) else { return false };
        for part in between {
            let Some(at) = rest.find(part.as_str()) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last.as_str())
    }
}

/// A phrase, word by word.
struct Phrase(Vec<Pattern>);

impl Phrase {
    fn new(text: &str) -> Self {
        Self(text.to_lowercase().split_whitespace().map(Pattern::new).collect())
    }

    fn stands_in(&self, words: &[&str]) -> bool {
        !self.0.is_empty()
            && words
                .windows(self.0.len())
                .any(|window| self.0.iter().zip(window).all(|(pattern, word)| pattern.matches(word)))
    }
}

/// What stands between words beside white space, as in `this/that` or `[this](that)`.
const BETWEEN: [char; 12] = ['/', ',', ';', '(', ')', '[', ']', '{', '}', '<', '>', '|'];

/// What stands around words and does not belong to them.
fn is_around(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The parts of a draft that have words.
fn written(format: DraftFormat) -> impl Iterator<Item = Field> {
    Field::ALL.into_iter().filter(move |field| field.belongs_to(format) && *field != Field::StoryPoints)
}

/// The phrases among `wanted` that stand in the field.
fn found<'a>(wanted: &'a [String], content: &DraftContent, field: Field) -> Vec<&'a str> {
    let text = as_text(content, field).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || BETWEEN.contains(&c))
        .filter(|part| !part.is_empty())
        .collect();
    let stands = |phrase: &Phrase| phrase.stands_in(&words) || phrase.stands_in(&parts);
    wanted.iter().filter(|phrase| stands(&Phrase::new(phrase))).map(String::as_str).collect()
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ")
}

/// A result for each field that has some, or one for the draft that has none.
pub(super) fn forbidden(words: &[String], content: &DraftContent, format: DraftFormat) -> Vec<Check> {
    let check = |field: Field, title: String, found: &[&str]| {
        let expected = "other words".to_owned();
        result("forbidden_words", field, found.is_empty(), title, quoted(found), expected)
    };
    let mut broken: Vec<Check> = written(format)
        .map(|field| (field, found(words, content, field)))
        .filter(|(_, found)| !found.is_empty())
        .map(|(field, found)| check(field, format!("{}: words that must not be used", field.label()), &found))
        .collect();
    if broken.is_empty() {
        broken.push(check(Field::Story, "No words that must not be used".to_owned(), &[]));
    }
    broken
}

/// Whether each of the phrases stands in the field, or anywhere.
pub(super) fn required(
    words: &[String],
    field: Option<Field>,
    content: &DraftContent,
    format: DraftFormat,
) -> Check {
    let there: Vec<&str> = match field {
        Some(field) => found(words, content, field),
        None => written(format).flat_map(|field| found(words, content, field)).collect(),
    };
    let missing: Vec<&str> = words.iter().map(String::as_str).filter(|word| !there.contains(word)).collect();
    let place = field.map_or_else(|| "Draft".to_owned(), |field| field.label().to_owned());
    let title = format!("{place}: words that must be there");
    let found = if missing.is_empty() { String::new() } else { format!("{} missing", quoted(&missing)) };
    let expected = quoted(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let field = field.unwrap_or(Field::Story);
    result("required_words", field, missing.is_empty(), title, found, expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> DraftContent {
        DraftContent {
            summary: "Move an appointment (TBD)".into(),
            story: "Somebody has to decide as soon as\npossible. See APP-17; really ??? C++, this/that [link](there) **Owner:** Anna".into(),
            stlc_notes: "Testdaten: ÄRZTE".into(),
            ..DraftContent::default()
        }
    }

    fn stands(phrase: &str) -> bool {
        let words = [phrase.to_owned()];
        written(DraftFormat::Classic).any(|field| !found(&words, &draft(), field).is_empty())
    }

    #[test]
    fn whole_words_are_found_whatever_stands_around_them() {
        for phrase in [
            "tbd",
            "TBD",
            "as soon as possible",
            "app-17",
            "APP-*",
            "app-1*",
            "ärzte",
            "test*",
            "???",
            "c++",
            "this",
            "that",
            "this/that",
            "link",
            "there",
            "owner:",
            "owner",
            "a*-1*7",
            "*",
        ] {
            assert!(stands(phrase), "{phrase}");
        }
        for phrase in ["tb", "soon possible", "point", "app-18", "", "  ", "xyz", "mov", "a*-1*8", "own"] {
            assert!(!stands(phrase), "{phrase}");
        }
    }

    #[test]
    fn hostile_patterns_and_texts_are_looked_through_in_one_go() {
        let story = "a".repeat(20_000);
        let content = DraftContent {
            acceptance_criteria: vec!["a".repeat(2_000); 100],
            components: vec!["a".repeat(2_000); 100],
            stlc_notes: story.clone(),
            story,
            ..DraftContent::default()
        };
        // Looked through again and again, this would take hours.
        let words: Vec<String> = (0..50).map(|_| format!("{}b", "*a".repeat(49))).collect();
        assert!(forbidden(&words, &content, DraftFormat::Classic)[0].passed);
    }

    #[test]
    fn a_forbidden_word_is_named_with_the_field_it_stands_in() {
        let words = ["tbd".to_owned(), "ärzte".to_owned()];
        let checks = forbidden(&words, &draft(), DraftFormat::Classic);
        let told: Vec<_> = checks.iter().map(|check| (check.field, check.found.as_str())).collect();
        assert_eq!(told, [(Field::Summary, "“tbd”"), (Field::StlcNotes, "“ärzte”")]);
        assert!(forbidden(&["never".to_owned()], &draft(), DraftFormat::Classic)[0].passed);
    }

    #[test]
    fn a_required_word_has_to_stand_where_it_is_required() {
        let words = ["Testdaten".to_owned(), "Approver".to_owned()];
        let check = required(&words, None, &draft(), DraftFormat::Classic);
        assert_eq!((check.passed, check.found.as_str()), (false, "“Approver” missing"));
        assert!(required(&words[..1], Some(Field::StlcNotes), &draft(), DraftFormat::Classic).passed);
        assert!(!required(&words[..1], Some(Field::Story), &draft(), DraftFormat::Classic).passed);
    }
}
