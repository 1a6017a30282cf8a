//! What people change about tickets: what they say, whether they are ready, what they wait for.

use super::{
    changed_elsewhere,
    going::{on_its_way, sent},
    must_have, must_have_ticket, order,
    review::fits,
};
use crate::{Resources, audit, site_builds};
use contract::{
    Outcome,
    commands::{ChangeNeed, EditTicket, MarkReady, MoveTicket, ResetTicket, SettleProposal},
    services::Caller,
    views::{EditedTicket, TicketOrigin},
};
use domain::{
    failure::{Category, Failure},
    ids::{SiteBuildId, SiteTicketId},
    limits,
    principal::Principal,
    text::{clean, length, one_line},
};
use site_spec::plan;
use store::{
    Tx,
    site_tickets::{self, SiteTicket, Text},
};

pub(super) fn subject(id: SiteTicketId) -> String {
    format!("site_ticket:{id}")
}

/// Changes what a ticket says, as long as it has the version that was looked at. Nothing that is in Jira, or may be, is
/// changed here; that is asked after the change, which holds the ticket: an export that was about to send it has done so by
/// then, or finds it changed.
pub(super) fn write_over(tx: &mut Tx, ticket: &SiteTicket, seen: i32, text: Text<'_>) -> Outcome<()> {
    // The build first, as everywhere, so that two changes cannot stand in each other's way.
    store::site_builds::active(tx, ticket.build)?;
    if !site_tickets::write(tx, ticket.id, seen, text)? {
        return Err(changed_elsewhere());
    }
    if sent(tx, ticket.build)?.contains_key(&ticket.id) {
        return Err(on_its_way());
    }
    Ok(())
}

/// Changes what a ticket says.
pub(super) async fn edit(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: EditTicket,
) -> Outcome<EditedTicket> {
    let (title, body) = (one_line(&command.title), clean(&command.body).trim_end().to_owned());
    let mut failure = Failure::user("site_ticket.invalid", "Some fields need another look.");
    if title.is_empty() {
        failure = failure.with_field("title", "Give the ticket a title.");
    } else if length(&title) > limits::JIRA_SUMMARY {
        let words = format!("The title can have at most {} characters.", limits::JIRA_SUMMARY);
        failure = failure.with_field("title", words);
    }
    if length(&body) > limits::TICKET_BODY {
        let words = format!("The description can have at most {} characters.", limits::TICKET_BODY);
        failure = failure.with_field("body", words);
    }
    if !failure.fields.is_empty() {
        return Err(failure);
    }
    let entry = audit::entry_about("site_ticket.edited", subject(command.ticket), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<EditedTicket> {
            let (ticket, before, _) = must_have_ticket(tx, command.ticket)?;
            if ticket.title == title && before.trim_end() == body {
                return Ok(EditedTicket { build: ticket.build, version: ticket.version });
            }
            let text = Text {
                title: &title,
                body: &body,
                origin: TicketOrigin::Person,
                note: ticket.note.as_deref(),
                settled: false,
            };
            write_over(tx, &ticket, command.version, text)?;
            store::audit::record(tx, &entry)?;
            Ok(EditedTicket { build: ticket.build, version: command.version + 1 })
        })
        .await
}

/// Takes the text that the rows would have now, or throws it away.
pub(super) async fn settle(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SettleProposal,
) -> Outcome<SiteBuildId> {
    let mut entry = audit::entry_about("site_ticket.proposal_settled", subject(command.ticket), "ok", caller);
    entry.detail = serde_json::json!({ "taken": command.take });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<SiteBuildId> {
            let (ticket, _, proposal) = must_have_ticket(tx, command.ticket)?;
            let Some(proposal) = proposal else { return Ok(ticket.build) };
            // What becomes of an issue is said on the page of changes, where it can be seen what Jira has.
            if sent(tx, ticket.build)?.contains_key(&ticket.id) {
                return Err(on_its_way());
            }
            if command.take {
                let text = Text {
                    title: &ticket.title,
                    body: &proposal,
                    origin: TicketOrigin::Rows,
                    note: ticket.note.as_deref(),
                    settled: true,
                };
                write_over(tx, &ticket, command.version, text)?;
            } else {
                site_tickets::drop_proposal(tx, ticket.id)?;
            }
            store::site_builds::active(tx, ticket.build)?;
            store::audit::record(tx, &entry)?;
            Ok(ticket.build)
        })
        .await
}

/// Gives a ticket the text that its rows have now, in place of a model's or a person's.
pub(super) async fn reset(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: ResetTicket,
) -> Outcome<SiteBuildId> {
    let entry = audit::entry_about("site_ticket.reset", subject(command.ticket), "ok", caller);
    let read = move |tx: &mut Tx| must_have_ticket(tx, command.ticket);
    let (ticket, _, _) = resources.store.of(principal).read(read).await?;
    let checked = resources.desk.checked(resources, principal, ticket.build).await?;
    let key = ticket.plan_key.clone();
    let made = move || {
        let planned = checked.plan.tickets.iter().find(|planned| planned.key == key)?;
        Some((planned.title.clone(), plan::body(&checked.spec(), planned)))
    };
    let made = tokio::task::spawn_blocking(made).await.map_err(|_| Failure::internal())?;
    let (title, body) = made.ok_or_else(|| {
        Failure::new("site_ticket.no_rows", Category::Conflict, "Its rows are no longer in the sheets.")
    })?;
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<SiteBuildId> {
            let text =
                Text { title: &title, body: &body, origin: TicketOrigin::Rows, note: None, settled: true };
            write_over(tx, &ticket, command.version, text)?;
            store::audit::record(tx, &entry)?;
            Ok(ticket.build)
        })
        .await
}

/// Moves a ticket past its neighbour in the same group, or to the place of another one of it.
pub(super) async fn shift(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: MoveTicket,
) -> Outcome<SiteBuildId> {
    let entry = audit::entry_about("site_ticket.moved", subject(command.ticket), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<SiteBuildId> {
            let (ticket, _, _) = must_have_ticket(tx, command.ticket)?;
            store::site_builds::active(tx, ticket.build)?;
            let group: Vec<_> = site_tickets::list(tx, ticket.build)?
                .into_iter()
                .filter(|other| other.heading == ticket.heading)
                .collect();
            let place = |id: SiteTicketId| group.iter().position(|other| other.id == id);
            let from = place(ticket.id).ok_or_else(|| Failure::not_found("ticket"))?;
            let to = match command.to {
                Some(to) => place(to).ok_or_else(|| Failure::not_found("ticket of this group"))?,
                None if command.up => from.saturating_sub(1),
                None => (from + 1).min(group.len() - 1),
            };
            if from == to {
                return Ok(ticket.build);
            }
            // Those between make room; the group keeps the places that it has.
            let mut order: Vec<SiteTicketId> = group.iter().map(|other| other.id).collect();
            let moved = order.remove(from);
            order.insert(to, moved);
            for (other, id) in group.iter().zip(order) {
                if other.id != id {
                    site_tickets::set_position(tx, id, other.position)?;
                }
            }
            store::audit::record(tx, &entry)?;
            Ok(ticket.build)
        })
        .await
}

/// Says of one ticket, or of all that fit the filter, that they are ready, or are not.
pub(super) async fn mark(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: MarkReady,
) -> Outcome<u32> {
    let mut entry =
        audit::entry_about("site_build.tickets_marked", site_builds::subject(command.build), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<u32> {
            must_have(tx, command.build)?;
            store::site_builds::active(tx, command.build)?;
            let sent = sent(tx, command.build)?;
            let mut marked = 0_u32;
            let mut tickets = site_tickets::list(tx, command.build)?;
            tickets.sort_by_key(|ticket| ticket.id);
            for ticket in tickets {
                let meant = match command.ticket {
                    Some(one) => ticket.id == one,
                    None => fits(&ticket, &command.filter),
                };
                if meant && ticket.ready != command.ready && !sent.contains_key(&ticket.id) {
                    site_tickets::set_ready(tx, ticket.id, command.ready)?;
                    marked += 1;
                }
            }
            if marked > 0 {
                entry.detail = serde_json::json!({ "tickets": marked, "ready": command.ready });
                store::audit::record(tx, &entry)?;
            }
            Ok(marked)
        })
        .await
}

/// Says that a ticket waits for another one, or no longer does. Nobody waits for themselves, not even by way of others.
pub(super) async fn need(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: ChangeNeed,
) -> Outcome<SiteBuildId> {
    let mut entry = audit::entry_about("site_ticket.needs_changed", subject(command.ticket), "ok", caller);
    entry.detail = serde_json::json!({ "need": command.need, "removed": command.remove });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<SiteBuildId> {
            let (ticket, _, _) = must_have_ticket(tx, command.ticket)?;
            let (need, _, _) = must_have_ticket(tx, command.need)?;
            if need.build != ticket.build {
                return Err(Failure::not_found("ticket"));
            }
            if command.remove {
                site_tickets::remove_need(tx, ticket.id, need.id)?;
            } else {
                let tickets = site_tickets::list(tx, ticket.build)?;
                let ids: Vec<_> = tickets.iter().map(|ticket| ticket.id).collect();
                let pairs = site_tickets::needs(tx, ticket.build)?;
                let line = order::in_line(&ids, pairs.iter().map(|need| (need.ticket, need.need)));
                if let Some(path) = line.path(need.id, ticket.id) {
                    let title = |id: &SiteTicketId| {
                        tickets.iter().find(|ticket| ticket.id == *id).map(|ticket| ticket.title.as_str())
                    };
                    let path: Vec<&str> = path.iter().filter_map(title).collect();
                    let words = if path.len() < 2 {
                        "A ticket cannot wait for itself.".to_owned()
                    } else {
                        format!("That would be a circle: {}.", path.join(" → after → "))
                    };
                    return Err(Failure::field("site_ticket.circle", "need", words)
                        .with_next("Remove one of these dependencies first."));
                }
                site_tickets::add_need(tx, ticket.id, need.id, "")?;
            }
            store::site_builds::active(tx, ticket.build)?;
            store::audit::record(tx, &entry)?;
            Ok(ticket.build)
        })
        .await
}
