//! Files made of a build: findings, corrected sheets, and tickets for people without access to Jira's interface.

use super::checked::Checked;
use contract::{Outcome, commands::WantedFile, views::MadeFile};
use domain::{failure::Failure, limits, text::length};
use site_spec::{
    fixing::Corrected,
    plan::{self, Ticket},
    report,
    sheets::Spec,
};

/// Issues in one file of Jira's import; more are refused there for people who do not administer Jira.
pub(super) const CSV_ROWS: usize = 250;

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const MARKDOWN: &str = "text/markdown; charset=utf-8";

fn no_such_file() -> Failure {
    Failure::not_found("file")
}

fn made(name: impl Into<String>, media: &'static str, text: String) -> MadeFile {
    MadeFile { name: name.into(), media, bytes: text.into_bytes() }
}

pub(super) fn make(checked: &Checked, wanted: &WantedFile) -> Outcome<MadeFile> {
    match wanted {
        WantedFile::Findings(form) => match form.as_str() {
            "csv" => Ok(made("findings.csv", CSV, report::csv::write(&checked.findings))),
            "json" => Ok(made("findings.json", JSON, report::json::write(&checked.findings))),
            "txt" => Ok(made("findings.txt", TEXT, report::text::write(&checked.findings))),
            _ => Err(no_such_file()),
        },
        WantedFile::Sheet(id) => {
            let file = checked.file(*id).ok_or_else(no_such_file)?;
            Ok(checked.made(file, &Corrected::default()))
        }
        WantedFile::Plan(form, number) => {
            let spec = checked.spec();
            match form.as_str() {
                "json" => {
                    let text = report::plan::json(&spec, &checked.findings, &checked.plan);
                    Ok(made("tickets.json", JSON, text))
                }
                "md" => Ok(made("tickets.md", MARKDOWN, markdown(checked, &spec))),
                "csv" => jira_import(checked, &spec, number.unwrap_or(1)),
                "feature" => feature(checked, &spec, *number),
                _ => Err(no_such_file()),
            }
        }
    }
}

/// What has to exist once all tickets, or one, are done.
fn feature(checked: &Checked, spec: &Spec<'_>, number: Option<u32>) -> Outcome<MadeFile> {
    let plan = &checked.plan;
    let Some(number) = number else {
        let text = plan::feature(spec, plan, &checked.build.name, &plan.order);
        return Ok(made("tickets.feature", TEXT, text));
    };
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let index = index.filter(|index| *index < plan.tickets.len()).ok_or_else(no_such_file)?;
    let text = plan::feature(spec, plan, &plan.tickets[index].title, &[index]);
    Ok(made(format!("ticket-{number}.feature"), TEXT, text))
}

/// All tickets in the order in which they can be done, one below the other.
fn markdown(checked: &Checked, spec: &Spec<'_>) -> String {
    let tickets = checked.plan.order.iter().map(|index| {
        let ticket = &checked.plan.tickets[*index];
        format!("\n---\n\n# {}\n\n{}", ticket.title, text(checked, spec, ticket))
    });
    std::iter::once(format!("# {}\n", checked.build.name)).chain(tickets).collect()
}

/// A ticket's description with what has to be done before.
fn text(checked: &Checked, spec: &Spec<'_>, ticket: &Ticket) -> String {
    let body = plan::body(spec, ticket);
    let needs = ticket.dependencies.iter().map(|need| checked.plan.tickets[need.on].title.as_str());
    match needs.collect::<Vec<_>>().as_slice() {
        [] => body,
        needs => format!("{body}\nAfter: {}.\n", needs.join("; ")),
    }
}

/// A description in Jira's wiki markup; cut where Jira would refuse it.
fn description(markdown: &str) -> String {
    let wiki = markup::to_wiki(markdown);
    if length(&wiki) <= limits::JIRA_DESCRIPTION {
        return wiki;
    }
    let note = "\n\n(Cut here, because Jira takes no more. The whole ticket is in tickets.md.)";
    let kept: String = wiki.chars().take(limits::JIRA_DESCRIPTION - length(note)).collect();
    format!("{}{note}", kept.trim_end())
}

/// One file for Jira's import of CSV, in the order in which tickets can be done. The columns are those that its mapping
/// recognises; descriptions are in Jira's wiki markup, estimates in seconds.
fn jira_import(checked: &Checked, spec: &Spec<'_>, number: u32) -> Outcome<MadeFile> {
    let first =
        usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).ok_or_else(no_such_file)?;
    let tickets: Vec<&usize> =
        checked.plan.order.iter().skip(first.saturating_mul(CSV_ROWS)).take(CSV_ROWS).collect();
    if tickets.is_empty() {
        return Err(no_such_file());
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["Summary", "Issue Type", "Description", "Original Estimate", "Labels", "Labels"];
    let mut done = writer.write_record(header);
    for index in tickets {
        let ticket = &checked.plan.tickets[*index];
        let label = |text: &str| text.to_lowercase().replace(' ', "-");
        let cells = [
            ticket.title.clone(),
            "Task".to_owned(),
            description(&text(checked, spec, ticket)),
            format!("{:.0}", ticket.hours * 3600.0),
            label(ticket.group.label()),
            format!("wave-{}", ticket.wave),
        ];
        done = done.and_then(|()| writer.write_record(cells.map(|cell| report::csv::harmless(&cell))));
    }
    let bytes = done.ok().and_then(|()| writer.into_inner().ok()).ok_or_else(Failure::internal)?;
    Ok(MadeFile { name: format!("tickets-{number}.csv"), media: CSV, bytes })
}
