//! What the next version of the sheets changes: rows, and issues that were made of them.

use super::{
    going::{Addresses, addresses, states},
    make::{ROWS_GONE, kept_rows},
    must_have,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    connections::jira_gate,
    exporting::updates::{self, Frozen},
    issue_text, site_builds,
};
use contract::{
    Outcome,
    views::{
        ChangedRowView, ChangedRows, IssueUpdate, JobView, LookedAt, RowFate, SiteChangesView, TicketState,
        UpdateState,
    },
};
use domain::{
    failure::Failure,
    ids::{SiteBuildId, SiteTicketId},
    jira::IssueKey,
    principal::Principal,
};
use sha2::{Digest, Sha256};
use site_spec::plan::versions::{self, ChangedRow, RowChange, RowText};
use std::collections::{BTreeMap, HashMap};
use store::{
    Tx,
    site_tickets::{self, SiteTicket, TicketRows, Update},
};

/// Rows that are shown.
const ROWS: usize = 500;
/// Issues that are shown, and looked at in one go.
pub(super) const ISSUES: usize = 500;
/// Characters of a cell that are shown.
const CELL: usize = 300;

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// An issue that could be changed, because its ticket's rows were.
pub(super) struct Due {
    pub(super) ticket: SiteTicket,
    pub(super) key: IssueKey,
    /// Its rows are gone.
    pub(super) gone: bool,
}

/// Issues of a build that could be changed, in the order of their tickets.
pub(super) fn due(tx: &mut Tx, id: SiteBuildId) -> Outcome<Vec<Due>> {
    let states = states(tx, id)?;
    let found = site_tickets::list(tx, id)?.into_iter().filter_map(|ticket| {
        let going = states.get(&ticket.id).filter(|going| going.state == TicketState::Created)?;
        let gone = ticket.note.as_deref() == Some(ROWS_GONE);
        let key = going.key.clone().filter(|_| gone || ticket.has_proposal)?;
        Some(Due { ticket, key, gone })
    });
    Ok(found.collect())
}

/// What a person agrees to: every change that is still to be written, with its way. Nothing when there is none.
pub(super) fn agreed(updates: &[Update]) -> Option<String> {
    let mut all = Sha256::new();
    let mut none = true;
    for update in updates.iter().filter(|update| is_open(update)) {
        let Update { ticket, way, payload_sha256, .. } = update;
        all.update(format!("{ticket} {} {payload_sha256}\n", way.as_str()));
        none = false;
    }
    (!none).then(|| hex::encode(all.finalize()))
}

pub(super) fn is_open(update: &Update) -> bool {
    matches!(update.state, UpdateState::Open | UpdateState::Doubtful)
}

struct Read {
    outdated: bool,
    tickets: Vec<SiteTicket>,
    keys: BTreeMap<SiteTicketId, IssueKey>,
    rows: BTreeMap<SiteTicketId, TicketRows>,
    due: Vec<Due>,
    updates: Vec<Update>,
    payloads: HashMap<SiteTicketId, Frozen>,
    job: Option<JobView>,
    connected: bool,
}

fn read(tx: &mut Tx, id: SiteBuildId) -> Outcome<Read> {
    let build = must_have(tx, id)?;
    let updates = site_tickets::updates(tx, id)?;
    let mut payloads = HashMap::new();
    // What is done comes last, and is shown as far as there is room.
    let (done, open): (Vec<&Update>, Vec<&Update>) =
        updates.iter().partition(|update| update.state == UpdateState::Done);
    for update in open.into_iter().chain(done).take(ISSUES) {
        if let Some(bytes) = site_tickets::update_payload(tx, update.ticket)? {
            payloads.insert(update.ticket, updates::read(&bytes)?);
        }
    }
    let created = states(tx, id)?.into_iter().filter_map(|(ticket, going)| Some((ticket, going.key?)));
    Ok(Read {
        outdated: build.made_from.is_some_and(|made| made != build.version),
        tickets: site_tickets::list(tx, id)?,
        keys: created.collect(),
        rows: site_tickets::rows(tx, id)?,
        due: due(tx, id)?,
        updates,
        payloads,
        job: build.export_job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten(),
        connected: jira_gate(dots(&store::connections::list(tx)?)).is_none(),
    })
}

/// The page.
pub(super) async fn view(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<SiteChangesView> {
    let build = site_builds::head(resources, principal, id).await?;
    let read = resources.store.of(principal).read(move |tx| self::read(tx, id)).await?;
    let sites = addresses(resources, principal).await?;
    let (rows, counts) = if read.outdated {
        let checked = resources.desk.checked(resources, principal, id).await?;
        let before = before(&read, &sites);
        let comparing = tokio::task::spawn_blocking(move || compared(&checked, &before));
        comparing.await.map_err(|_| Failure::internal())?
    } else {
        (Vec::new(), ChangedRows::default())
    };
    let all = issues(&read, &sites);
    Ok(SiteChangesView {
        build,
        outdated: read.outdated,
        rows,
        counts,
        more: small(all.len().saturating_sub(ISSUES)),
        updates: all.into_iter().take(ISSUES).collect(),
        sha256: agreed(&read.updates),
        job: read.job,
        connected: read.connected,
        now: resources.clock.now(),
    })
}

/// Whose a row was.
type Home = (String, Option<(IssueKey, String)>);

/// Every row that tickets know, with its ticket's title and issue.
fn before(read: &Read, sites: &Addresses) -> Vec<(RowText, Home)> {
    let of_ticket = |ticket: &SiteTicket| {
        let rows = read.rows.get(&ticket.id).map(|rows| kept_rows(latest(rows))).unwrap_or_default();
        let home = (ticket.title.clone(), issue(read, sites, ticket.id));
        rows.into_iter().map(move |row| (row, home.clone()))
    };
    read.tickets.iter().flat_map(of_ticket).collect()
}

pub(super) fn latest(rows: &TicketRows) -> &str {
    rows.newer.as_deref().unwrap_or(&rows.source)
}

fn issue(read: &Read, sites: &Addresses, ticket: SiteTicketId) -> Option<(IssueKey, String)> {
    sites.issue(read.keys.get(&ticket)?)
}

/// The rows that tickets know against those of the sheets as they are now.
fn compared(
    checked: &site_builds::Checked,
    before: &[(RowText, Home)],
) -> (Vec<ChangedRowView>, ChangedRows) {
    let spec = checked.spec();
    let (mut now, mut titles) = (Vec::new(), HashMap::new());
    for ticket in &checked.plan.tickets {
        for row in versions::rows(&spec, ticket) {
            titles.insert(row.key.clone(), ticket.title.clone());
            now.push(row);
        }
    }
    let homes: HashMap<&str, &Home> = before.iter().map(|(row, home)| (row.key.as_str(), home)).collect();
    let before: Vec<RowText> = before.iter().map(|(row, _)| row.clone()).collect();
    let changes = versions::compare(&before, &now, &versions::left_out(&spec));
    let mut counts = ChangedRows::default();
    for change in &changes {
        match change.change {
            RowChange::New => counts.new += 1,
            RowChange::Changed(_) => counts.changed += 1,
            RowChange::Removed | RowChange::LeftOut(_) => counts.removed += 1,
        }
    }
    let rows = changes.iter().take(ROWS).map(|change| {
        let home = homes.get(change.row.key.as_str());
        let title = home.map(|(title, _)| title.clone()).or_else(|| titles.get(&change.row.key).cloned());
        shown(change, title.unwrap_or_default(), home.and_then(|(_, issue)| issue.clone()))
    });
    (rows.collect(), counts)
}

fn shown(change: &ChangedRow<'_>, ticket: String, issue: Option<(IssueKey, String)>) -> ChangedRowView {
    let short = |text: &str| match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    let (fate, reason, cells) = match &change.change {
        RowChange::New => (RowFate::New, None, &[][..]),
        RowChange::Removed => (RowFate::Removed, None, &[][..]),
        RowChange::LeftOut(reason) => (RowFate::LeftOut, Some((*reason).to_owned()), &[][..]),
        RowChange::Changed(cells) => (RowFate::Changed, None, cells.as_slice()),
    };
    let cells = cells.iter().map(|cell| (cell.column.clone(), short(&cell.before), short(&cell.after)));
    ChangedRowView {
        sheet: change.row.sheet.clone(),
        name: short(&change.row.name),
        fate,
        reason,
        cells: cells.collect(),
        ticket,
        issue,
    }
}

/// Issues that could be changed, and those that were when Jira was looked at last.
fn issues(read: &Read, sites: &Addresses) -> Vec<IssueUpdate> {
    let due: HashMap<SiteTicketId, bool> = read.due.iter().map(|due| (due.ticket.id, due.gone)).collect();
    let looked: HashMap<SiteTicketId, &Update> =
        read.updates.iter().map(|update| (update.ticket, update)).collect();
    let listed = read.tickets.iter().filter_map(|ticket| {
        let (due, update) = (due.get(&ticket.id), looked.get(&ticket.id));
        if due.is_none() && update.is_none() {
            return None;
        }
        let rows = read.rows.get(&ticket.id);
        let changes = rows.filter(|rows| rows.newer.is_some()).map(|rows| {
            let (older, newer) = (kept_rows(&rows.source), kept_rows(latest(rows)));
            let changes = versions::compare(&older, &newer, &BTreeMap::new());
            changes.iter().map(|change| shown(change, ticket.title.clone(), None)).collect()
        });
        Some(IssueUpdate {
            ticket: ticket.id,
            title: ticket.title.clone(),
            issue: issue(read, sites, ticket.id),
            gone: due.copied().unwrap_or_default(),
            changes: changes.unwrap_or_default(),
            looked: update.map(|update| looked_at(update, read.payloads.get(&ticket.id))),
        })
    });
    let mut listed: Vec<IssueUpdate> = listed.collect();
    listed
        .sort_by_key(|update| update.looked.as_ref().is_some_and(|looked| looked.state == UpdateState::Done));
    listed
}

fn looked_at(update: &Update, payload: Option<&Frozen>) -> LookedAt {
    let sent =
        payload.and_then(|payload| payload.sent.as_ref()).map(issue_text::of_value).unwrap_or_default();
    let theirs = update.theirs.as_ref().map(|theirs| crate::difference::pieces(&sent, theirs));
    LookedAt {
        at: update.looked_at,
        way: update.way,
        state: update.state,
        can_update: payload.is_some_and(|payload| payload.description.is_some()),
        theirs: theirs.unwrap_or_default(),
        text: update.body.clone(),
        failure: update.failure.clone(),
    }
}
