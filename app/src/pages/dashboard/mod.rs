//! The first page after signing in.

mod first_steps;
mod running;

use super::draft_status::DraftLine;
use crate::{
    api, session,
    shell::{FailurePage, Feature, GateNotice, RefreshWithoutScripts, cards},
};
use contract::views::{
    ConnectionDots, ConnectionStatus, DashboardView, DraftRow, DraftStatus, JobState, RunningView,
};
use domain::time::Timestamp;
use first_steps::FirstSteps;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use running::Running;
use std::time::Duration;
use ui::{Card, Icon, PageHeader, Skeleton};

/// How many jobs are followed event by event. Browsers open few connections to one server; the others are read again
/// now and then.
const FOLLOWED: usize = 2;
/// How often the page is read again while something runs that is not followed.
const READ_EVERY: Duration = Duration::from_secs(5);

/// The dashboard: what to set up, what runs, where to go, what was done last.
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

/// Reads the page again without taking away what is shown: a server that is away for a moment changes nothing.
fn read_again(shown: RwSignal<DashboardView>, watch: session::Watch) {
    leptos::task::spawn_local(async move {
        let answer = api::drafting::dashboard().await;
        // Somebody may have left the page meanwhile.
        if shown.is_disposed() {
            return;
        }
        match answer {
            Ok(view) => shown.set(view),
            Err(error) => watch.notice(&error),
        }
    });
}

#[component]
fn Dashboard(view: DashboardView) -> impl IntoView {
    let greeting = format!("Hello, {}", view.first_name);
    let (shown, watch) = (RwSignal::new(view), session::watch());
    let running = Memo::new(move |_| shown.with(|view| view.running.clone()));
    let gates = Memo::new(move |_| shown.with(|view| view.gates.clone()));
    let connections = Memo::new(move |_| shown.with(|view| view.connections));
    let first_use = Memo::new(move |_| shown.with(|view| view.drafts.is_empty()));
    let moves = Memo::new(move |_| running.with(|running| running.iter().any(is_moving)));
    let unfollowed = Memo::new(move |_| running.with(|running| running.iter().skip(FOLLOWED).any(is_moving)));
    Effect::new(move |_| {
        if unfollowed.get()
            && let Ok(timer) = set_interval_with_handle(move || read_again(shown, watch), READ_EVERY)
        {
            on_cleanup(move || timer.clear());
        }
    });
    let notices = move || {
        // Somebody new is led through the rest step by step.
        gates
            .get()
            .into_iter()
            .filter(|_| !first_use.get())
            .map(|gate| view! { <GateNotice gate/> })
            .collect_view()
    };
    view! {
        {move || moves.get().then(|| view! { <RefreshWithoutScripts seconds=5/> })}
        <div class="mx-auto max-w-5xl p-4 sm:p-5">
            <PageHeader title=greeting/>
            <div class="mt-3 space-y-2 empty:hidden">{notices}</div>
            {move || {
                first_use
                    .get()
                    .then(|| {
                        view! {
                            <div class="mt-4">
                                <FirstSteps connections=connections.get()/>
                            </div>
                        }
                    })
            }}
            <RunningNow running shown/>
            <ul class="mt-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
                {cards().map(|feature| view! { <FeatureCard feature connections running/> }).collect_view()}
            </ul>
            {move || {
                (!first_use.get())
                    .then(|| {
                        let (drafts, now) = shown.with(|view| (view.drafts.clone(), view.now));
                        view! { <Recent drafts now/> }
                    })
            }}
        </div>
    }
    .into_any()
}

fn is_moving(view: &RunningView) -> bool {
    matches!(view.job.state, JobState::Pending | JobState::Running)
}

/// What runs or waits for the person.
#[component]
fn RunningNow(running: Memo<Vec<RunningView>>, shown: RwSignal<DashboardView>) -> impl IntoView {
    let any = Memo::new(move |_| running.with(|running| !running.is_empty()));
    let watch = session::watch();
    let changed = Callback::new(move |()| read_again(shown, watch));
    let places = move || running.get().into_iter().enumerate().collect::<Vec<_>>();
    move || {
        any.get().then(|| {
            view! {
                <div class="mt-4">
                    <Card title="Running now" flush=true>
                        <ul>
                            <For
                                each=places
                                key=|(at, view)| (*at < FOLLOWED, view.job.id, view.job.state, view.draft.status)
                                let((at, view))
                            >
                                <Running view follow=at < FOLLOWED changed/>
                            </For>
                        </ul>
                    </Card>
                </div>
            }
        })
    }
}

fn tested(dots: ConnectionDots) -> String {
    let word = |status| match status {
        ConnectionStatus::Tested => "tested",
        ConnectionStatus::Untested => "not tested",
        ConnectionStatus::Failed => "failed",
        ConnectionStatus::NotConnected => "not connected",
    };
    let words = [("Jira", dots.jira), ("LLM", dots.llm), ("Confluence", dots.confluence)]
        .map(|(name, status)| format!("{name} {}", word(status)));
    words.join(" · ")
}

/// What is going on in the issue creator.
fn work(running: &[RunningView]) -> String {
    let waiting = running.iter().filter(|view| view.draft.status == DraftStatus::Question).count();
    match (running.len() - waiting, waiting) {
        (0, 0) => "Ctrl ↵ writes the draft".to_owned(),
        (running, 0) => format!("{running} running"),
        (0, 1) => "1 waits for your answer".to_owned(),
        (0, waiting) => format!("{waiting} wait for your answer"),
        (running, waiting) => format!("{running} running, {waiting} waiting for an answer"),
    }
}

#[component]
fn FeatureCard(
    feature: Feature,
    connections: Memo<ConnectionDots>,
    running: Memo<Vec<RunningView>>,
) -> impl IntoView {
    let note = move || match feature.href {
        "/create" => running.with(|running| work(running)),
        "/connections" => tested(connections.get()),
        _ => String::new(),
    };
    view! {
        <li>
            <A href=feature.href {..} class="card-flat block h-full p-4 transition hover:border-primary/50">
                <span class="grid size-8 place-items-center rounded-md bg-primary/10 text-primary">
                    <Icon drawing=feature.icon/>
                </span>
                <span class="mt-3 block font-semibold">{feature.label}</span>
                <span class="mt-0.5 block text-sm text-base-content/80">{feature.text}</span>
                <span class="mt-3 block text-xs text-base-content/75 empty:hidden">{note}</span>
            </A>
        </li>
    }
    .into_any()
}

#[component]
fn Recent(drafts: Vec<DraftRow>, now: Timestamp) -> impl IntoView {
    let rows = drafts.into_iter().map(|row| view! { <DraftLine row now/> }).collect_view();
    view! {
        <div class="mt-4">
            <Card
                title="Recent drafts"
                flush=true
                aside=|| view! {
                    <A href="/history" {..} class="link text-sm">
                        "All"
                    </A>
                }
            >
                <ul>{rows}</ul>
            </Card>
        </div>
    }
    .into_any()
}
