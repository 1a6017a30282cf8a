//! Tickets as their page shows them.

use super::{going, must_have, write_job};
use crate::{Resources, accounts::sessions::dots, connections::jira_gate, rich_text, site_builds};
use contract::{
    Outcome,
    commands::TicketFilter,
    views::{
        JobView, ReviewedText, ReviewedTicket, SiteReviewView, SiteTarget, TicketCounts, TicketNeed,
        TicketOrigin, TicketState,
    },
};
use domain::{
    ids::{SiteBuildId, SiteTicketId},
    principal::Principal,
    text::search_key,
};
use std::collections::{BTreeMap, HashMap};
use store::site_tickets::{self, SiteTicket};

/// Tickets on one page.
const TICKETS: usize = 100;
/// Tickets that are offered to be waited for.
const OFFERED: usize = 500;

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whether a ticket is one of those somebody looks for. A word for a state that is none fits all.
pub(super) fn fits(ticket: &SiteTicket, filter: &TicketFilter) -> bool {
    let state = match filter.state.as_str() {
        "ready" => ticket.ready,
        "unready" => !ticket.ready,
        "noted" => is_noted(ticket),
        "edited" => ticket.origin == TicketOrigin::Person,
        "unassigned" => ticket.fields.assignee.is_none(),
        _ => true,
    };
    let title = search_key(&ticket.title);
    state && search_key(&filter.words).split_whitespace().all(|word| title.contains(word))
}

/// Somebody should look at it.
fn is_noted(ticket: &SiteTicket) -> bool {
    ticket.note.is_some() || ticket.has_proposal || ticket.refused.is_some()
}

pub(super) fn counts(tickets: &[SiteTicket], states: &BTreeMap<SiteTicketId, going::Going>) -> TicketCounts {
    let count = |is: &dyn Fn(&SiteTicket) -> bool| small(tickets.iter().filter(|ticket| is(ticket)).count());
    TicketCounts {
        all: small(tickets.len()),
        ready: count(&|ticket| ticket.ready),
        by_model: count(&|ticket| ticket.origin == TicketOrigin::Model),
        by_person: count(&|ticket| ticket.origin == TicketOrigin::Person),
        proposals: count(&|ticket| ticket.has_proposal),
        noted: count(&is_noted),
        created: count(&|ticket| {
            states.get(&ticket.id).is_some_and(|going| going.state == TicketState::Created)
        }),
    }
}

fn shown(ticket: SiteTicket, going: Option<&going::Going>, sites: &going::Addresses) -> ReviewedTicket {
    let refused = ticket.refused.map(|failure| failure.message);
    ReviewedTicket {
        id: ticket.id,
        title: ticket.title,
        group: ticket.heading,
        category: ticket.category,
        minutes: u32::try_from(ticket.minutes).unwrap_or(0),
        wave: u32::try_from(ticket.wave).unwrap_or(0),
        removes: ticket.removes,
        origin: ticket.origin,
        ready: ticket.ready,
        note: ticket.note.or(refused),
        proposal: ticket.has_proposal,
        state: going.map_or(TicketState::Here, |going| going.state),
        issue: going.and_then(|going| sites.issue(going.key.as_ref()?)),
        version: ticket.version,
        fields: ticket.fields,
        fields_version: ticket.fields_version,
    }
}

/// Everything that is read of a build's tickets for one page.
struct Read {
    made_from: Option<i32>,
    version: i32,
    tickets: Vec<SiteTicket>,
    states: BTreeMap<SiteTicketId, going::Going>,
    needs: Vec<site_tickets::Need>,
    open: Option<(SiteTicket, String, Option<String>)>,
    job: Option<JobView>,
    target: Option<SiteTarget>,
    connected: bool,
}

/// One page of tickets, with the one that is opened.
pub(super) async fn view(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
    filter: TicketFilter,
    open: Option<SiteTicketId>,
) -> Outcome<SiteReviewView> {
    let build = site_builds::head(resources, principal, id).await?;
    let read = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<Read> {
            let build = must_have(tx, id)?;
            let open = open.map(|open| site_tickets::get(tx, open)).transpose()?.flatten();
            let job = build.prose_job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
            Ok(Read {
                target: build.target,
                connected: jira_gate(dots(&store::connections::list(tx)?)).is_none(),
                made_from: build.made_from,
                version: build.version,
                tickets: site_tickets::list(tx, id)?,
                states: going::states(tx, id)?,
                needs: if open.is_some() { site_tickets::needs(tx, id)? } else { Vec::new() },
                open: open.filter(|(ticket, _, _)| ticket.build == id),
                job,
            })
        })
        .await?;
    let sites = going::addresses(resources, principal).await?;
    let runs = read.job.as_ref().is_some_and(|job| job.state.is_active());
    let current = read.made_from == Some(read.version);
    let prose = if current && !runs { write_job::offer(resources, principal, id).await? } else { None };
    let counts = counts(&read.tickets, &read.states);
    let open = read.open.map(|open| text(open, &read.tickets, &read.needs, &read.states, &sites));
    let fitting: Vec<SiteTicket> = read.tickets.into_iter().filter(|ticket| fits(ticket, &filter)).collect();
    let first = usize::try_from(filter.page).unwrap_or(usize::MAX).saturating_mul(TICKETS);
    let total = fitting.len();
    let tickets = fitting.into_iter().skip(first).take(TICKETS).map(|ticket| {
        let going = read.states.get(&ticket.id);
        shown(ticket, going, &sites)
    });
    let (project, offers) = read.target.map(|target| (target.project, target.offers)).unzip();
    Ok(SiteReviewView {
        project,
        offers: offers.flatten(),
        connected: read.connected,
        now: resources.clock.now(),
        tickets: tickets.collect(),
        fitting: small(total),
        page: filter.page,
        more: total > first.saturating_add(TICKETS),
        counts,
        outdated: read.made_from.is_some_and(|made| made != read.version),
        open,
        prose,
        job: read.job,
        build,
    })
}

/// A ticket, whole. What already waits for it, however far behind, is not offered to come before it.
fn text(
    (ticket, body, proposal): (SiteTicket, String, Option<String>),
    tickets: &[SiteTicket],
    needs: &[site_tickets::Need],
    states: &BTreeMap<SiteTicketId, going::Going>,
    sites: &going::Addresses,
) -> ReviewedText {
    let titles: HashMap<SiteTicketId, &str> =
        tickets.iter().map(|ticket| (ticket.id, ticket.title.as_str())).collect();
    let after: Vec<TicketNeed> = needs
        .iter()
        .filter(|need| need.ticket == ticket.id)
        .filter_map(|need| {
            let title = (*titles.get(&need.need)?).to_owned();
            Some(TicketNeed { id: need.need, title, because: need.because.clone() })
        })
        .collect();
    let mut behind = vec![ticket.id];
    let mut at = 0;
    while let Some(first) = behind.get(at).copied() {
        for need in needs.iter().filter(|need| need.need == first) {
            if !behind.contains(&need.ticket) {
                behind.push(need.ticket);
            }
        }
        at += 1;
    }
    let before = tickets
        .iter()
        .filter(|other| !behind.contains(&other.id) && !after.iter().any(|need| need.id == other.id))
        .take(OFFERED)
        .map(|other| (other.id, other.title.clone()))
        .collect();
    let going = states.get(&ticket.id);
    let read = rich_text::read(&body);
    ReviewedText { ticket: shown(ticket, going, sites), shown: read, body, proposal, after, before }
}
