use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    parts::{DownloadLink, GroupHeading},
    ticket::TicketText,
};
use crate::{
    api::{self, site_builds::PlanPerRow},
    local_path::percent_encoded,
    pages::paging::Paging,
    session,
    shell::loaded,
};
use contract::views::{PlannedTicketView, SiteBuildView, SitePlanView};
use domain::ids::SiteBuildId;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use ui::{Badge, BadgeTone, Button, Card, EmptyState, LinkButton, Notice, Tone, icon};

/// The tickets that a build's sheets become. `?open=` shows one of them whole.
#[component]
pub(crate) fn PlanPage() -> impl IntoView {
    let (build, query) = (build_of_address(), use_query_map());
    let shown = Memo::new(move |_| {
        query.with(|query| {
            let page = query.get("page").and_then(|page| page.parse::<u32>().ok()).unwrap_or(0);
            (page, query.get("open").filter(|key| !key.is_empty()))
        })
    });
    let per_row = session::action::<PlanPerRow>();
    let plan = Resource::new_blocking(
        move || (build.get(), shown.get(), per_row.version().get()),
        async |(build, (page, open), _)| match build {
            Some(build) => api::site_builds::plan(build, page, open).await,
            None => Err(no_such_build()),
        },
    );
    loaded(plan, move |view| {
        let build = view.build.clone();
        view! {
            <BuildFrame about=build stage=Stage::Plan failure=session::whole_failure(per_row)>
                <Plan view per_row/>
            </BuildFrame>
        }
        .into_any()
    })
}

#[component]
fn Plan(view: SitePlanView, per_row: ServerAction<PlanPerRow>) -> impl IntoView {
    let SitePlanView { build, tickets, page, more, longest, longest_hours, cycles, reasons, open, csv_files } =
        view;
    let id = build.id;
    if build.tickets == 0 {
        return view! {
            <Card>
                <EmptyState
                    icon=icon::TICKET_CHECK
                    title="No tickets yet"
                    text="They come from the rows that are approved, changed or unmarked, as soon as there are sheets with such rows."
                >
                    <LinkButton href=format!("/builds/{id}")>"Add sheets"</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let opened = open.as_ref().map(|ticket| ticket.key.clone());
    let columns = if open.is_some() { "grid items-start gap-4 lg:grid-cols-2" } else { "" };
    let list = view! { <Tickets id tickets opened=opened.clone() page/> };
    view! {
        <div class="space-y-4">
            <Summary about=build.clone() per_row csv_files/>
            {(build.counts.errors > 0)
                .then(|| {
                    let errors = build.counts.errors;
                    let title = if errors == 1 {
                        "1 finding still blocks these tickets.".to_owned()
                    } else {
                        format!("{errors} findings still block these tickets.")
                    };
                    view! {
                        <Notice tone=Tone::Warning announce=false title next="Put them right, or leave their rows out.">
                            <LinkButton href=format!("/builds/{id}/check?severity=error")>"See them"</LinkButton>
                        </Notice>
                    }
                })}
            <div class=columns>
                <div class="min-w-0 space-y-3">
                    {list}
                    {(page > 0 || more)
                        .then(|| {
                            view! { <Paging of="the tickets" page more to=move |page| format!("/builds/{id}/plan?page={page}")/> }
                        })}
                </div>
                {open.map(|ticket| view! { <TicketText ticket of=id/> })}
            </div>
            <Facts longest longest_hours cycles reasons/>
        </div>
    }
    .into_any()
}

/// What it comes to, how rows come together, and files of it.
#[component]
fn Summary(about: SiteBuildView, per_row: ServerAction<PlanPerRow>, csv_files: u32) -> impl IntoView {
    let build = about;
    let id = build.id;
    let words = format!(
        "{} tickets in {} waves, about {:.0} h, from {} rows.",
        build.tickets,
        build.waves,
        build.hours,
        build.to_build + build.to_remove
    );
    let (other, value) =
        if build.per_row { ("Group what belongs together", "false") } else { ("One ticket per row", "true") };
    let imports = (1..=csv_files).map(|number| {
        let label = if csv_files == 1 {
            "Jira import".to_owned()
        } else {
            format!("Jira import {number} of {csv_files}")
        };
        (format!("/builds/{id}/tickets/csv?file={number}"), label)
    });
    let others = [("md", "Markdown"), ("json", "JSON"), ("feature", "Gherkin")]
        .map(|(form, label)| (format!("/builds/{id}/tickets/{form}"), label.to_owned()));
    let downloads = imports
        .chain(others)
        .map(|(href, label)| {
            let name = format!("Download the tickets: {label}");
            view! { <DownloadLink href label name/> }
        })
        .collect_view();
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
            <p class="text-sm">{words}</p>
            <ActionForm action=per_row>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="per_row" value=value/>
                <Button busy=per_row.pending()>{other}</Button>
            </ActionForm>
            <div class="ml-auto flex flex-wrap items-center gap-x-3 gap-y-1">{downloads}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Tickets(
    id: SiteBuildId,
    tickets: Vec<PlannedTicketView>,
    opened: Option<String>,
    page: u32,
) -> impl IntoView {
    let mut group = String::new();
    let rows = tickets
        .into_iter()
        .map(|ticket| {
            let heading = (ticket.group != group).then(|| ticket.group.clone());
            group.clone_from(&ticket.group);
            let is_open = opened.as_deref() == Some(&ticket.key);
            let href = format!("/builds/{id}/plan?page={page}&open={}#ticket", percent_encoded(&ticket.key));
            let rows = if ticket.rows == 1 { "1 row".to_owned() } else { format!("{} rows", ticket.rows) };
            let after = match ticket.after.as_slice() {
                [] => String::new(),
                [one] => format!(" · after {one}"),
                [one, others @ ..] => format!(" · after {one} and {} more", others.len()),
            };
            let facts = format!("{rows} · {} h · wave {} · {}{after}", ticket.hours, ticket.wave, ticket.category);
            view! {
                {heading.map(|words| view! { <GroupHeading words/> })}
                <li class=if is_open {
                    "border-t border-base-300 bg-primary/8"
                } else {
                    "border-t border-base-300"
                }>
                    <A
                        href={href}
                        scroll=false
                        {..}
                        aria-current=is_open.then_some("true")
                        class="flex gap-3 px-4 py-2 text-sm"
                    >
                        <span class="w-6 shrink-0 text-right text-base-content/75 tabular-nums">{ticket.order}</span>
                        <span class="min-w-0 flex-1">
                            <span class="flex flex-wrap items-center gap-2 font-medium break-words">
                                {ticket.title}
                                {ticket.removes.then(|| view! { <Badge tone=BadgeTone::Warning>"Removes"</Badge> })}
                            </span>
                            <span class="block text-xs leading-5 break-words text-base-content/75">{facts}</span>
                        </span>
                    </A>
                </li>
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

/// What else there is to know: the longest chain, circles, and rows without a ticket.
#[component]
fn Facts(
    longest: Vec<String>,
    longest_hours: f32,
    cycles: Vec<String>,
    reasons: Vec<(String, u32)>,
) -> impl IntoView {
    let chain =
        longest.into_iter().map(|title| view! { <li class="break-words">{title}</li> }).collect_view();
    let circles =
        cycles.into_iter().map(|words| view! { <li class="break-words">{words}</li> }).collect::<Vec<_>>();
    let left_out = reasons
        .into_iter()
        .map(|(reason, count)| view! { <li class="break-words">{format!("{count} × {reason}")}</li> })
        .collect::<Vec<_>>();
    view! {
        <div class="grid items-start gap-4 text-sm lg:grid-cols-2">
            <Card title=format!("The longest chain, {longest_hours:.0} h")>
                <ol class="list-decimal space-y-1 pl-5">{chain}</ol>
            </Card>
            <div class="space-y-4">
                {(!circles.is_empty())
                    .then(|| {
                        view! {
                            <Card title="Circles that were cut">
                                <ul class="list-disc space-y-1 pl-5">{circles}</ul>
                            </Card>
                        }
                    })}
                {(!left_out.is_empty())
                    .then(|| {
                        view! {
                            <Card title="Rows without a ticket">
                                <ul class="list-disc space-y-1 pl-5">{left_out}</ul>
                            </Card>
                        }
                    })}
            </div>
        </div>
    }
    .into_any()
}
