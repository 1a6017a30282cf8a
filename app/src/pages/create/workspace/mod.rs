//! The workspace of one draft: input, document, checks.

mod action_bar;
mod approved;
mod bypass;
mod created;
mod document;
mod editable;
mod edits;
mod explanation;
mod of_ticket;
mod problems;
mod proposal;
mod question;
mod ready;
mod revise;
mod saved_first;
mod split;
mod state;
mod unfinished;
mod wanted;

use super::{model_calls::Used, rules_panel::Checks, versions::Versions};
use crate::{
    api,
    pages::activity::Timeline,
    shell::{RefreshWithoutScripts, loaded},
};
use action_bar::ActionBar;
use contract::views::{DraftStatus, DraftView};
use domain::{failure::Failure, ids::DraftId, text};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_params_map};
use problems::Problems;
use revise::FixButton;
use split::PartLine;
use state::Workspace;
use ui::{Badge, LinkButton, icon};

/// A draft's page.
#[component]
pub(crate) fn WorkspacePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("draft").and_then(|id| id.parse::<DraftId>().ok()));
    let draft = Resource::new_blocking(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => api::drafting::draft(id).await,
                None => Err(Failure::not_found("draft").into()),
            }
        },
    );
    loaded(draft, |view| view! { <Panes view/> }.into_any()).into_any()
}

#[component]
fn Panes(view: DraftView) -> impl IntoView {
    let workspace = Workspace::new(view);
    workspace.follow();
    let id = workspace.draft.with_untracked(|draft| draft.id);
    let title = move || {
        // The document's head may be written when this page is gone already.
        let summary = workspace.content.try_with(|content| content.summary.clone()).unwrap_or_default();
        if summary.is_empty() { "Draft".to_owned() } else { summary }
    };
    view! {
        <Title text=title/>
        {move || workspace.is_moving().then(|| view! { <RefreshWithoutScripts seconds=3/> })}
        <div class="grid print:block lg:grid-cols-[20rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr] xl:grid-cols-[20rem_minmax(0,1fr)_17rem] xl:grid-rows-1">
            <section
                aria-label="Requirement"
                class="order-2 min-w-0 border-t border-base-300 p-4 print:hidden lg:order-none lg:border-t-0 xl:sticky xl:top-12 xl:max-h-[calc(100vh-3rem)] xl:self-start xl:overflow-auto"
            >
                <Requirement workspace/>
                <Problems workspace/>
            </section>
            <section
                aria-label="Draft"
                class="order-1 min-w-0 border-base-300 lg:order-none lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:min-h-[calc(100vh-3rem)] lg:border-l xl:row-span-1 xl:border-r print:min-h-0 print:border-0"
            >
                <ActionBar workspace/>
                <article class="mx-auto max-w-3xl px-4 py-5 sm:px-5">
                    <PartLine workspace/>
                    {move || document::view_of(workspace)}
                </article>
            </section>
            <aside
                aria-label="Rules"
                class="order-3 min-w-0 border-t border-base-300 p-4 print:hidden lg:order-none lg:border-t-0 xl:sticky xl:top-12 xl:max-h-[calc(100vh-3rem)] xl:self-start xl:overflow-auto"
            >
                <Checks
                    checks=workspace.checks
                    pending=Signal::derive(move || {
                        matches!(
                            workspace.status.get(),
                            DraftStatus::Writing | DraftStatus::Question | DraftStatus::Unfinished
                        )
                    })
                />
                {move || {
                    workspace
                        .can_be_split()
                        .then(|| {
                            view! {
                                <div class="mt-3">
                                    <LinkButton href="#split" icon=icon::LIST_CHECKS>
                                        "Split it"
                                    </LinkButton>
                                </div>
                            }
                        })
                }}
                {move || workspace.can_be_fixed().then(|| view! { <FixButton workspace/> })}
                <Versions draft=id version=Signal::derive(move || workspace.draft.with(|draft| draft.version))/>
                <Used draft=id used=Signal::derive(move || workspace.draft.with(|draft| draft.used.clone()))/>
            </aside>
        </div>
        <div class="sr-only" aria-live="polite">
            {move || workspace.announced.get()}
        </div>
    }
    .into_any()
}

/// The issues and pages that the draft points to.
#[component]
fn Contexts(workspace: Workspace) -> impl IntoView {
    let contexts = workspace.draft.with_untracked(|draft| draft.contexts.clone());
    let lines = contexts
        .iter()
        .map(|context| {
            view! {
                <li class="break-words">
                    <span class="font-mono text-xs text-base-content/80">{context.name.clone()}</span>
                    " "
                    <a class="link" href=context.url.clone() target="_blank" rel="noopener noreferrer external">
                        {context.title.clone()}
                    </a>
                    {context
                        .cut
                        .then_some(view! { <span class="text-xs text-base-content/75">" (its beginning)"</span> })}
                </li>
            }
        })
        .collect_view();
    (!contexts.is_empty()).then(|| {
        view! {
            <h3 class="section-label mt-4">"Context"</h3>
            <ul class="mt-1 space-y-1 text-sm">{lines}</ul>
        }
    })
}

/// What the person wrote and chose.
#[component]
fn Requirement(workspace: Workspace) -> impl IntoView {
    let (requirement, format, project, id) = workspace.draft.with_untracked(|draft| {
        let DraftView { requirement, format, project, id, .. } = draft;
        (requirement.clone(), *format, project.clone(), *id)
    });
    // These change when a draft is split, and when what it belongs to gets its key.
    let kind = move || workspace.draft.with(|draft| draft.kind.label());
    let parent = move || workspace.draft.with(|draft| draft.parent.clone());
    let length = text::length(&requirement);
    view! {
        <div class="flex items-baseline justify-between gap-2">
            <h2 class="text-sm font-semibold">"Requirement"</h2>
            <span class="text-xs text-base-content/75 tabular-nums">{length} " characters"</span>
        </div>
        <div
            class="card-flat mt-2 max-h-72 overflow-auto p-3 text-sm leading-6 break-words whitespace-pre-wrap lg:max-h-96"
            tabindex="0"
            role="group"
            aria-label="Requirement text"
        >
            {requirement}
        </div>
        <div class="mt-3 flex flex-wrap gap-1.5">
            <Badge>
                <span class="font-mono">{project.to_string()}</span>
            </Badge>
            <Badge>{kind}</Badge>
            <Badge>{format.label()}</Badge>
            {move || {
                parent()
                    .map(|parent| {
                        view! {
                            <Badge>
                                "in " <span class="font-mono">{parent.to_string()}</span>
                            </Badge>
                        }
                    })
            }}
        </div>
        <Contexts workspace/>
        <p class="mt-3 text-sm">
            <A href=format!("/create?like={id}") {..} class="link text-base-content/80">
                "Start a similar draft"
            </A>
        </p>
        <Timeline draft=id status=workspace.status/>
    }
    .into_any()
}
