//! A ticket in the issue creator, and back: its sentences become a draft, and what becomes of them there returns. Tables,
//! verification and sources stay with the ticket, so that no model writes them.

use super::{
    changed_elsewhere,
    edit::write_over,
    going::{on_its_way, sent},
    must_have, must_have_ticket,
};
use crate::{Resources, audit, drafting};
use contract::{
    Outcome,
    commands::PutBack,
    services::Caller,
    views::{DraftStatus, TicketOfDraft, TicketOrigin},
};
use domain::{
    draft::{Authored, DraftContent, DraftFormat, checked},
    failure::{Category, Failure},
    ids::{DraftId, SiteBuildId, SiteTicketId},
    jira::IssueKind,
    limits,
    principal::Principal,
    text::length,
};
use site_spec::plan::{Sentences, sentences_of, with_sentences};
use store::{
    Tx,
    drafts::{self, Draft, NewDraft, OfTicket, Saved},
    site_builds::SiteBuild,
    site_tickets::{self, SiteTicket, Text},
};

/// What of a ticket becomes a draft.
fn content(ticket: &SiteTicket, body: &str) -> Outcome<DraftContent> {
    let Sentences { story, criteria, notes } = sentences_of(body);
    let content = DraftContent {
        summary: ticket.title.clone(),
        story,
        acceptance_criteria: criteria,
        stlc_notes: notes,
        labels: ticket.fields.labels.clone(),
        priority: ticket.fields.priority.clone(),
        ..DraftContent::default()
    };
    checked(&content, DraftFormat::Classic).map_err(|problems| {
        let what: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
        Failure::user(
            "site_ticket.does_not_fit_a_draft",
            format!("The ticket’s text does not fit the issue creator: {}", what.join(" ")),
        )
        .with_next("Shorten what stands before its first heading, or its criteria.")
    })
}

/// What a model is told of the ticket: all of it, as far as there is room.
fn requirement(build: &SiteBuild, ticket: &SiteTicket, body: &str) -> String {
    let text = format!("Ticket of the site build “{}”: {}\n\n{body}", build.name, ticket.title);
    text.chars().take(limits::REQUIREMENT).collect::<String>().trim().to_owned()
}

/// Opens the ticket's draft, or makes it. One that says what the ticket said follows the ticket.
pub(super) async fn refine(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteTicketId,
) -> Outcome<DraftId> {
    let entry = audit::entry_about("site_ticket.refined", super::edit::subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<DraftId> {
            let (ticket, body, _) = must_have_ticket(tx, id)?;
            let build = must_have(tx, ticket.build)?;
            if sent(tx, build.id)?.contains_key(&id) {
                return Err(on_its_way());
            }
            let target = build.target.as_ref().ok_or_else(|| {
                Failure::user("site_build.no_target", "It is not known yet where the tickets go.").with_next(
                    "Choose the project and the issue type on the page “To Jira” first: its rules count.",
                )
            })?;
            let content = content(&ticket, &body)?;
            let (draft, is_new) = drafts::insert(
                tx,
                &NewDraft {
                    // One draft for each ticket, however often it is asked for.
                    form_id: format!("ticket:{id}"),
                    requirement: requirement(&build, &ticket, &body),
                    kind: kind(&target.issue_type),
                    format: DraftFormat::Classic,
                    template: None,
                    project: target.project.clone(),
                    parent: None,
                    status: DraftStatus::Ready,
                },
            )?;
            if is_new || follows(&draft, &ticket) {
                let written = Authored { content, ..Authored::default() };
                match drafts::save_content(tx, draft.id, draft.version, &written, "taken")? {
                    Saved::Saved(version) => {
                        let of = OfTicket { ticket: id, version: ticket.version, draft: version };
                        drafts::set_ticket(tx, draft.id, of)?;
                    }
                    // Somebody is at it: it is opened as it is.
                    Saved::Conflict { .. } | Saved::NotFound => {}
                }
            }
            store::audit::record(tx, &entry)?;
            Ok(draft.id)
        })
        .await
}

/// The ticket was changed, and the draft was not, since both said the same.
fn follows(draft: &Draft, ticket: &SiteTicket) -> bool {
    draft.of_ticket.is_some_and(|of| of.draft == draft.version && of.version != ticket.version)
}

/// The kind whose name is the issue type's; a task otherwise.
fn kind(issue_type: &str) -> IssueKind {
    match IssueKind::parse(&issue_type.trim().to_lowercase()) {
        Some(kind @ (IssueKind::Story | IssueKind::Bug)) => kind,
        _ => IssueKind::Task,
    }
}

/// The ticket whose text a draft is, as long as it and its build are there.
pub(crate) fn ticket_of(tx: &mut Tx, draft: &Draft) -> Outcome<Option<TicketOfDraft>> {
    let Some(of) = draft.of_ticket else { return Ok(None) };
    let Some((ticket, _, _)) = site_tickets::get(tx, of.ticket)? else { return Ok(None) };
    let Some(build) = store::site_builds::get(tx, ticket.build)? else { return Ok(None) };
    Ok(Some(TicketOfDraft {
        sent: sent(tx, build.id)?.contains_key(&ticket.id),
        build: build.id,
        build_name: build.name,
        ticket: ticket.id,
        title: ticket.title,
        version: ticket.version,
        changed: ticket.version != of.version,
        same_as: of.draft,
    }))
}

/// A draft that belongs to a ticket goes to Jira with the ticket only, so that it does not go there twice.
pub(crate) fn must_be_free(tx: &mut Tx, draft: &Draft) -> Outcome<()> {
    let bound = |words: String, next: &str| {
        Err(Failure::new("draft.of_ticket", Category::Conflict, words).with_next(next))
    };
    if let Some(of) = ticket_of(tx, draft)? {
        return bound(
            format!("This draft is the text of a ticket of the site build “{}”.", of.build_name),
            "Put it back into the ticket. It goes to Jira from there.",
        );
    }
    // A build that was deleted can be brought back for a while, and its tickets with it.
    let kept = draft.of_ticket.map(|of| site_tickets::get(tx, of.ticket)).transpose()?.flatten();
    match kept {
        None => Ok(()),
        Some(_) => bound(
            "This draft is the text of a ticket of a site build that was deleted and can still be brought back."
                .to_owned(),
            "Start a similar draft, or bring the site build back.",
        ),
    }
}

/// Gives the ticket what the draft says.
pub(super) async fn put_back(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: PutBack,
) -> Outcome<(SiteBuildId, SiteTicketId)> {
    let PutBack { draft: id, version, seen } = command;
    let entry = audit::entry_about("site_ticket.put_back", drafting::subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<_> {
            let draft = drafts::get(tx, id)?.ok_or_else(|| Failure::not_found("draft"))?;
            let of = draft.of_ticket.ok_or_else(|| Failure::not_found("ticket of this draft"))?;
            let (ticket, before, _) = must_have_ticket(tx, of.ticket)?;
            if draft.status != DraftStatus::Ready {
                return Err(Failure::new(
                    "draft.not_ready_to_put_back",
                    Category::Conflict,
                    "This draft cannot be put back right now.",
                )
                .with_next("Wait until it is written, or stop that."));
            }
            if draft.version != version {
                return Err(drafting::conflict(draft.version));
            }
            let content = &draft.written.content;
            if content.summary.trim().is_empty() {
                return Err(Failure::user("site_ticket.invalid", "The draft has no summary.")
                    .with_next("Write one; it becomes the ticket’s title."));
            }
            let sentences = Sentences {
                story: content.story.clone(),
                criteria: content.acceptance_criteria.clone(),
                notes: content.stlc_notes.clone(),
            };
            let body = with_sentences(&before, &sentences);
            if length(&body) > limits::TICKET_BODY {
                let most = limits::TICKET_BODY;
                let words = format!("With it the ticket would have more than {most} characters.");
                return Err(Failure::user("site_ticket.invalid", words).with_next("Shorten the draft."));
            }
            if ticket.version != seen {
                return Err(changed_elsewhere());
            }
            let mut now = ticket.version;
            if content.summary != ticket.title || body.trim_end() != before.trim_end() {
                let text = Text {
                    title: &content.summary,
                    body: &body,
                    origin: TicketOrigin::Person,
                    note: ticket.note.as_deref(),
                    settled: false,
                };
                write_over(tx, &ticket, seen, text)?;
                now += 1;
            }
            if sent(tx, ticket.build)?.contains_key(&ticket.id) {
                return Err(on_its_way());
            }
            // Only what was changed in the draft: somebody may have set the others at the ticket meanwhile.
            let taken = drafts::revision(tx, id, of.draft)?.map(|taken| taken.written.content);
            let taken = taken.unwrap_or_default();
            let mut fields = ticket.fields.clone();
            if content.labels != taken.labels {
                fields.labels.clone_from(&content.labels);
            }
            if content.priority != taken.priority {
                fields.priority.clone_from(&content.priority);
            }
            if fields != ticket.fields
                && !site_tickets::set_fields(tx, ticket.id, ticket.fields_version, &fields)?
            {
                return Err(changed_elsewhere());
            }
            let of = OfTicket { ticket: ticket.id, version: now, draft: draft.version };
            drafts::set_ticket(tx, draft.id, of)?;
            store::audit::record(tx, &entry)?;
            Ok((ticket.build, ticket.id))
        })
        .await
}
