//! What a model is told about a ticket. All of it is other people's text: it stands between delimiters, as data.

use crate::delimiters::as_data;
use domain::text::{clean, length, one_line};
use site_spec::{
    plan::{self, Action, Plan, Prose, ReferenceTable, Ticket, guard::Names},
    sheets::Spec,
};

/// Characters of the site's description that are sent.
const DESCRIPTION: usize = 2_000;
/// Titles of tickets that it waits for.
const BEFORE: usize = 10;
/// Characters of the templates' criteria.
const CRITERIA: usize = 4_000;
/// Characters of all tables together; what does not fit is left out by whole rows.
const ROWS: usize = 8_000;
/// Characters of one cell.
const CELL: usize = 200;

/// What a site build is called, and what its site is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
}

/// Everything about one ticket that writing its words takes. Owned, so that it can wait for a model.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// What the model is asked.
    pub(super) question: String,
    /// The words that are used when the model's cannot be.
    pub(super) template: Prose,
    /// What the model may name.
    pub(super) names: Names,
}

impl Facts {
    /// The facts of one ticket of a plan.
    pub(crate) fn of(site: Site<'_>, spec: &Spec<'_>, ticket: &Ticket, plan: &Plan) -> Self {
        let template = plan::template_prose(spec, ticket);
        let question = question(site, spec, ticket, plan, &template);
        Self { question, template, names: Names::of(spec, ticket, plan) }
    }
}

/// How the question begins.
const ASKED: &str = "Write the story and the criteria of this ticket.";

/// At most about 17,000 characters, whatever the sheets hold.
pub(super) fn question(
    site: Site<'_>,
    spec: &Spec<'_>,
    ticket: &Ticket,
    plan: &Plan,
    template: &Prose,
) -> String {
    let about = format!("{}\n{}", one_line(site.name), cut(&clean(site.description), DESCRIPTION));
    let criteria: Vec<String> = template.criteria.iter().map(|text| format!("- {text}")).collect();
    let parts = [
        ("site", about),
        ("ticket", about_ticket(ticket, plan)),
        ("criteria", cut(&criteria.join("\n"), CRITERIA)),
        ("rows", rows(&plan::reference_tables(spec, ticket))),
    ];
    let parts: Vec<String> = parts.iter().map(|(tag, text)| as_data(tag, text.trim())).collect();
    format!("{ASKED}\n\n{}", parts.join("\n\n"))
}

fn about_ticket(ticket: &Ticket, plan: &Plan) -> String {
    let deed = match ticket.action {
        Action::Build => "what the rows describe is built or changed",
        Action::Remove => "what the rows describe is taken away from the site",
    };
    let mut lines = vec![
        format!("Title: {}", ticket.title),
        format!("In this ticket {deed}."),
        format!("Group: {}. Category: {}.", ticket.group.label(), ticket.category.label()),
    ];
    let before = ticket.dependencies.iter().filter_map(|dependency| plan.tickets.get(dependency.on));
    let before: Vec<String> = before.take(BEFORE).map(|other| format!("- {}", other.title)).collect();
    if !before.is_empty() {
        lines.push("Done before it:".to_owned());
        lines.extend(before);
    }
    lines.join("\n")
}

/// The tables as lines of cells, as far as they fit.
fn rows(tables: &[ReferenceTable]) -> String {
    let (mut text, mut left) = (String::new(), ROWS);
    for table in tables {
        let heading = format!("{}\n{}", one_line(&table.caption), line(&table.header));
        let heading = cut(&heading, left);
        left = left.saturating_sub(length(&heading));
        text.extend([heading.as_str(), "\n"]);
        for (at, row) in table.rows.iter().enumerate() {
            let row = line(row);
            let size = length(&row);
            if size > left {
                text.push_str(&more(table.rows.len() - at));
                left = 0;
                break;
            }
            left -= size;
            text.extend([row.as_str(), "\n"]);
        }
        text.push('\n');
    }
    text
}

fn more(rows: usize) -> String {
    format!("({rows} more rows)\n")
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cut(&one_line(cell), CELL).replace('|', "/")).collect();
    format!("| {} |", cells.join(" | "))
}

/// The beginning of a text.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}
