use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    graph_drawing::{Drawing, state_in_words},
};
use crate::{api, local_path::percent_encoded, shell::loaded};
use contract::views::{GraphRow, SiteGraphView};
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Form},
    hooks::use_query_map,
};
use ui::{Button, Card, Choice, EmptyState, LinkButton, SelectField, icon};

/// Sizes of the drawing, in percent.
const ZOOMS: [u32; 5] = [40, 60, 80, 100, 140];
/// The size at first.
const FULL: u32 = 100;

/// What is looked at; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) group: String,
    pub(super) chosen: Option<SiteTicketId>,
    pub(super) zoom: u32,
}

impl Look {
    /// The address of the page that shows it.
    pub(super) fn address(&self, build: SiteBuildId) -> String {
        let chosen = self.chosen.map(|chosen| format!("&chosen={chosen}")).unwrap_or_default();
        format!("/builds/{build}/graph?group={}&zoom={}{chosen}", percent_encoded(&self.group), self.zoom)
    }
}

/// What waits for what: as a drawing, and as a table for who does not see it.
#[component]
pub(crate) fn GraphPage() -> impl IntoView {
    let (build, query) = (build_of_address(), use_query_map());
    let look = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            let zoom = text("zoom").parse().ok().filter(|zoom| ZOOMS.contains(zoom)).unwrap_or(FULL);
            Look { group: text("group"), chosen: text("chosen").parse().ok(), zoom }
        })
    });
    let group = Memo::new(move |_| look.with(|look| look.group.clone()));
    let graph = Resource::new_blocking(
        move || (build.get(), group.get()),
        async |(build, group)| match build {
            Some(build) => api::site_tickets::graph(build, group).await,
            None => Err(no_such_build()),
        },
    );
    loaded(graph, move |view| {
        let about = view.build.clone();
        view! {
            <BuildFrame about stage=Stage::Review>
                <Graph view look/>
            </BuildFrame>
        }
        .into_any()
    })
}

#[component]
fn Graph(view: SiteGraphView, look: Memo<Look>) -> impl IntoView {
    let SiteGraphView { build, groups, group, nodes, edges, size, rows, alone, cut, elsewhere, narrowed } =
        view;
    let id = build.id;
    let back = view! {
        <A href={format!("/builds/{id}/review")} {..} class="link text-sm">
            "Back to the tickets"
        </A>
    };
    if groups.is_empty() {
        return view! {
            <Card>
                <EmptyState icon=icon::LAYERS title="No tickets yet" text="They are made from the plan first.">
                    <LinkButton href=format!("/builds/{id}/review")>"To the review"</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let all = (!narrowed).then(|| Choice::new("", "All tickets"));
    let choices = all
        .into_iter()
        .chain(groups.into_iter().map(|(name, count)| Choice::new(name.clone(), format!("{name} ({count})"))))
        .collect();
    let lone = match alone {
        0 => None,
        1 => Some("1 ticket has nothing to do with another one here and is left out.".to_owned()),
        alone => Some(format!("{alone} tickets have nothing to do with another one here and are left out.")),
    };
    let further = match elsewhere {
        0 => None,
        1 => Some("1 dependency leads to a ticket that is not drawn; the table has it.".to_owned()),
        some => Some(format!("{some} dependencies lead to tickets that are not drawn; the table has them.")),
    };
    let cut =
        (cut > 0).then(|| format!("{cut} more tickets of this part do not fit and are left out of both."));
    let about =
        "What is further right comes later. Choose a ticket to see what it waits for and what waits for it.";
    let about =
        [Some(about.to_owned()), lone, further, cut].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let none = nodes.is_empty();
    let zooms = ZOOMS
        .map(|zoom| {
            let href = move || Look { zoom, ..look.get() }.address(id);
            view! {
                <A
                    href={href}
                    scroll=false
                    {..}
                    class=move || {
                        let shown = if look.with(|look| look.zoom == zoom) { "font-semibold" } else { "link" };
                        format!("inline-flex min-h-6 items-center text-xs tabular-nums {shown}")
                    }
                >
                    {format!("{zoom} %")}
                </A>
            }
        })
        .collect_view();
    let table = (!rows.is_empty()).then(|| view! { <Twin id rows/> });
    let body = if none {
        view! {
            <Card>
                <p class="text-sm">"None of these tickets waits for another one of them."</p>
            </Card>
            {table}
        }
        .into_any()
    } else {
        view! {
            <div class="flex flex-wrap items-center gap-3">
                <span class="text-xs text-base-content/75">"Size"</span>
                {zooms}
            </div>
            <Drawing id nodes edges size look/>
            {table}
        }
        .into_any()
    };
    view! {
        <div class="space-y-3">
            <div class="flex flex-wrap items-end gap-x-4 gap-y-2">
                <Form method="GET" action=format!("/builds/{id}/graph")>
                    <div class="flex flex-wrap items-end gap-2">
                        <div class="w-56">
                            <SelectField name="group" label="Show" choices value=group.unwrap_or_default()/>
                        </div>
                        <Button>"Look"</Button>
                    </div>
                </Form>
                <span class="ml-auto">{back}</span>
            </div>
            <p class="text-sm">
                {about}
            </p>
            {body}
        </div>
    }
    .into_any()
}

/// The same in words.
#[component]
fn Twin(id: SiteBuildId, rows: Vec<GraphRow>) -> impl IntoView {
    let names = |found: Vec<String>| {
        if found.is_empty() {
            return view! { <span class="text-base-content/75">"–"</span> }.into_any();
        }
        let lines = found.into_iter().map(|title| view! { <li>{title}</li> }).collect_view();
        view! { <ul class="space-y-0.5">{lines}</ul> }.into_any()
    };
    let rows = rows
        .into_iter()
        .map(|row| {
            let GraphRow { id: ticket, title, ready, state, after, before } = row;
            view! {
                <tr class="border-t border-base-300 align-top">
                    <th scope="row" class="min-w-40 px-3 py-1.5 text-left font-normal">
                        <a href=format!("/builds/{id}/review?open={ticket}#ticket") class="link">
                            {title}
                        </a>
                    </th>
                    <td class="px-3 py-1.5 whitespace-nowrap">{state_in_words(state, ready)}</td>
                    <td class="min-w-40 px-3 py-1.5">{names(after)}</td>
                    <td class="min-w-40 px-3 py-1.5">{names(before)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card-flat max-h-[70vh] overflow-auto" tabindex="0" role="region" aria-label="What waits for what, as a table">
            <table class="w-full text-xs leading-5">
                <caption class="sr-only">"What waits for what"</caption>
                <thead class="text-left text-base-content/75">
                    <tr>
                        <th scope="col" class="px-3 py-2 font-medium">
                            "Ticket"
                        </th>
                        <th scope="col" class="px-3 py-2 font-medium">
                            "State"
                        </th>
                        <th scope="col" class="px-3 py-2 font-medium">
                            "Waits for"
                        </th>
                        <th scope="col" class="px-3 py-2 font-medium">
                            "Comes before"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
