//! Tickets from the plan: new ones, and those there are brought up to date with their rows.

use super::{going::sent, order::placed};
use crate::{
    Resources, audit,
    site_builds::{self, Checked},
};
use contract::{
    Outcome,
    commands::MakeTickets,
    services::Caller,
    views::{TicketOrigin, UpdateState},
};
use domain::{
    failure::{Category, Failure},
    ids::SiteBuildId,
    principal::Principal,
};
use sha2::{Digest, Sha256};
use site_spec::plan::{
    self, Action,
    versions::{self, RowChange, RowText},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{
    Tx,
    site_tickets::{self, NewTicket, Renewal, SiteTicket, TicketRows},
};

/// Written on a ticket whose rows are gone.
pub(super) const ROWS_GONE: &str = "Its rows are no longer in the sheets, or are not built any more.";
/// The same, once that is settled in Jira.
pub(super) const ROWS_GONE_TOLD: &str =
    "Its rows are no longer in the sheets, or are not built any more. That was settled.";
/// Written on a ticket whose rows are marked as done.
const ROWS_DONE: &str = "Its rows are marked as done (x).";

/// What is to be known about a ticket whose issue was dealt with.
pub(crate) fn settled_note(note: Option<&str>) -> Option<&str> {
    match note {
        Some(ROWS_GONE) => Some(ROWS_GONE_TOLD),
        _ => None,
    }
}

/// What the plan says, ready to be stored.
struct Planned {
    tickets: Vec<NewTicket>,
    /// Who waits, by place in `tickets`, for whom, and why.
    needs: Vec<(usize, usize, String)>,
    /// Rows that are in the sheets and not built, by their keys, with the reason.
    left_out: BTreeMap<String, &'static str>,
}

fn planned(checked: &Checked) -> Planned {
    let (spec, plan) = (checked.spec(), &checked.plan);
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let ticket = |(position, ticket): (usize, &plan::Ticket)| {
        // Running numbers and marks count for nothing here, and neither does where rows stand.
        let rows = to_text(&versions::rows(&spec, ticket));
        #[expect(clippy::cast_possible_truncation, reason = "an estimate of hours")]
        let minutes = (ticket.hours * 60.0).round() as i32;
        NewTicket {
            plan_key: ticket.key.clone(),
            position: i32::try_from(position).unwrap_or(i32::MAX),
            heading: ticket.group.label().to_owned(),
            category: ticket.category.label().to_owned(),
            title: ticket.title.clone(),
            rows_sha256: hex::encode(Sha256::digest(format!("{}\n{rows}", ticket.title))),
            rows,
            body: plan::body(&spec, ticket),
            minutes,
            wave: number(ticket.wave),
            removes: ticket.action == Action::Remove,
        }
    };
    let needs = plan.tickets.iter().enumerate().flat_map(|(waits, ticket)| {
        ticket.dependencies.iter().map(move |need| (waits, need.on, need.because.clone()))
    });
    Planned {
        tickets: plan.tickets.iter().enumerate().map(ticket).collect(),
        needs: needs.collect(),
        left_out: versions::left_out(&spec),
    }
}

fn to_text(rows: &[RowText]) -> String {
    // Strings alone: nothing that could fail to be JSON.
    serde_json::to_string(rows).unwrap_or_default()
}

/// Rows as they were kept; none where that is not readable.
pub(super) fn kept_rows(text: &str) -> Vec<RowText> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Whether all of these rows are in the sheets still, marked as done.
fn all_done(rows: &str, left_out: &BTreeMap<String, &'static str>) -> bool {
    let rows = kept_rows(rows);
    !rows.is_empty() && rows.iter().all(|row| left_out.get(&row.key).copied() == versions::DONE)
}

/// Whether rows of an issue that is in Jira say something else than they did. That some are done by now is no news there.
fn is_news(known: &TicketRows, now: &str, left_out: &BTreeMap<String, &'static str>) -> bool {
    let (before, now) = (kept_rows(known.newer.as_ref().unwrap_or(&known.source)), kept_rows(now));
    let done =
        |change: &RowChange| matches!(change, RowChange::LeftOut(reason) if Some(*reason) == versions::DONE);
    versions::compare(&before, &now, left_out).iter().any(|row| !done(&row.change))
}

/// Rows as they are now, and those that are done by now as they were: an issue goes on being about them.
fn with_done(before: &str, now: &str, left_out: &BTreeMap<String, &'static str>) -> String {
    let mut rows = kept_rows(now);
    let is_done = |row: &RowText| left_out.get(&row.key).copied() == versions::DONE;
    rows.extend(kept_rows(before).into_iter().filter(is_done));
    to_text(&rows)
}

/// Brings one ticket up to date with its rows. Says whether they say something else.
fn renew(
    tx: &mut Tx,
    old: &SiteTicket,
    known: TicketRows,
    new: &NewTicket,
    is_sent: bool,
    left_out: &BTreeMap<String, &'static str>,
) -> Outcome<bool> {
    // Jira was told that the rows are gone; that they are back is news, whatever they say.
    let is_back = is_sent && old.note.as_deref() == Some(ROWS_GONE_TOLD);
    let is_unknown = kept_rows(&known.source).is_empty();
    let is_same = old.rows_sha256 == new.rows_sha256 || (is_sent && !is_news(&known, &new.rows, left_out));
    if !is_back && is_unknown && (is_sent || old.origin == TicketOrigin::Person) {
        // Made before rows were kept: what they said is not known, so they are taken as they are.
        site_tickets::renew(tx, old.id, new, Renewal::Same)?;
        site_tickets::set_rows(tx, old.id, &TicketRows { source: new.rows.clone(), newer: None })?;
        return Ok(false);
    }
    if !is_back && is_same {
        site_tickets::renew(tx, old.id, new, Renewal::Same)?;
        return Ok(false);
    }
    let rows = if is_sent { with_done(&known.source, &new.rows, left_out) } else { new.rows.clone() };
    if old.origin != TicketOrigin::Person && !is_sent {
        site_tickets::renew(tx, old.id, new, Renewal::Replace)?;
        site_tickets::set_rows(tx, old.id, &TicketRows { source: rows, newer: None })?;
    } else if known.source == rows && !is_back {
        // They say again what the text says already.
        site_tickets::renew(tx, old.id, new, Renewal::Same)?;
        site_tickets::drop_proposal(tx, old.id)?;
        site_tickets::set_rows(tx, old.id, &TicketRows { source: rows, newer: None })?;
    } else {
        site_tickets::renew(tx, old.id, new, Renewal::Propose)?;
        site_tickets::set_rows(tx, old.id, &TicketRows { source: known.source, newer: Some(rows) })?;
    }
    Ok(true)
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

/// What was looked at in Jira is out of date with the next version of the sheets.
fn forget_updates(tx: &mut Tx, id: SiteBuildId) -> Outcome<()> {
    for update in site_tickets::updates(tx, id)? {
        if update.state == UpdateState::Doubtful {
            return Err(Failure::new(
                "site_build.updates_open",
                Category::Conflict,
                "It is not known yet of some issues whether they were brought up to date.",
            )
            .with_next("Go on with that on the page “Changes” first."));
        }
        site_tickets::drop_update(tx, update.ticket)?;
    }
    Ok(())
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
            forget_updates(tx, id)?;
            let mut known = site_tickets::rows(tx, id)?;
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
                let rows = known.remove(&old.id).unwrap_or_default();
                let is_sent = sent.contains_key(&old.id);
                renewed += u32::from(renew(tx, &old, rows, new, is_sent, &planned.left_out)?);
                // What is in Jira needs nobody's word any more.
                if old.ready && is_sent {
                    site_tickets::set_ready(tx, old.id, true)?;
                }
                ids.push(old.id);
            }
            let mut gone = BTreeSet::new();
            for old in there.into_values() {
                let is_sent = sent.contains_key(&old.id);
                if old.origin == TicketOrigin::Person || is_sent {
                    let source = known.remove(&old.id).unwrap_or_default().source;
                    let note = if all_done(&source, &planned.left_out) {
                        ROWS_DONE
                    } else if old.note.as_deref() == Some(ROWS_GONE_TOLD) {
                        ROWS_GONE_TOLD
                    } else {
                        ROWS_GONE
                    };
                    site_tickets::set_note(tx, old.id, Some(note))?;
                    site_tickets::forget_proposal(tx, old.id)?;
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
