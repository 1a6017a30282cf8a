use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    ticket_editor::{TicketEditor, Typed},
    ticket_fields::{ManyFields, Project},
    ticket_list::Tickets,
    work::Work,
};
use crate::{
    api::{
        self,
        site_tickets::{
            ChangeNeed, EditTicket, MakeTickets, MarkReady, MoveTicket, RefineTicket, RefreshOffers,
            ResetTicket, SetFields, SetTicketFields, SettleProposal, WriteTickets,
        },
    },
    local_path::percent_encoded,
    pages::paging::Paging,
    session,
    shell::loaded,
};
use contract::{
    commands::TicketFilter,
    views::{ProseOffer, SiteBuildView, SiteReviewView, TicketCounts},
};
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};
use ui::{
    Button, ButtonKind, Card, Choice, EmptyState, LinkButton, Notice, SelectField, TextField, Tone, icon,
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
    pub(super) refine: ServerAction<RefineTicket>,
    pub(super) shift: ServerAction<MoveTicket>,
    pub(super) fields: ServerAction<SetTicketFields>,
    pub(super) many: ServerAction<SetFields>,
    pub(super) offers: ServerAction<RefreshOffers>,
    /// Saves what is being typed now and then. The page is not read again for it.
    pub(super) autosave: ServerAction<EditTicket>,
    /// Whose fields were sent last.
    pub(super) asked: RwSignal<Option<SiteTicketId>>,
    /// What stands in the editor and is not saved; it outlives the page being read again.
    pub(super) typed: RwSignal<Option<Typed>>,
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
        refine: session::action(),
        shift: session::action(),
        fields: session::action(),
        many: session::action(),
        offers: session::action(),
        autosave: session::action(),
        asked: RwSignal::new(None),
        typed: RwSignal::new(None),
    };
    let again = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| again.update(|count| *count += 1));
    // A refused form keeps what was typed: the page is only read again after one that went well.
    let (edited, set, many) = (
        session::successes(actions.edit),
        session::successes(actions.fields),
        session::successes(actions.many),
    );
    let versions = move || {
        let Actions { make, mark, settle, need, write, reset, shift, offers, .. } = actions;
        let settled = [make.version().get(), mark.version().get(), settle.version().get()];
        let moved =
            [need.version().get(), write.version().get(), reset.version().get(), shift.version().get()];
        (settled, moved, (edited.get(), set.get(), many.get(), offers.version().get()))
    };
    Effect::new(move |_| {
        if actions.edit.value().with(|value| matches!(value, Some(Ok(_)))) {
            actions.typed.set(None);
        }
    });
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
        session::whole_failure(actions.refine),
        session::whole_failure(actions.shift),
        session::whole_failure(actions.offers),
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
    let SiteReviewView {
        build,
        tickets,
        fitting,
        page,
        more,
        counts,
        outdated,
        open,
        prose,
        job,
        project: key,
        offers,
        connected,
        now,
    } = view;
    let id = build.id;
    let project = Project { build: id, key, offers, connected, now };
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
        let (close, project) = (place.clone(), project.clone());
        view! { <TicketEditor open project actions close/> }
    });
    let many = (fitting > 0 && counts.created < counts.all).then(|| {
        let filter = filter.clone();
        view! { <ManyFields project filter fitting actions/> }
    });
    let list = view! { <Tickets id tickets opened place actions/> };
    view! {
        <div class="space-y-4">
            {job.map(|job| view! { <Work of=id job changed/> })}
            {outdated.then(|| renew(&build, actions))}
            {prose.map(|prose| view! { <Offer id prose actions/> })}
            <Numbers id counts/>
            <Filter id filter fitting actions/>
            {many}
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
                <div class="flex flex-wrap gap-2">
                    <Button busy=actions.make.pending()>"Bring them up to date"</Button>
                    <LinkButton href=format!("/builds/{id}/changes")>"See what changed"</LinkButton>
                </div>
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
            <div class="flex flex-wrap gap-2">
                <LinkButton href=format!("/builds/{id}/graph")>"What waits for what"</LinkButton>
                {(counts.created > 0)
                    .then(|| view! { <LinkButton href=format!("/builds/{id}/changes")>"Changes since"</LinkButton> })}
                <LinkButton href=format!("/builds/{id}/export") kind>"To Jira"</LinkButton>
            </div>
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
        ("unassigned", "Nobody assigned"),
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
