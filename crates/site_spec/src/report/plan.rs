//! A plan for a terminal, and for programs.

use super::{Counts, plural};
use crate::{
    lint::Finding,
    plan::{self, Action, Coverage, Cycle, Plan, ReferenceTable, Source, Ticket},
    sheets::Spec,
    types::{Category, Group},
};
use serde::Serialize;

/// Tickets by group, what was left out, cycles and the longest chain.
pub fn text(spec: &Spec<'_>, plan: &Plan) -> String {
    let mut lines = vec![format!(
        "{}: {} in {}, about {:.0} h.",
        plan.readiness(spec),
        plural(plan.coverage.built + plan.coverage.removed, "row"),
        plural(plan.waves() as usize, "wave"),
        plan.hours()
    )];
    let mut group = None;
    for ticket in &plan.tickets {
        if group != Some(ticket.group) {
            lines.push(format!("\n{}", ticket.group.label()));
            group = Some(ticket.group);
        }
        let after = match ticket.dependencies.len() {
            0 => String::new(),
            1 => format!(", after {}", short(plan, ticket.dependencies[0].on)),
            number => format!(", after {} and {} more", short(plan, ticket.dependencies[0].on), number - 1),
        };
        lines.push(format!(
            "  {:>3}. {} ({}, {} h, wave {}{after})",
            ticket.order,
            ticket.title,
            plural(ticket.rows.len(), "row"),
            ticket.hours,
            ticket.wave
        ));
    }
    if !plan.critical_path.is_empty() {
        let hours: f32 = plan.critical_path.iter().map(|index| plan.tickets[*index].hours).sum();
        let titles: Vec<&str> =
            plan.critical_path.iter().map(|index| plan.tickets[*index].title.as_str()).collect();
        lines.push(format!("\nThe longest chain takes {hours} h: {}.", titles.join(" → ")));
    }
    if !plan.coverage.left_out.is_empty() {
        let reasons: Vec<String> =
            plan.coverage.reasons().into_iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        lines.push(format!("\nLeft out: {}.", reasons.join(", ")));
    }
    for cycle in &plan.cycles {
        lines.push(format!("\n{}", cycle.explanation));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// `Content 3`.
fn short(plan: &Plan, index: usize) -> String {
    let ticket = &plan.tickets[index];
    format!("{} {}", ticket.group.label(), ticket.order)
}

#[derive(Serialize)]
struct Report<'a> {
    counts: Counts,
    findings: &'a [Finding],
    plan: Planned<'a>,
}

#[derive(Serialize)]
struct Planned<'a> {
    tickets: Vec<Written<'a>>,
    order: Vec<&'a str>,
    critical_path: Vec<&'a str>,
    cycles: &'a [Cycle],
    coverage: &'a Coverage,
}

#[derive(Serialize)]
struct Written<'a> {
    key: &'a str,
    title: &'a str,
    action: Action,
    group: Group,
    order: u32,
    wave: u32,
    category: Category,
    hours: f32,
    needs: Vec<Need<'a>>,
    story: String,
    tables: Vec<ReferenceTable>,
    criteria: Vec<String>,
    verification: Vec<String>,
    sources: Vec<Source>,
}

#[derive(Serialize)]
struct Need<'a> {
    key: &'a str,
    because: &'a str,
}

/// An object with `counts`, `findings` and `plan`.
pub fn json(spec: &Spec<'_>, findings: &[Finding], plan: &Plan) -> String {
    let key = |index: &usize| plan.tickets[*index].key.as_str();
    let report = Report {
        counts: Counts::of(findings),
        findings,
        plan: Planned {
            tickets: plan.tickets.iter().map(|ticket| written(spec, plan, ticket)).collect(),
            order: plan.order.iter().map(key).collect(),
            critical_path: plan.critical_path.iter().map(key).collect(),
            cycles: &plan.cycles,
            coverage: &plan.coverage,
        },
    };
    // Strings and numbers alone: nothing that could fail to be JSON.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn written<'a>(spec: &Spec<'_>, plan: &'a Plan, ticket: &'a Ticket) -> Written<'a> {
    Written {
        key: &ticket.key,
        title: &ticket.title,
        action: ticket.action,
        group: ticket.group,
        order: ticket.order,
        wave: ticket.wave,
        category: ticket.category,
        hours: ticket.hours,
        needs: ticket
            .dependencies
            .iter()
            .map(|dependency| Need { key: &plan.tickets[dependency.on].key, because: &dependency.because })
            .collect(),
        story: plan::story(spec, ticket),
        tables: plan::reference_tables(spec, ticket),
        criteria: plan::criteria(spec, ticket),
        verification: plan::verification(spec, ticket),
        sources: plan::sources(spec, ticket),
    }
}
