use super::ends_soon;
use crate::shell::FailureNotice;
use contract::{Failure, views::SiteBuildView};
use domain::ids::SiteBuildId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_params_map};
use ui::{Icon, Notice, Tone, icon};

/// The build that the address names; one that is not an id names none.
pub(super) fn build_of_address() -> Memo<Option<SiteBuildId>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("build").and_then(|id| id.parse::<SiteBuildId>().ok()))
}

/// What is said where the address names no build.
pub(super) fn no_such_build() -> crate::api::ApiError {
    Failure::not_found("site build").into()
}

/// Where a person is with a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Sheets,
    Check,
    Plan,
    Review,
    Export,
}

/// What stands around every page of a build: its name, and its stages with how they are.
#[component]
pub(super) fn BuildFrame(
    /// The build.
    about: SiteBuildView,
    /// The stage that is shown.
    stage: Stage,
    /// What went wrong with what was just done.
    #[prop(optional, into)]
    failure: Signal<Option<Failure>>,
    /// The stage.
    children: Children,
) -> impl IntoView {
    let build = about;
    let id = build.id;
    let unclear =
        build.files.iter().flat_map(|file| &file.tables).any(|table| table.kind.is_none() && !table.overview);
    let refused = build.files.iter().any(|file| file.problem.is_some());
    let sheets_done = !build.files.is_empty() && !unclear && !refused;
    let stages = [
        (Stage::Sheets, "Sheets", format!("/builds/{id}"), sheets_done),
        (Stage::Check, "Check", format!("/builds/{id}/check"), sheets_done && build.counts.errors == 0),
        (Stage::Plan, "Plan", format!("/builds/{id}/plan"), build.readiness.is_some()),
        (Stage::Review, "Review", format!("/builds/{id}/review"), build.made),
        // Once issues are in Jira a build stays.
        (Stage::Export, "To Jira", format!("/builds/{id}/export"), build.expires_at.is_none()),
    ];
    let stages = stages
        .into_iter()
        .enumerate()
        .map(|(number, (which, label, href, done))| {
            let current = which == stage;
            let mark = if current {
                "bg-primary text-primary-content"
            } else if done {
                "bg-success text-success-content"
            } else {
                "border border-base-300 text-base-content/75"
            };
            view! {
                <li>
                    <A
                        href={href}
                        {..}
                        class="flex min-h-8 items-center gap-2 rounded-field px-1.5 text-sm"
                        aria-current=current.then_some("step")
                    >
                        <span class=format!(
                            "grid size-6 place-items-center rounded-full text-xs font-medium tabular-nums {mark}",
                        )>
                            {if done && !current {
                                view! {
                                    <Icon drawing=icon::CHECK size=14/>
                                    <span class="sr-only">"done: "</span>
                                }
                                    .into_any()
                            } else {
                                (number + 1).into_any()
                            }}
                        </span>
                        <span class=if current { "font-medium" } else { "text-base-content/80" }>{label}</span>
                    </A>
                </li>
            }
        })
        .collect_view();
    let ends = ends_soon(build.expires_at, build.now);
    view! {
        <Title text=build.name.clone()/>
        <div class="mx-auto max-w-6xl p-4 sm:p-5">
            <div class="flex flex-wrap items-end gap-x-6 gap-y-2">
                <div class="min-w-0 flex-1 basis-64">
                    <p class="text-sm text-base-content/75">
                        <A href="/builds" {..} class="link">
                            "Site builds"
                        </A>
                    </p>
                    <h1 class="text-xl font-semibold tracking-tight break-words">{build.name}</h1>
                </div>
                <nav aria-label="Stages">
                    <ol class="flex flex-wrap gap-x-3">{stages}</ol>
                </nav>
            </div>
            <div class="mt-3 space-y-2 empty:hidden">
                {ends
                    .map(|when| {
                        view! {
                            <Notice
                                tone=Tone::Warning
                                announce=false
                                title=format!("This site build is cleared away {when}, because nobody has changed it for days.")
                                next="Download what you need, or change something to keep it for another week."
                            />
                        }
                    })}
                {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
            </div>
            <div class="mt-4">{children()}</div>
        </div>
    }
    .into_any()
}
