//! The first page after signing in.

use super::draft_status::DraftLine;
use crate::{api, shell::FailurePage};
use contract::views::{ConnectionDots, ConnectionStatus, DashboardView, DraftRow, DraftStatus};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use ui::{
    ButtonKind, Card, EmptyState, Icon, LinkButton, Notice, PageHeader, Skeleton, Tone, icon, icon::Drawing,
};

/// The dashboard: what to set up, where to go, what was done last.
#[component]
pub(crate) fn DashboardPage() -> impl IntoView {
    let dashboard = Resource::new_blocking(|| (), |()| api::drafting::dashboard());
    view! {
        <Title text="Dashboard"/>
        <Transition fallback=|| {
            view! {
                <div class="mx-auto max-w-5xl p-5">
                    <Skeleton lines=6/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match dashboard.await {
                    Ok(view) => view! { <Dashboard view/> }.into_any(),
                    Err(error) => view! { <FailurePage error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Dashboard(view: DashboardView) -> impl IntoView {
    let running = view.drafts.iter().filter(|row| row.status == DraftStatus::Writing).count();
    let waiting = view.drafts.iter().filter(|row| row.status == DraftStatus::Question).count();
    let work = match (running, waiting) {
        (0, 0) => "Ctrl ↵ writes the draft".to_owned(),
        (running, 0) => format!("{running} being written"),
        (0, 1) => "1 waits for your answer".to_owned(),
        (0, waiting) => format!("{waiting} wait for your answer"),
        (running, waiting) => format!("{running} being written, {waiting} waiting for an answer"),
    };
    view! {
        <div class="mx-auto max-w-5xl p-4 sm:p-5">
            <PageHeader title=format!("Hello, {}", view.first_name)/>
            <div class="mt-3 space-y-2">
                {view
                    .gates
                    .into_iter()
                    .map(|gate| {
                        view! {
                            <Notice tone=Tone::Warning title=gate.message announce=false>
                                <A href=gate.href {..} class="link font-medium">
                                    {gate.action}
                                </A>
                            </Notice>
                        }
                    })
                    .collect_view()}
            </div>
            <div class="mt-4 grid gap-3 sm:grid-cols-3">
                <Feature
                    href="/create"
                    drawing=icon::SPARKLES
                    title="Create issues"
                    text="From a sentence to a checked story in Jira."
                    note=work
                />
                <Feature
                    href="/history"
                    drawing=icon::HISTORY
                    title="History"
                    text="Every draft, and the issue it became."
                    note="Search by words, project and status".to_owned()
                />
                <Feature
                    href="/connections"
                    drawing=icon::PLUG
                    title="Connections"
                    text="Jira, Confluence and your company LLM."
                    note=tested(view.connections)
                />
            </div>
            <div class="mt-5">
                <Card
                    title="Recent drafts"
                    flush=true
                    aside=|| view! {
                        <A href="/history" {..} class="link text-sm">
                            "All"
                        </A>
                    }
                >
                    <Recent drafts=view.drafts now=view.now/>
                </Card>
            </div>
        </div>
    }
    .into_any()
}

fn tested(dots: ConnectionDots) -> String {
    let tested = [dots.jira, dots.llm, dots.confluence]
        .into_iter()
        .filter(|status| *status == ConnectionStatus::Tested)
        .count();
    format!("{tested} of 3 tested")
}

#[component]
fn Feature(
    href: &'static str,
    drawing: Drawing,
    title: &'static str,
    text: &'static str,
    note: String,
) -> impl IntoView {
    view! {
        <A href={href} {..} class="card-flat block p-4 transition hover:border-primary/50">
            <span class="grid size-8 place-items-center rounded-md bg-primary/10 text-primary">
                <Icon drawing/>
            </span>
            <span class="mt-3 block font-semibold">{title}</span>
            <span class="mt-0.5 block text-sm text-base-content/80">{text}</span>
            <span class="mt-3 block text-xs text-base-content/75">{note}</span>
        </A>
    }
}

#[component]
fn Recent(drafts: Vec<DraftRow>, now: Timestamp) -> impl IntoView {
    if drafts.is_empty() {
        return view! {
            <EmptyState
                icon=icon::FILE_TEXT
                title="No drafts yet"
                text="Describe what somebody needs in your own words. The draft appears here, and stays until you delete it."
            >
                <LinkButton href="/create" kind=ButtonKind::Primary icon=icon::SPARKLES>
                    "Create the first issue"
                </LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let rows = drafts.into_iter().map(|row| view! { <DraftLine row now/> }).collect_view();
    view! { <ul>{rows}</ul> }.into_any()
}
