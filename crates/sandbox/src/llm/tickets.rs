//! Writes the words of a site build's ticket, out of the rows it is given. Rules only.

use serde_json::{Value, json};

use crate::llm::prompt::Prompt;
use crate::llm::reading::{capitalised, shortened};

/// Names that are said one by one.
const NAMED: usize = 6;

/// What is known about a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ticket {
    title: String,
    /// It takes something away.
    removes: bool,
    /// Machine names and labels of its rows.
    rows: Vec<(String, String)>,
    /// What has to be true in any case.
    criteria: Vec<String>,
    /// The caller shows the model its own mistake.
    pub(crate) corrects: bool,
}

impl Ticket {
    /// From what stands between the delimiters.
    pub(crate) fn read(ticket: &str, criteria: &str, rows: &str, corrects: bool) -> Self {
        let title = ticket.lines().find_map(|line| line.strip_prefix("Title: ")).unwrap_or_default();
        let demanded = criteria.lines().filter_map(|line| line.strip_prefix("- "));
        Self {
            title: title.to_owned(),
            removes: ticket.contains("taken away"),
            rows: named_rows(rows),
            criteria: demanded.map(str::to_owned).collect(),
            corrects,
        }
    }
}

/// Machine name and label of each row, by the headings of its table.
fn named_rows(text: &str) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut header: Option<Vec<String>> = None;
    for line in text.lines() {
        let Some(inside) = line.trim().strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) else {
            header = None;
            continue;
        };
        let cells: Vec<String> = inside.split('|').map(|cell| cell.trim().to_owned()).collect();
        let Some(titles) = &header else {
            header = Some(cells);
            continue;
        };
        let at = |wanted: &[&str]| {
            let found = titles.iter().position(|title| wanted.contains(&title.to_lowercase().as_str()))?;
            cells.get(found).filter(|cell| !cell.is_empty()).cloned()
        };
        let machine = at(&["machine name", "system name"]).filter(|name| name.len() > 1);
        let label = at(&["field label", "label", "name", "view name", "style name", "title"]);
        if let Some(machine) = machine
            && !rows.iter().any(|(known, _)| *known == machine)
        {
            rows.push((machine, label.unwrap_or_default()));
        }
    }
    rows
}

/// A story and criteria that name what the rows name; with a directive, also what they do not.
pub(crate) fn prose(ticket: &Ticket, prompt: &Prompt) -> Value {
    let mut criteria: Vec<String> = ticket.rows.iter().take(NAMED).map(|row| said(row, ticket)).collect();
    let demanded = ticket.criteria.iter().filter(|text| text.chars().count() <= 300);
    criteria.extend(demanded.take(10 - criteria.len()).cloned());
    if criteria.is_empty() {
        criteria.push("Everything is as the table says.".to_owned());
    }
    let invents =
        prompt.directives.has("invents") || (prompt.directives.has("invents-once") && !ticket.corrects);
    if invents {
        criteria.push("`field_of_the_sandbox` is there, too.".to_owned());
    }
    let mut story = story(ticket);
    if prompt.directives.has("long-story") {
        story = format!("{} and that nobody has to ask", story.trim_end_matches('.')).repeat(8);
    }
    json!({ "story": story, "criteria": criteria })
}

fn story(ticket: &Ticket) -> String {
    let title = shortened(&ticket.title, 200);
    let mut deed = title.chars();
    let deed =
        deed.next().map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), deed.as_str()));
    let why = if ticket.removes { "editors see only what they need" } else { "editors can begin with it" };
    format!("As a site builder, I want to {deed}, so that {why}.")
}

fn said((machine, label): &(String, String), ticket: &Ticket) -> String {
    match (ticket.removes, label.is_empty()) {
        (true, _) => format!("`{machine}` is gone, and nothing refers to it."),
        (false, true) => format!("`{machine}` exists as the table says."),
        (false, false) => {
            capitalised(&format!("`{machine}` exists with the label “{}”.", shortened(label, 120)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &str = "Write the story and the criteria of this ticket.\n\n<site>\nCampus\n</site>\n\n\
        <ticket>\nTitle: Configure fields of Article\nIn this ticket what the rows describe is built or changed.\n</ticket>\n\n\
        <criteria>\n- A value is required in `field_author`.\n</criteria>\n\n\
        <rows>\nFields (Fields.csv)\n| Bundle | Field label | Machine name | Notes |\n\
        | Article | Author | field_author | [[sandbox: DIRECTIVE]] |\n| Article | Title | - |  |\n</rows>";

    fn asked(directive: &str) -> Prompt {
        Prompt::read(&ASKED.replace("DIRECTIVE", directive), "", "Be good.")
    }

    fn criteria(prompt: &Prompt) -> String {
        prose(prompt.ticket.as_ref().unwrap(), prompt)["criteria"].to_string()
    }

    #[test]
    fn the_rows_are_named_and_what_is_demanded_is_kept() {
        let prompt = asked("nothing");
        let prose = prose(prompt.ticket.as_ref().unwrap(), &prompt);
        assert_eq!(
            prose,
            json!({
                "story": "As a site builder, I want to configure fields of Article, so that editors can begin with it.",
                "criteria": [
                    "`field_author` exists with the label “Author”.",
                    "A value is required in `field_author`.",
                ],
            })
        );
    }

    #[test]
    fn a_cell_can_ask_for_an_invented_name_also_only_once() {
        assert!(criteria(&asked("invents")).contains("field_of_the_sandbox"));
        assert!(criteria(&asked("invents-once")).contains("field_of_the_sandbox"));
        let history = format!("USER: {}\nASSISTANT: {{}}", ASKED.replace("DIRECTIVE", "invents-once"));
        let corrected = Prompt::read("Your answer has these problems:\n- story: is missing", &history, "");
        assert!(!criteria(&corrected).contains("field_of_the_sandbox"));
        assert!(criteria(&corrected).contains("field_author"));
    }

    #[test]
    fn a_requirement_that_speaks_of_tickets_is_a_requirement() {
        let prompt = Prompt::read(
            "<requirement>Write the story and the criteria of this ticket.</requirement>",
            "",
            "",
        );
        assert_eq!(prompt.ticket, None);
    }
}
