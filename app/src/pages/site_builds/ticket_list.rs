//! The tickets of a build in a list.

use super::{parts::GroupHeading, review::Actions, ticket_fields::in_words};
use crate::api::site_tickets::MoveTicket;
use contract::views::{ReviewedTicket, TicketOrigin, TicketState};
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::{ev, prelude::*};
use leptos_router::components::A;
use ui::{Badge, BadgeTone, Button, ButtonKind, Card, Icon, icon};

/// Tickets below the names of their groups.
#[component]
pub(super) fn Tickets(
    /// The build.
    id: SiteBuildId,
    /// One page of them.
    tickets: Vec<ReviewedTicket>,
    /// The one that is opened.
    opened: Option<SiteTicketId>,
    /// The address of the page without it.
    place: String,
    /// What can be done.
    actions: Actions,
) -> impl IntoView {
    if tickets.is_empty() {
        return view! { <Card><p class="text-sm">"No ticket fits."</p></Card> }.into_any();
    }
    // What is being dragged, and its group: a ticket stays in its own.
    let dragged = RwSignal::new(None::<(SiteTicketId, String)>);
    let mut group = String::new();
    let rows = tickets
        .into_iter()
        .map(|ticket| {
            let heading = (ticket.group != group).then(|| ticket.group.clone());
            group.clone_from(&ticket.group);
            let is_open = opened == Some(ticket.id);
            let href = format!("{place}&open={}#ticket", ticket.id);
            view! {
                {heading.map(|words| view! { <GroupHeading words/> })}
                <Line id ticket href is_open dragged actions/>
            }
        })
        .collect_view();
    view! {
        <section class="card-flat min-w-0 overflow-hidden" aria-label="Tickets">
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Line(
    id: SiteBuildId,
    ticket: ReviewedTicket,
    href: String,
    is_open: bool,
    dragged: RwSignal<Option<(SiteTicketId, String)>>,
    actions: Actions,
) -> impl IntoView {
    let (own, group) = (ticket.id, StoredValue::new(ticket.group.clone()));
    let over = RwSignal::new(false);
    let fits = move || {
        dragged.with_untracked(|dragged| {
            dragged.as_ref().is_some_and(|(other, of)| *other != own && group.with_value(|group| group == of))
        })
    };
    let begin = move |event: ev::DragEvent| {
        // Without data Firefox does not drag.
        if let Some(data) = event.data_transfer() {
            let _ = data.set_data("text/plain", &own.to_string());
            data.set_effect_allowed("move");
        }
        dragged.set(Some((own, group.get_value())));
    };
    let hover = move |event: ev::DragEvent| {
        if fits() {
            event.prevent_default();
            over.set(true);
        }
    };
    let drop_here = move |event: ev::DragEvent| {
        over.set(false);
        if !fits() {
            return;
        }
        event.prevent_default();
        if let Some((ticket, _)) = dragged.get_untracked() {
            actions.shift.dispatch(MoveTicket { ticket, up: false, to: Some(own) });
        }
        dragged.set(None);
    };
    let hours = f64::from(ticket.minutes) / 60.0;
    let mut facts = vec![format!("{hours} h"), format!("wave {}", ticket.wave), ticket.category.clone()];
    facts.extend(in_words(&ticket.fields));
    let facts = facts.join(" · ");
    let here = ticket.state == TicketState::Here
        || matches!(ticket.state, TicketState::Waiting | TicketState::Refused);
    let name = if ticket.ready {
        format!("“{}” is ready; mark it as not ready", ticket.title)
    } else {
        format!("Mark “{}” as ready", ticket.title)
    };
    let (next, label) = if ticket.ready { ("false", "Ready") } else { ("true", "Not ready") };
    let ready = ticket.ready;
    let mark = here.then(|| {
        let kind = if ready { ButtonKind::Outline } else { ButtonKind::Ghost };
        view! {
            <ActionForm action=actions.mark>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="ticket" value=ticket.id.to_string()/>
                <input type="hidden" name="ready" value=next/>
                <Button kind label=name>
                    {ready.then(|| view! { <Icon drawing=icon::CHECK size=14/> })}
                    {label}
                </Button>
            </ActionForm>
        }
    });
    let badges = view! { <Badges of=ticket.clone()/> };
    view! {
        <li
            class=if is_open {
                "flex items-start gap-2 border-t border-base-300 bg-primary/8 py-1.5 pr-3 pl-4"
            } else {
                "flex items-start gap-2 border-t border-base-300 py-1.5 pr-3 pl-4"
            }
            class:outline-2=move || over.get()
            class:-outline-offset-2=move || over.get()
            class:outline-primary=move || over.get()
            draggable="true"
            on:dragstart=begin
            on:dragend=move |_| dragged.set(None)
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=drop_here
        >
            <A
                href={href}
                scroll=false
                {..}
                aria-current=is_open.then_some("true")
                class="min-w-0 flex-1 py-0.5 text-sm"
            >
                <span class="flex flex-wrap items-center gap-2 font-medium break-words">
                    {ticket.title} {badges}
                </span>
                <span class="block text-xs leading-5 break-words text-base-content/75">{facts}</span>
                {ticket
                    .note
                    .map(|note| view! { <span class="block text-xs leading-5 break-words text-warning-content">{note}</span> })}
            </A>
            {mark}
        </li>
    }
    .into_any()
}

/// What is special about a ticket, in words.
#[component]
pub(super) fn Badges(
    /// The ticket.
    of: ReviewedTicket,
) -> impl IntoView {
    let state = match of.state {
        TicketState::Here | TicketState::Waiting => None,
        TicketState::OnItsWay => Some((BadgeTone::Primary, "On its way".to_owned())),
        TicketState::Created => {
            let key = of.issue.map_or_else(|| "In Jira".to_owned(), |(key, _)| key.to_string());
            Some((BadgeTone::Success, key))
        }
        TicketState::Refused => Some((BadgeTone::Error, "Refused by Jira".to_owned())),
        TicketState::Unknown => Some((BadgeTone::Warning, "Outcome unknown".to_owned())),
    };
    let origin = match of.origin {
        TicketOrigin::Rows => None,
        TicketOrigin::Model => Some("Written by a model"),
        TicketOrigin::Person => Some("Edited"),
    };
    view! {
        {of.removes.then(|| view! { <Badge tone=BadgeTone::Warning>"Removes"</Badge> })}
        {origin.map(|origin| view! { <Badge>{origin}</Badge> })}
        {of.proposal.then(|| view! { <Badge tone=BadgeTone::Warning>"Rows changed"</Badge> })}
        {state.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}
    }
    .into_any()
}
