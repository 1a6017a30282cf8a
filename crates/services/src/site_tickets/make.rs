//! Tickets from the plan: new ones, and those there are brought up to date with their rows.

use super::{going::sent, order::placed};
use crate::{
    Resources, audit,
    site_builds::{self, Checked},
};
use contract::{Outcome, commands::MakeTickets, services::Caller, views::TicketOrigin};
use domain::{
    failure::{Category, Failure},
    principal::Principal,
};
use sha2::{Digest, Sha256};
use site_spec::plan::{self, Action};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::site_tickets::{self, NewTicket, Renewal, SiteTicket};

/// Written on a ticket whose rows are gone.
const ROWS_GONE: &str = "Its rows are no longer in the sheets, or are not built any more.";

/// What the plan says, ready to be stored.
struct Planned {
    tickets: Vec<NewTicket>,
    /// Who waits, by place in `tickets`, for whom, and why.
    needs: Vec<(usize, usize, String)>,
}

fn planned(checked: &Checked) -> Planned {
    let (spec, plan) = (checked.spec(), &checked.plan);
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let ticket = |(position, ticket): (usize, &plan::Ticket)| {
        let body = plan::body(&spec, ticket);
        #[expect(clippy::cast_possible_truncation, reason = "an estimate of hours")]
        let minutes = (ticket.hours * 60.0).round() as i32;
        NewTicket {
            plan_key: ticket.key.clone(),
            position: i32::try_from(position).unwrap_or(i32::MAX),
            heading: ticket.group.label().to_owned(),
            category: ticket.category.label().to_owned(),
            title: ticket.title.clone(),
            rows_sha256: hex::encode(Sha256::digest(format!("{}\n{body}", ticket.title))),
            body,
            minutes,
            wave: number(ticket.wave),
            removes: ticket.action == Action::Remove,
        }
    };
    let needs = plan.tickets.iter().enumerate().flat_map(|(waits, ticket)| {
        ticket.dependencies.iter().map(move |need| (waits, need.on, need.because.clone()))
    });
    Planned { tickets: plan.tickets.iter().enumerate().map(ticket).collect(), needs: needs.collect() }
}

fn blocked(errors: u32) -> Failure {
    let findings = if errors == 1 { "1 finding".to_owned() } else { format!("{errors} findings") };
    Failure::new(
        "site_build.blocked",
        Category::UserFixable,
        format!("{findings} in the sheets would make wrong tickets."),
    )
    .with_next("Put them right on the page “Check”, or leave their rows out.")
}

/// Makes the tickets of the plan. What people wrote by hand and what is in Jira stays; a new text waits beside it.
pub(super) async fn make(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: MakeTickets,
) -> Outcome<u32> {
    let id = command.build;
    let checked = resources.desk.checked(resources, principal, id).await?;
    if checked.build.version != command.version {
        return Err(site_builds::changed_elsewhere());
    }
    if checked.shown.counts.errors > 0 {
        return Err(blocked(checked.shown.counts.errors));
    }
    if checked.plan.tickets.is_empty() {
        return Err(Failure::user("site_build.nothing_planned", "There is nothing to make tickets of yet.")
            .with_next("Add sheets with rows that are approved, changed or unmarked."));
    }
    let planning = tokio::task::spawn_blocking(move || planned(&checked));
    let planned = planning.await.map_err(|_| Failure::internal())?;
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<u32> {
            let build = site_builds::hold_idle(tx, id)?;
            if build.version != command.version {
                return Err(site_builds::changed_elsewhere());
            }
            let sent = sent(tx, id)?;
            let before = site_tickets::list(tx, id)?;
            let as_they_stood: Vec<_> =
                before.iter().map(|ticket| (ticket.id, ticket.heading.clone())).collect();
            let mut there: HashMap<String, SiteTicket> =
                before.into_iter().map(|ticket| (ticket.plan_key.clone(), ticket)).collect();
            let (mut ids, mut added, mut renewed) = (Vec::with_capacity(planned.tickets.len()), 0_u32, 0_u32);
            for new in &planned.tickets {
                let Some(old) = there.remove(&new.plan_key) else {
                    ids.push(site_tickets::insert(tx, id, new)?);
                    added += 1;
                    continue;
                };
                let how = if old.rows_sha256 == new.rows_sha256 {
                    Renewal::Same
                } else if old.origin == TicketOrigin::Person || sent.contains_key(&old.id) {
                    Renewal::Propose
                } else {
                    Renewal::Replace
                };
                renewed += u32::from(how != Renewal::Same);
                site_tickets::renew(tx, old.id, new, how)?;
                // What is in Jira needs nobody's word any more.
                if old.ready && sent.contains_key(&old.id) {
                    site_tickets::set_ready(tx, old.id, true)?;
                }
                ids.push(old.id);
            }
            let mut gone = BTreeSet::new();
            for old in there.into_values() {
                let is_sent = sent.contains_key(&old.id);
                if old.origin == TicketOrigin::Person || is_sent {
                    site_tickets::set_note(tx, old.id, Some(ROWS_GONE))?;
                    site_tickets::set_ready(tx, old.id, old.ready && is_sent)?;
                } else {
                    site_tickets::remove(tx, old.id)?;
                    gone.insert(old.id);
                }
            }
            let planned_now = ids.iter().zip(&planned.tickets);
            let planned_now = planned_now.map(|(id, new)| (*id, new.heading.clone())).collect::<Vec<_>>();
            let stayed: Vec<_> = as_they_stood.into_iter().filter(|(id, _)| !gone.contains(id)).collect();
            for (position, ticket) in (0..).zip(placed(&stayed, &planned_now)) {
                site_tickets::set_position(tx, ticket, position)?;
            }
            let wanted: BTreeMap<_, &str> = planned
                .needs
                .iter()
                .map(|(waits, on, because)| ((ids[*waits], ids[*on]), because.as_str()))
                .collect();
            let there: BTreeSet<_> = site_tickets::needs(tx, id)?
                .into_iter()
                .filter(|need| !need.because.is_empty())
                .map(|need| (need.ticket, need.need))
                .collect();
            for (ticket, need) in there.iter().filter(|pair| !wanted.contains_key(pair)) {
                site_tickets::remove_need(tx, *ticket, *need)?;
            }
            for ((ticket, need), because) in &wanted {
                site_tickets::add_need(tx, *ticket, *need, because)?;
            }
            store::site_builds::set_made_from(tx, id, build.version)?;
            let mut entry =
                audit::entry_about("site_build.tickets_made", site_builds::subject(id), "ok", &caller);
            entry.detail = serde_json::json!({ "tickets": ids.len(), "added": added, "renewed": renewed });
            store::audit::record(tx, &entry)?;
            Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
        })
        .await
}
