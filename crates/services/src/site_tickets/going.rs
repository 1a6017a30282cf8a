//! Where tickets are on their way to Jira, as the ledger knows it.

use super::{Line, in_line, must_have, review};
use crate::{
    Resources, accounts::sessions::dots, connections::jira_gate, exporting::tickets::batches::BATCH,
    site_builds, upstream,
};
use atlassian::jira::JiraSite;
use contract::{
    Outcome,
    views::{
        CheckedExport, ExportProgress, ExportResult, JobView, ManualFix, SiteExportView, SiteTarget,
        TicketState,
    },
};
use domain::{
    failure::{Category, Failure},
    ids::{OperationId, SiteBuildId, SiteTicketId},
    jira::IssueKey,
    principal::Principal,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use store::{
    Tx,
    operations::{self, Operation, OperationState},
    site_tickets::{self, LinkState, Need, SiteTicket, SprintState},
};

/// What the ledger calls creating a ticket's issue.
pub(crate) const CREATE: &str = "create";
/// What the ledger calls attaching a ticket's whole text to its issue.
pub(crate) const ATTACH: &str = "attach";

/// Where one ticket is.
#[derive(Debug, Clone)]
pub(crate) struct Going {
    pub(crate) operation: OperationId,
    pub(crate) state: TicketState,
    pub(crate) key: Option<IssueKey>,
    pub(crate) failure: Option<Failure>,
}

fn going(operation: Operation) -> Option<(SiteTicketId, Going)> {
    let state = match operation.state {
        OperationState::Planned => TicketState::Waiting,
        OperationState::Sending | OperationState::Doubtful => TicketState::OnItsWay,
        OperationState::Created => TicketState::Created,
        OperationState::Rejected => TicketState::Refused,
        OperationState::Unknown => TicketState::Unknown,
    };
    let ticket = operation.item.parse().ok()?;
    let going = Going { operation: operation.id, state, key: operation.key, failure: operation.failure };
    Some((ticket, going))
}

/// The files of a build's issues, as the ledger knows them.
fn files(tx: &mut Tx, build: SiteBuildId) -> Outcome<Vec<(SiteTicketId, Going)>> {
    let operations = operations::of_subject(tx, &site_builds::subject(build))?;
    Ok(operations.into_iter().filter(|operation| operation.kind == ATTACH).filter_map(going).collect())
}

/// Where the tickets of a build are that were asked for. What is planned of one that is gone, not ready any more, or was changed since, is not
/// asked for any more.
pub(crate) fn states(tx: &mut Tx, build: SiteBuildId) -> Outcome<BTreeMap<SiteTicketId, Going>> {
    let operations = operations::of_subject(tx, &site_builds::subject(build))?;
    let agreed: HashMap<String, Option<String>> = site_tickets::list(tx, build)?
        .into_iter()
        .map(|ticket| (ticket.id.to_string(), ticket.payload_sha256.filter(|_| ticket.ready)))
        .collect();
    let counts = |operation: &Operation| match (operation.state, agreed.get(&operation.item)) {
        (OperationState::Planned, Some(sha256)) => sha256.as_ref() == Some(&operation.payload_sha256),
        (OperationState::Planned | OperationState::Rejected, None) => false,
        _ => true,
    };
    let asked = operations.into_iter().filter(|operation| operation.kind == CREATE && counts(operation));
    Ok(asked.filter_map(going).collect())
}

/// Those of them that are in Jira, or may be.
pub(super) fn sent(tx: &mut Tx, build: SiteBuildId) -> Outcome<BTreeMap<SiteTicketId, Going>> {
    let mut states = states(tx, build)?;
    states.retain(|_, going| !matches!(going.state, TicketState::Waiting | TicketState::Refused));
    Ok(states)
}

pub(super) fn on_its_way() -> Failure {
    Failure::new(
        "site_ticket.on_its_way",
        Category::Conflict,
        "This ticket is in Jira already, or on its way there.",
    )
    .with_next("Change the issue in Jira.")
}

/// Where people see issues.
pub(super) struct Addresses(Option<JiraSite>);

impl Addresses {
    /// An issue with its page.
    pub(super) fn issue(&self, key: &IssueKey) -> Option<(IssueKey, String)> {
        let url = self.0.as_ref()?.browse_url(key.as_str())?;
        Some((key.clone(), url))
    }
}

/// Where the person sees issues. A site that the configuration no longer has shows keys without pages.
pub(super) async fn addresses(resources: &Resources, principal: &Principal) -> Outcome<Addresses> {
    let settings = resources.settings.current();
    let user = resources.store.of(principal).read(store::accounts::me).await?;
    let user = user.ok_or_else(Failure::unauthenticated)?;
    let site = upstream::site(&settings, user.site.as_str()).ok().and_then(|site| {
        let base = upstream::jira_base(resources, &settings, site).ok()?;
        Some(JiraSite::new(base, upstream::jira_kind(site)))
    });
    Ok(Addresses(site))
}

/// The ready tickets that are still to go, in the order in which they go.
pub(super) fn still_to_go(
    tickets: &[SiteTicket],
    needs: &[Need],
    states: &BTreeMap<SiteTicketId, Going>,
) -> Line {
    let open = |ticket: &&SiteTicket| {
        let state = states.get(&ticket.id).map_or(TicketState::Here, |going| going.state);
        ticket.ready && matches!(state, TicketState::Here | TicketState::Waiting | TicketState::Refused)
    };
    let ids: Vec<_> = tickets.iter().filter(open).map(|ticket| ticket.id).collect();
    in_line(&ids, needs.iter().map(|need| (need.ticket, need.need)))
}

/// What a person agrees to: every payload in its order. Nothing when there is none.
pub(super) fn agreed<'a>(payloads: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut all = Sha256::new();
    let mut none = true;
    for sha256 in payloads {
        all.update(sha256);
        none = false;
    }
    (!none).then(|| hex::encode(all.finalize()))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What was checked, where anything was.
fn checked(
    tx: &mut Tx,
    line: &Line,
    tickets: &HashMap<SiteTicketId, &SiteTicket>,
    links: u32,
) -> Outcome<Option<CheckedExport>> {
    let in_order: Vec<&SiteTicket> = line.order.iter().filter_map(|id| tickets.get(id).copied()).collect();
    let fitting: Vec<&SiteTicket> =
        in_order.iter().copied().filter(|ticket| ticket.payload_sha256.is_some()).collect();
    let refused: Vec<_> = in_order
        .iter()
        .filter_map(|ticket| Some((ticket.id, ticket.title.clone(), ticket.refused.clone()?)))
        .collect();
    if fitting.is_empty() && refused.is_empty() {
        return Ok(None);
    }
    let example = match fitting.first() {
        Some(first) => site_tickets::payload(tx, first.id)?.map(|payload| {
            let body = serde_json::from_slice::<serde_json::Value>(&payload)
                .ok()
                .and_then(|payload| serde_json::to_string_pretty(&payload["rest"]).ok());
            (first.title.clone(), body.unwrap_or_default())
        }),
        None => None,
    };
    let sha256 = agreed(fitting.iter().filter_map(|ticket| ticket.payload_sha256.as_deref()));
    Ok(Some(CheckedExport {
        fit: small(fitting.len()),
        calls: small(fitting.len().div_ceil(BATCH)),
        links,
        sha256: sha256.unwrap_or_default(),
        unchecked: small(in_order.len() - fitting.len() - refused.len()),
        refused,
        left_out: left_out(&fitting),
        example,
    }))
}

/// Values that are left out, each with how many tickets have it.
fn left_out(tickets: &[&SiteTicket]) -> Vec<(String, u32)> {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for left in tickets.iter().flat_map(|ticket| &ticket.fixes) {
        *found.entry(format!("{} {}", left.field, left.value)).or_default() += 1;
    }
    found.into_iter().collect()
}

struct Read {
    target: Option<SiteTarget>,
    tickets: Vec<SiteTicket>,
    states: BTreeMap<SiteTicketId, Going>,
    needs: Vec<Need>,
    files: Vec<(SiteTicketId, Going)>,
    checked: Option<CheckedExport>,
    job: Option<JobView>,
    projects: Vec<(String, String)>,
    connected: bool,
}

/// Where the tickets go, what would be sent, and what came of it.
pub(super) async fn view(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<SiteExportView> {
    let build = site_builds::head(resources, principal, id).await?;
    let read = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<Read> {
            let build = must_have(tx, id)?;
            let (tickets, states, needs) =
                (site_tickets::list(tx, id)?, states(tx, id)?, site_tickets::needs(tx, id)?);
            let line = still_to_go(&tickets, &needs, &states);
            let by_id = tickets.iter().map(|ticket| (ticket.id, ticket)).collect();
            let going = |ticket: &SiteTicketId| {
                line.order.contains(ticket)
                    || states.get(ticket).is_some_and(|going| going.state == TicketState::Created)
            };
            let links = needs
                .iter()
                .filter(|need| need.link != LinkState::Made && going(&need.ticket) && going(&need.need))
                .count();
            let checked = checked(tx, &line, &by_id, small(links))?;
            let projects = store::projects::all(tx)?;
            let connections = store::connections::list(tx)?;
            Ok(Read {
                job: build.export_job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten(),
                target: build.target,
                checked,
                projects: projects
                    .into_iter()
                    .map(|project| (project.key.to_string(), project.name))
                    .collect(),
                connected: jira_gate(dots(&connections)).is_none(),
                tickets,
                files: files(tx, id)?,
                states,
                needs,
            })
        })
        .await?;
    let sites = addresses(resources, principal).await?;
    Ok(SiteExportView {
        counts: review::counts(&read.tickets, &read.states),
        progress: progress(&read.tickets, &read.states, &read.needs, &read.files),
        results: results(&read.tickets, &read.states, &sites),
        fixes: fixes(&read, &sites),
        groups: groups(&read.tickets),
        target: read.target,
        projects: read.projects,
        connected: read.connected,
        checked: read.checked,
        job: read.job,
        now: resources.clock.now(),
        build,
    })
}

/// Parts of the plan, in the order of its tickets.
fn groups(tickets: &[SiteTicket]) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for ticket in tickets {
        if !groups.contains(&ticket.heading) {
            groups.push(ticket.heading.clone());
        }
    }
    groups
}

/// How far an export is.
fn progress(
    tickets: &[SiteTicket],
    states: &BTreeMap<SiteTicketId, Going>,
    needs: &[Need],
    files: &[(SiteTicketId, Going)],
) -> ExportProgress {
    let count = |state| small(states.values().filter(|going| going.state == state).count());
    let is_there =
        |id: &SiteTicketId| states.get(id).is_some_and(|going| going.state == TicketState::Created);
    let asked: Vec<&Need> = needs
        .iter()
        .filter(|need| states.contains_key(&need.ticket) && states.contains_key(&need.need))
        .collect();
    let open_links = asked.iter().filter(|need| {
        matches!(need.link, LinkState::Open | LinkState::Doubtful)
            && is_there(&need.ticket)
            && is_there(&need.need)
    });
    let open_files = files.iter().filter(|(ticket, file)| {
        is_there(ticket) && !matches!(file.state, TicketState::Created | TicketState::Refused)
    });
    let open_sprints = tickets.iter().filter(|ticket| {
        ticket.fields.sprint.is_some() && ticket.sprint == SprintState::Open && is_there(&ticket.id)
    });
    ExportProgress {
        wanted: small(states.len()),
        created: count(TicketState::Created),
        refused: count(TicketState::Refused),
        doubtful: count(TicketState::OnItsWay),
        unknown: count(TicketState::Unknown),
        links: small(asked.len()),
        linked: small(asked.iter().filter(|need| need.link == LinkState::Made).count()),
        open: small(open_links.count() + open_files.count() + open_sprints.count()),
    }
}

fn results(
    tickets: &[SiteTicket],
    states: &BTreeMap<SiteTicketId, Going>,
    sites: &Addresses,
) -> Vec<ExportResult> {
    let result = |ticket: &SiteTicket| {
        let going = states.get(&ticket.id)?;
        Some(ExportResult {
            id: ticket.id,
            title: ticket.title.clone(),
            state: going.state,
            issue: going.key.as_ref().and_then(|key| sites.issue(key)),
            failure: going.failure.clone(),
        })
    };
    tickets.iter().filter_map(result).collect()
}

/// What is left to be done by hand: values that Jira would not take, links that it would not make, files it refused.
fn fixes(read: &Read, sites: &Addresses) -> Vec<ManualFix> {
    let issue = |id: &SiteTicketId| read.states.get(id)?.key.as_ref().and_then(|key| sites.issue(key));
    let key =
        |id: &SiteTicketId| issue(id).map_or_else(|| "the issue".to_owned(), |(key, _)| key.to_string());
    let fix = |ticket: SiteTicketId, what: String, why: String| ManualFix {
        ticket,
        issue: issue(&ticket),
        what,
        why,
    };
    let why = |failure: Option<&Failure>| failure.map(|failure| failure.message.clone()).unwrap_or_default();
    let is_there =
        |id: &SiteTicketId| read.states.get(id).is_some_and(|going| going.state == TicketState::Created);
    let of_fields = read.tickets.iter().filter(|ticket| is_there(&ticket.id)).flat_map(|ticket| {
        ticket.fixes.iter().map(move |left| {
            fix(ticket.id, format!("Set {} to {}.", left.field, left.value), left.why.clone())
        })
    });
    let refused_links = read.needs.iter().filter(|need| need.link == LinkState::Refused);
    let of_links = refused_links.map(|need| {
        let what = format!("Link {}, which comes first, with {}.", key(&need.need), key(&need.ticket));
        fix(need.ticket, what, why(need.failure.as_ref()))
    });
    let refused_files = read.files.iter().filter(|(_, file)| file.state == TicketState::Refused);
    let of_files = refused_files.map(|(ticket, file)| {
        let what = "Attach the whole text; the page “Review” has it.".to_owned();
        fix(*ticket, what, why(file.failure.as_ref()))
    });
    of_fields.chain(of_links).chain(of_files).collect()
}
