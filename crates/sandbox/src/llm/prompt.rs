//! Finds out of a chat request what is being asked.

use serde_json::Value;

use crate::llm::directives::Directives;
use crate::llm::tickets::Ticket;

#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    /// The requirement without directive lines.
    pub(crate) requirement: String,
    pub(crate) directives: Directives,
    /// What a revision asks for.
    pub(crate) instructions: Option<String>,
    /// Scenarios are wanted instead of a story with criteria.
    pub(crate) scenarios: bool,
    /// The form that the description shall have.
    pub(crate) template: Option<String>,
    /// The caller shows the model its own mistake.
    pub(crate) repair: bool,
    /// The draft that shall be changed.
    pub(crate) draft: Option<Value>,
    /// The only part of it that shall be written anew.
    pub(crate) part: Option<String>,
    /// It shall be split, into at least so many parts.
    pub(crate) split: Option<usize>,
    /// What is wrong with the draft.
    pub(crate) problems: Option<String>,
    /// An earlier question has been answered.
    pub(crate) answered: bool,
    /// The latest answer.
    pub(crate) answer: Option<String>,
    /// What shall be explained.
    pub(crate) explains: Option<String>,
    /// The ticket of a site build whose words shall be written.
    pub(crate) ticket: Option<Ticket>,
    /// What was looked up last, as it came back.
    pub(crate) found: Option<String>,
    /// Everything read, in characters, for the usage figures.
    pub(crate) size: usize,
    /// Everything read: the system instruction, the history, the last message.
    pub(crate) given: [String; 3],
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
        let (mut directives, requirement) = Directives::split(tagged.unwrap_or(query));
        let within_either = |tag: &str| within(query, tag).or_else(|| within(history, tag));
        let draft = within_either("draft").and_then(|draft| serde_json::from_str(draft).ok());
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
        let instructions = if draft.is_some() {
            within_either("change")
        } else {
            ["instructions", "instruction"].into_iter().find_map(|tag| within(query, tag))
        };
        let instructions = instructions.map(Directives::split);
        if draft.is_some() {
            // Trouble that was asked for when the draft was written is over.
            directives = instructions.as_ref().map(|(directives, _)| directives.clone()).unwrap_or_default();
        }
        let ticket = ticket(query, history);
        if ticket.is_some() {
            directives = within_either("rows").map(Directives::anywhere).unwrap_or_default();
            directives.extend(within_either("site").map(Directives::anywhere).unwrap_or_default());
        }
        let instructions = instructions.map(|(_, text)| text).filter(|text| !text.is_empty());
        let answered = history.contains("clarify")
            || ["answer", "answers", "clarification"].iter().any(|tag| within(query, tag).is_some());
        Self {
            requirement,
            directives,
            instructions,
            draft,
            part: part(query).or_else(|| part(history)),
            split: least_parts(query).or_else(|| least_parts(history)),
            problems: within_either("problems").map(str::to_owned),
            template: within_either("template").map(|template| template.trim().to_owned()),
            scenarios: system.contains("\"scenarios\"") || query.contains("\"scenarios\""),
            repair: repair || ticket.as_ref().is_some_and(|ticket| ticket.corrects),
            answered,
            answer: within_either("answer").map(|answer| answer.trim().to_owned()),
            explains: query
                .starts_with("Explain this.")
                .then(|| within(query, "problems").unwrap_or_default().trim().to_owned()),
            ticket,
            found: within(query, "result").map(|found| found.trim().to_owned()),
            size: query.chars().count() + history.chars().count() + system.chars().count(),
            given: [system, history, query].map(str::to_owned),
        }
    }
}

/// How it is asked for the words of a ticket.
const TICKET: &str = "Write the story and the criteria of this ticket.";

/// The ticket in the query, or, when it shall be corrected, in the history.
fn ticket(query: &str, history: &str) -> Option<Ticket> {
    let corrects = !query.starts_with(TICKET);
    let said = history.trim_start().split_once(": ").is_some_and(|(_, said)| said.starts_with(TICKET));
    if corrects && !said {
        return None;
    }
    let from = if corrects { history } else { query };
    let part = |tag: &str| within(from, tag).unwrap_or_default();
    Some(Ticket::read(part("ticket"), part("criteria"), part("rows"), corrects))
}

/// The key in `… anew: "key"`.
fn part(text: &str) -> Option<String> {
    let (_, after) = text.split_once(" anew: \"")?;
    after.split_once('"').map(|(key, _)| key.to_owned())
}

/// The number in `Split the issue … into parts, at least 3`.
fn least_parts(text: &str) -> Option<usize> {
    let (_, after) = text.split_once("Split the issue for this requirement into parts, at least ")?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
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
    fn a_change_has_its_draft_its_part_and_directives_of_its_own() {
        let query = "Write one part of the issue for this requirement anew: \"story\".\n<requirement>Book\n[[sandbox: \
                     clarify]]</requirement>\n<draft>{\"summary\": \"Book\"}</draft>\n<change>Shorter\n[[sandbox: \
                     prose]]</change>";
        let prompt = Prompt::read(query, "", "");
        assert_eq!(prompt.draft, Some(serde_json::json!({"summary": "Book"})));
        assert_eq!(
            (prompt.part.as_deref(), prompt.instructions.as_deref()),
            (Some("story"), Some("Shorter"))
        );
        assert!(prompt.directives.has("prose") && !prompt.directives.has("clarify"));
        let repair = Prompt::read("That could not be read.", &format!("USER: {query}"), "");
        assert!(repair.repair && repair.draft.is_some());
    }

    #[test]
    fn an_error_in_the_requirement_is_not_a_repair() {
        let prompt =
            Prompt::read("<requirement>Show errors: in red, what did not match</requirement>", "", "");
        assert!(!prompt.repair);
    }
}
