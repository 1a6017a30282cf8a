//! The gate before the export: every ready ticket is rendered once, for the create screen as Jira has it now, and frozen.

use super::{
    going::{states, still_to_go},
    must_have,
    screen::{self, Screen},
    target::is_same,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::{MyJira, must_have_jira, my_jira},
    exporting::{
        payload::{self, Attachment, Source},
        tickets::batches::{BATCH, batch_label},
    },
    failures, site_builds,
};
use contract::{
    Outcome,
    services::Caller,
    views::{ScreenAnswers, SiteTarget},
};
use domain::{
    draft::DraftContent,
    failure::Failure,
    ids::{OperationId, SiteBuildId, SiteTicketId},
    jira::IssueKind,
    limits,
    principal::Principal,
    text::length,
};
use settings::SiteKind;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use store::site_tickets::{self, Frozen, LeftOut, SiteTicket, SprintState};

/// Characters of a description above which the whole text goes into a file beside the issue.
const LONG: usize = 30_000;
/// Characters of it that stay in the description, at most.
const OPENING: usize = 500;
/// Bytes of such a file.
const FILE: usize = 1024 * 1024;

/// A description that fits, and the whole text as a file where it does not.
fn fitting(ticket: &SiteTicket, body: String) -> Outcome<(String, Option<Attachment>)> {
    if length(&body) <= LONG && length(&markup::to_wiki(&body)) <= LONG {
        return Ok((body, None));
    }
    let text = format!("# {}\n\n{body}\n", ticket.title);
    if text.len() > FILE {
        return Err(Failure::user(
            "site_ticket.too_long",
            "The text is too long for a description and for a file of 1 MiB beside the issue.",
        )
        .with_next("Shorten it, or plan one ticket per row."));
    }
    let name = file_name(&ticket.title);
    let first: String = body.lines().next().unwrap_or_default().chars().take(OPENING).collect();
    let description = format!("{first}\n\nSee attached file: {name} for complete details");
    Ok((description, Some(Attachment { name, text })))
}

/// Letters and digits of a title, as a file's name.
fn file_name(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_lowercase().next().unwrap_or(c) } else { '-' })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let stem: String = words.join("-").chars().take(80).collect();
    format!("{}.md", if stem.is_empty() { "ticket" } else { &stem })
}

/// Why something is left out.
const NOT_THERE: &str = "The project's create screen does not have it, or does not offer it.";

/// What would be sent of one ticket, or why Jira would not take it.
fn render(
    my: &MyJira,
    target: &SiteTarget,
    screen: &Screen,
    answers: &ScreenAnswers,
    operation: OperationId,
    label: String,
    (ticket, body): (&SiteTicket, String),
) -> Outcome<Frozen> {
    let (description, attachment) = fitting(ticket, body)?;
    let content = DraftContent {
        summary: ticket.title.clone(),
        labels: all_labels(target, ticket),
        priority: ticket.fields.priority.clone(),
        ..DraftContent::default()
    };
    let rendered = payload::render(&Source {
        operation,
        site: my.user.site.as_str(),
        cloud: my.kind == SiteKind::Cloud,
        project: &target.project,
        content: &content,
        description,
        label: Some(label),
        issue_type: &screen.issue_type,
        screen: &screen.fields,
        kind: IssueKind::Task,
        parent: target.epic_of(&ticket.heading),
        assignee: ticket.fields.assignee.as_ref().map(|person| (person.name.as_str(), person.label.as_str())),
        answers,
    })?;
    let sent = &rendered.payload.rest["fields"]["description"];
    if my.kind == SiteKind::Cloud {
        markup::adf_check::problems(sent).first().map_or(Ok(()), |problem| {
            Err(Failure::user(
                "site_ticket.not_a_document",
                format!("Its description is no valid document: {problem}"),
            ))
        })?;
    } else if sent.as_str().is_some_and(|wiki| length(wiki) > limits::JIRA_DESCRIPTION) {
        let words = format!("Its description has more than Jira’s {} characters.", limits::JIRA_DESCRIPTION);
        return Err(Failure::user("site_ticket.too_long", words).with_next("Shorten it."));
    }
    let payload = rendered.payload.in_bulk(attachment);
    let bytes =
        serde_json::to_vec(&payload).map_err(|error| failures::internal("a ticket's payload", &error))?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let left = |(field, value)| LeftOut { field, value, why: NOT_THERE.to_owned() };
    let mut left_out: Vec<LeftOut> = rendered.left_out.into_iter().map(left).collect();
    // A sprint of another project would take the issue all the same.
    let offered = target.offers.iter().flat_map(|offers| &offers.sprints);
    let ids: BTreeSet<i64> = offered.map(|sprint| sprint.id).collect();
    let foreign = ticket.fields.sprint.as_ref().filter(|sprint| !ids.contains(&sprint.id));
    left_out.extend(foreign.map(|sprint| LeftOut {
        field: "the sprint".to_owned(),
        value: sprint.name.clone(),
        why: format!("{} has no such sprint that is active or planned.", target.project),
    }));
    let sprint = if foreign.is_some() { SprintState::Refused } else { SprintState::Open };
    Ok(Frozen { payload: bytes, sha256, left_out, sprint })
}

/// Those of every issue and of this one, each once.
fn all_labels(target: &SiteTarget, ticket: &SiteTicket) -> Vec<String> {
    let mut labels = target.labels.clone();
    for label in &ticket.fields.labels {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    labels
}

/// Asks Jira, renders and freezes every ready ticket that is still to go.
pub(super) async fn check(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<()> {
    let (target, tickets, line, bodies, connections) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let build = must_have(tx, id)?;
            site_builds::must_be_idle(tx, &build)?;
            let (tickets, needs, states) =
                (site_tickets::list(tx, id)?, site_tickets::needs(tx, id)?, states(tx, id)?);
            let line = still_to_go(&tickets, &needs, &states);
            let bodies: HashMap<SiteTicketId, String> = site_tickets::bodies(tx, id)?.into_iter().collect();
            Ok((build.target, tickets, line, bodies, store::connections::list(tx)?))
        })
        .await?;
    must_have_jira(dots(&connections))?;
    let as_read = target.clone();
    let mut target = target.ok_or_else(|| {
        Failure::user("site_build.no_target", "It is not known yet where the tickets go.")
            .with_next("Choose the project and the issue type first.")
    })?;
    if line.order.is_empty() {
        return Err(Failure::user(
            "site_build.none_ready",
            "No ticket that is still to go is marked as ready.",
        )
        .with_next("Mark tickets as ready on the page “Review”."));
    }
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let asked = screen::ask(&my, &target).await;
    let screen = my.heard(resources, principal, asked).await?;
    target.wanted = screen::demanded(&screen, &target);
    target.offers = Some(screen::offers(&my, &target, &screen, resources.clock.now()).await);
    let answers = ScreenAnswers { issue_type: None, values: target.answers.clone() };
    let operations: Vec<OperationId> =
        std::iter::repeat_with(|| resources.store.new_id()).take(line.order.len()).collect();
    let seen = target.clone();
    // Work for thousands of tickets, away from the threads that answer.
    let rendering = move || {
        let by_id: HashMap<SiteTicketId, &SiteTicket> =
            tickets.iter().map(|ticket| (ticket.id, ticket)).collect();
        let mut frozen = Vec::new();
        for (batch, operations) in line.order.chunks(BATCH).zip(operations.chunks(BATCH)) {
            let label = batch_label(operations[0]);
            for (ticket, operation) in batch.iter().zip(operations) {
                let Some(ticket) = by_id.get(ticket) else { continue };
                let body = bodies.get(&ticket.id).cloned().unwrap_or_default();
                let of = (*ticket, body);
                let made = render(&my, &seen, &screen, &answers, *operation, label.clone(), of);
                frozen.push((ticket.id, (ticket.version, ticket.fields_version), made));
            }
        }
        frozen
    };
    let frozen = tokio::task::spawn_blocking(rendering).await.map_err(|_| Failure::internal())?;
    let mut entry = audit::entry_about("site_build.checked", site_builds::subject(id), "ok", caller);
    let refused = frozen.iter().filter(|(_, _, made)| made.is_err()).count();
    entry.detail = serde_json::json!({ "tickets": frozen.len(), "refused": refused });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let build = site_builds::hold_idle(tx, id)?;
            // Somebody may have said meanwhile that the tickets go elsewhere.
            let same =
                build.target.as_ref().zip(as_read.as_ref()).is_some_and(|(now, then)| is_same(now, then));
            if !same {
                return Err(site_builds::changed_elsewhere());
            }
            let sent = super::going::sent(tx, id)?;
            for (ticket, version, made) in &frozen {
                if sent.contains_key(ticket) {
                    continue;
                }
                // One that was changed meanwhile stays unchecked.
                site_tickets::freeze(tx, *ticket, *version, made.as_ref())?;
            }
            store::site_builds::set_target(tx, id, &target)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
