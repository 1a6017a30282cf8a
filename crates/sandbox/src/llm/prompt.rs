//! Finds out of a chat request what is being asked.

use crate::llm::directives::Directives;

#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    /// The requirement without directive lines.
    pub(crate) requirement: String,
    pub(crate) directives: Directives,
    /// What a revision asks for.
    pub(crate) instructions: Option<String>,
    /// Scenarios are wanted instead of a story with criteria.
    pub(crate) scenarios: bool,
    /// The caller shows the model its own mistake.
    pub(crate) repair: bool,
    /// An earlier question has been answered.
    pub(crate) answered: bool,
    /// Everything read, in characters, for the usage figures.
    pub(crate) size: usize,
}

impl Prompt {
    /// The same for interfaces that send the conversation as turns, each behind its speaker.
    pub(crate) fn of_turns(turns: &[(&str, &str)], system: &str) -> Self {
        let (last, earlier) = turns.split_last().map_or(("", turns), |((_, last), earlier)| (*last, earlier));
        let history: Vec<String> = earlier.iter().map(|(who, text)| format!("{who}: {text}")).collect();
        Self::read(last, &history.join("\n"), system)
    }

    /// The requirement is what stands in `<requirement>` in the query, else in the history, else
    /// the whole query.
    pub(crate) fn read(query: &str, history: &str, system: &str) -> Self {
        let tagged = within(query, "requirement").or_else(|| within(history, "requirement"));
        let around = tagged.map_or_else(|| query.to_owned(), |inside| query.replace(inside, " "));
        let (directives, requirement) = Directives::split(tagged.unwrap_or(query));
        let around = around.to_lowercase();
        let repair = [
            "did not match",
            "could not be read",
            "could not be parsed",
            "was not valid",
            "is not valid json",
        ]
        .iter()
        .any(|sign| around.contains(sign))
            || (tagged.is_some() && ["error:", "errors:"].iter().any(|sign| around.contains(sign)));
        let instructions = ["instructions", "instruction"]
            .into_iter()
            .find_map(|tag| within(query, tag))
            .map(|text| Directives::split(text).1)
            .filter(|text| !text.is_empty());
        let answered = history.contains("clarify")
            || ["answer", "answers", "clarification"].iter().any(|tag| within(query, tag).is_some());
        Self {
            requirement,
            directives,
            instructions,
            scenarios: system.contains("\"scenarios\"") || query.contains("\"scenarios\""),
            repair,
            answered,
            size: query.chars().count() + history.chars().count() + system.chars().count(),
        }
    }
}

/// The text of the last `<tag …>…</tag>`.
fn within<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    let end = text.rfind(&format!("</{tag}>"))?;
    let before = text.get(..end)?;
    let open = before.rfind(&format!("<{tag}>")).or_else(|| before.rfind(&format!("<{tag} ")))?;
    let start = open + before.get(open..)?.find('>')? + 1;
    text.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requirement_is_found_between_its_tags_or_in_the_history() {
        let prompt =
            Prompt::read("Draft it.\n<requirement>\nBook a room\n</requirement>\nJSON only.", "", "");
        assert_eq!(prompt.requirement, "Book a room");
        let prompt = Prompt::read("Your answer did not match.", "USER: <requirement>Book</requirement>", "");
        assert_eq!(prompt.requirement, "Book");
        assert!(prompt.repair);
        assert_eq!(Prompt::read("Book a room", "", "").requirement, "Book a room");
    }

    #[test]
    fn an_error_in_the_requirement_is_not_a_repair() {
        let prompt =
            Prompt::read("<requirement>Show errors: in red, what did not match</requirement>", "", "");
        assert!(!prompt.repair);
    }
}
