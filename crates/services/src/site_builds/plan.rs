//! The tickets, as their page shows them.

use super::{checked::Checked, files::CSV_ROWS};
use contract::views::{PlannedTable, PlannedTicketText, PlannedTicketView, SiteBuildView, SitePlanView};
use site_spec::plan::{self, Action, Plan, Ticket};

/// Tickets on one page.
const TICKETS: usize = 100;

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// One page of them, with the one that is opened.
pub(super) fn view(checked: &Checked, build: SiteBuildView, page: u32, open: Option<&str>) -> SitePlanView {
    let plan = &checked.plan;
    let first = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(TICKETS);
    let open = open.and_then(|key| plan.tickets.iter().find(|ticket| ticket.key == key));
    SitePlanView {
        tickets: plan.tickets.iter().skip(first).take(TICKETS).map(|ticket| row(plan, ticket)).collect(),
        page,
        more: plan.tickets.len() > first.saturating_add(TICKETS),
        longest: plan.critical_path.iter().map(|index| plan.tickets[*index].title.clone()).collect(),
        longest_hours: plan.critical_path.iter().map(|index| plan.tickets[*index].hours).sum(),
        cycles: plan.cycles.iter().map(|cycle| cycle.explanation.clone()).collect(),
        reasons: plan
            .coverage
            .reasons()
            .into_iter()
            .map(|(reason, count)| (reason.to_owned(), small(count)))
            .collect(),
        open: open.map(|ticket| text(checked, ticket)),
        csv_files: small(plan.tickets.len().div_ceil(CSV_ROWS)),
        build,
    }
}

/// One ticket, whole.
fn text(checked: &Checked, ticket: &Ticket) -> PlannedTicketText {
    let spec = checked.spec();
    let table = |table: plan::ReferenceTable| PlannedTable {
        caption: table.caption,
        header: table.header,
        rows: table.rows,
    };
    let needs = ticket.dependencies.iter();
    PlannedTicketText {
        key: ticket.key.clone(),
        number: small(
            checked.plan.tickets.iter().position(|other| other.key == ticket.key).unwrap_or_default() + 1,
        ),
        title: ticket.title.clone(),
        story: plan::story(&spec, ticket),
        tables: plan::reference_tables(&spec, ticket).into_iter().map(table).collect(),
        criteria: plan::criteria(&spec, ticket),
        verification: plan::verification(&spec, ticket),
        after: needs
            .map(|need| (checked.plan.tickets[need.on].title.clone(), need.because.clone()))
            .collect(),
    }
}

fn row(plan: &Plan, ticket: &Ticket) -> PlannedTicketView {
    PlannedTicketView {
        key: ticket.key.clone(),
        title: ticket.title.clone(),
        removes: ticket.action == Action::Remove,
        group: ticket.group.label().to_owned(),
        category: ticket.category.label().to_owned(),
        order: ticket.order,
        hours: ticket.hours,
        wave: ticket.wave,
        rows: small(ticket.rows.len()),
        after: ticket.dependencies.iter().map(|need| plan.tickets[need.on].title.clone()).collect(),
    }
}
