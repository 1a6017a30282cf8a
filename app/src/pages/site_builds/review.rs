use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    ticket_editor::TicketEditor,
    work::Work,
};
use crate::{
    api::{
        self,
        site_tickets::{
            ChangeNeed, EditTicket, MakeTickets, MarkReady, MoveTicket, ResetTicket, SettleProposal,
            WriteTickets,
        },
    },
    local_path::percent_encoded,
    pages::paging::Paging,
    session,
    shell::loaded,
};
use contract::{
    commands::TicketFilter,
    views::{
        ProseOffer, ReviewedTicket, SiteBuildView, SiteReviewView, TicketCounts, TicketOrigin, TicketState,
    },
};
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Form},
    hooks::use_query_map,
};
use ui::{
    Badge, BadgeTone, Button, ButtonKind, Card, Choice, EmptyState, Icon, LinkButton, Notice, SelectField,
    TextField, Tone, icon,
};

/// Everything that can be done on the page.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) make: ServerAction<MakeTickets>,
    pub(super) mark: ServerAction<MarkReady>,
    pub(super) edit: ServerAction<EditTicket>,
    pub(super) settle: ServerAction<SettleProposal>,
    pub(super) need: ServerAction<ChangeNeed>,
    pub(super) write: ServerAction<WriteTickets>,
    pub(super) reset: ServerAction<ResetTicket>,
    pub(super) shift: ServerAction<MoveTicket>,
}

/// The tickets of a build, to be read, corrected and marked as ready. What is looked for stands in the address, and so does
/// the ticket that is opened.
#[component]
pub(crate) fn ReviewPage() -> impl IntoView {
    let (build, query) = (build_of_address(), use_query_map());
    let shown = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            let filter = TicketFilter {
                words: text("words"),
                state: text("state"),
                page: text("page").parse().unwrap_or(0),
            };
            (filter, text("open").parse::<SiteTicketId>().ok())
        })
    });
    let actions = Actions {
        make: session::action(),
        mark: session::action(),
        edit: session::action(),
        settle: session::action(),
        need: session::action(),
        write: session::action(),
        reset: session::action(),
        shift: session::action(),
    };
    let again = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| again.update(|count| *count += 1));
    let versions = move || {
        let Actions { make, mark, edit, settle, need, write, reset, shift } = actions;
        // A refused edit keeps what was typed: the page is only read again after one that went well.
        let edited = edit.value().with(|value| matches!(value, Some(Ok(())))).then(|| edit.version().get());
        let settled = [make.version().get(), mark.version().get(), settle.version().get()];
        let moved =
            [need.version().get(), write.version().get(), reset.version().get(), shift.version().get()];
        (settled, moved, edited)
    };
    let review = Resource::new_blocking(
        move || (build.get(), shown.get(), versions(), again.get()),
        async |(build, (filter, open), ..)| match build {
            Some(build) => {
                let TicketFilter { words, state, page } = filter;
                api::site_tickets::review(build, words, state, page, open).await
            }
            None => Err(no_such_build()),
        },
    );
    let failures = [
        session::whole_failure(actions.make),
        session::whole_failure(actions.mark),
        session::whole_failure(actions.settle),
        session::failure(actions.need),
        session::whole_failure(actions.write),
        session::whole_failure(actions.reset),
        session::whole_failure(actions.shift),
    ];
    let failure = Signal::derive(move || failures.iter().find_map(Get::get));
    loaded(review, move |view| {
        let about = view.build.clone();
        view! {
            <BuildFrame about stage=Stage::Review failure>
                <Review view filter=shown.get_untracked().0 actions changed/>
            </BuildFrame>
        }
        .into_any()
    })
}

/// The address of the page with this filter.
fn address(build: SiteBuildId, filter: &TicketFilter, page: u32) -> String {
    let TicketFilter { words, state, .. } = filter;
    format!(
        "/builds/{build}/review?words={}&state={}&page={page}",
        percent_encoded(words),
        percent_encoded(state)
    )
}

#[component]
fn Review(
    view: SiteReviewView,
    filter: TicketFilter,
    actions: Actions,
    changed: Callback<()>,
) -> impl IntoView {
    let SiteReviewView { build, tickets, fitting, page, more, counts, outdated, open, prose, job } = view;
    let id = build.id;
    if counts.all == 0 {
        return nothing_yet(&build, actions).into_any();
    }
    let opened = open.as_ref().map(|open| open.ticket.id);
    let columns = if open.is_some() { "grid items-start gap-4 lg:grid-cols-2" } else { "" };
    let place = address(id, &filter, page);
    let to = {
        let filter = filter.clone();
        move |page| address(id, &filter, page)
    };
    let editor = open.map(|open| {
        let close = place.clone();
        view! { <TicketEditor open actions close/> }
    });
    let list = view! { <Tickets id tickets opened place actions/> };
    view! {
        <div class="space-y-4">
            {job.map(|job| view! { <Work of=id job changed/> })}
            {outdated.then(|| renew(&build, actions))}
            {prose.map(|prose| view! { <Offer id prose actions/> })}
            <Numbers id counts/>
            <Filter id filter fitting actions/>
            <div class=columns>
                <div class="min-w-0 space-y-3">
                    {list}
                    {(page > 0 || more)
                        .then(|| view! { <Paging of="the tickets" page more to/> })}
                </div>
                {editor}
            </div>
        </div>
    }
    .into_any()
}

/// Before there are tickets: what it takes, and the way to make them.
fn nothing_yet(build: &SiteBuildView, actions: Actions) -> impl IntoView {
    let (id, version) = (build.id, build.version);
    match &build.readiness {
        Some(ready) => {
            let text = format!("{ready}. Their texts and tables come from the rows; no model is asked for that.");
            view! {
                <Card>
                    <EmptyState icon=icon::LAYERS title="No tickets yet" text>
                        <ActionForm action=actions.make>
                            <input type="hidden" name="build" value=id.to_string()/>
                            <input type="hidden" name="version" value=version.to_string()/>
                            <Button kind=ButtonKind::Primary busy=actions.make.pending()>
                                "Make the tickets"
                            </Button>
                        </ActionForm>
                    </EmptyState>
                </Card>
            }
            .into_any()
        }
        None => view! {
            <Card>
                <EmptyState
                    icon=icon::LAYERS
                    title="No tickets yet"
                    text="They can be made as soon as no finding blocks them any more."
                >
                    <LinkButton href=format!("/builds/{id}/check?severity=error")>"See what blocks them"</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any(),
    }
}

/// The sheets have changed: the tickets can follow.
fn renew(build: &SiteBuildView, actions: Actions) -> impl IntoView {
    let (id, version) = (build.id, build.version);
    view! {
        <Notice
            tone=Tone::Warning
            announce=false
            title="The sheets were changed after these tickets were made."
            next="Tickets that you wrote by hand keep your text; the new one waits beside it."
        >
            <ActionForm action=actions.make>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <Button busy=actions.make.pending()>"Bring them up to date"</Button>
            </ActionForm>
        </Notice>
    }
}

/// What a model would write, and what that takes.
#[component]
fn Offer(id: SiteBuildId, prose: ProseOffer, actions: Actions) -> impl IntoView {
    let ProseOffer { provider, tickets, tokens, minutes, cost } = prose;
    let thousands = tokens.div_ceil(1000);
    let time = if minutes <= 1 { "a minute".to_owned() } else { format!("{minutes} minutes") };
    let cost = cost.map_or_else(String::new, |cost| format!(", {cost}"));
    let of = if tickets == 1 { "1 ticket".to_owned() } else { format!("{tickets} tickets") };
    let next = format!(
        "About {thousands},000 tokens, {time}{cost}. Tables stay as they are; names that no row has are not let through."
    );
    view! {
        <Notice announce=false title=format!("{provider} can write the sentences of {of}.") next>
            <ActionForm action=actions.write>
                <input type="hidden" name="build" value=id.to_string()/>
                <Button busy=actions.write.pending()>"Let it write"</Button>
            </ActionForm>
        </Notice>
    }
    .into_any()
}

#[component]
fn Numbers(id: SiteBuildId, counts: TicketCounts) -> impl IntoView {
    let unready = counts.all - counts.ready;
    let mut words = vec![format!("{} of {} tickets are ready", counts.ready, counts.all)];
    for (count, what) in [
        (counts.by_model, "written by a model"),
        (counts.by_person, "edited"),
        (counts.noted, "to look at"),
        (counts.created, "in Jira"),
    ] {
        if count > 0 {
            words.push(format!("{count} {what}"));
        }
    }
    let kind = if unready == 0 { ButtonKind::Primary } else { ButtonKind::Outline };
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <p class="text-sm tabular-nums">{format!("{}.", words.join(", "))}</p>
            <LinkButton href=format!("/builds/{id}/export") kind>"To Jira"</LinkButton>
        </div>
    }
    .into_any()
}

/// Looking for tickets, and saying of all that are found that they are ready.
#[component]
fn Filter(id: SiteBuildId, filter: TicketFilter, fitting: u32, actions: Actions) -> impl IntoView {
    let choices = [
        ("", "All tickets"),
        ("unready", "Not ready"),
        ("ready", "Ready"),
        ("noted", "To look at"),
        ("edited", "Edited"),
    ];
    let choices = choices.map(|(value, label)| Choice::new(value, label)).to_vec();
    let TicketFilter { words, state, .. } = filter;
    let filtered = !words.is_empty() || !state.is_empty();
    let what = match (filtered, fitting) {
        (false, _) => "all".to_owned(),
        (true, 1) => "the 1 that fits".to_owned(),
        (true, fitting) => format!("the {fitting} that fit"),
    };
    let mark = |ready: bool, label: String, words: String, state: String| {
        view! {
            <ActionForm action=actions.mark>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="words" value=words/>
                <input type="hidden" name="state" value=state/>
                <input type="hidden" name="ready" value=ready.to_string()/>
                <Button kind=ButtonKind::Ghost busy=actions.mark.pending()>{label}</Button>
            </ActionForm>
        }
    };
    let marks = (fitting > 0).then(|| {
        let ready = mark(true, format!("Mark {what} as ready"), words.clone(), state.clone());
        let unready = mark(false, format!("Mark {what} as not ready"), words.clone(), state.clone());
        view! { <div class="flex flex-wrap gap-1">{ready} {unready}</div> }
    });
    view! {
        <div class="flex flex-wrap items-end gap-x-4 gap-y-2">
            <Form method="GET" action=format!("/builds/{id}/review")>
                <div class="flex flex-wrap items-end gap-2">
                    <div class="w-44">
                        <TextField name="words" label="Words of the title" value=words r#type="search" optional=true/>
                    </div>
                    <div class="w-40">
                        <SelectField name="state" label="Show" choices value=state/>
                    </div>
                    <Button>"Look"</Button>
                </div>
            </Form>
            {marks}
        </div>
    }
    .into_any()
}

#[component]
fn Tickets(
    id: SiteBuildId,
    tickets: Vec<ReviewedTicket>,
    opened: Option<SiteTicketId>,
    place: String,
    actions: Actions,
) -> impl IntoView {
    if tickets.is_empty() {
        return view! { <Card><p class="text-sm">"No ticket fits."</p></Card> }.into_any();
    }
    let mut group = String::new();
    let rows = tickets
        .into_iter()
        .map(|ticket| {
            let heading = (ticket.group != group).then(|| ticket.group.clone());
            group.clone_from(&ticket.group);
            let is_open = opened == Some(ticket.id);
            let href = format!("{place}&open={}#ticket", ticket.id);
            view! {
                {heading
                    .map(|heading| {
                        view! { <li class="border-t border-base-300 bg-base-200/60 px-4 py-1.5 first:border-t-0"><h2 class="section-label">{heading}</h2></li> }
                    })}
                <Line id ticket href is_open actions/>
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
    actions: Actions,
) -> impl IntoView {
    let hours = f64::from(ticket.minutes) / 60.0;
    let facts = format!("{hours} h · wave {} · {}", ticket.wave, ticket.category);
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
        <li class=if is_open {
            "flex items-start gap-2 border-t border-base-300 bg-primary/8 py-1.5 pr-3 pl-4"
        } else {
            "flex items-start gap-2 border-t border-base-300 py-1.5 pr-3 pl-4"
        }>
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
