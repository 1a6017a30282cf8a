//! Every draft of a person.

use super::draft_status::DraftLine;
use crate::{
    api::{
        self,
        drafting::{DeleteDraft, RestoreDraft},
    },
    local_path::percent_encoded,
    pages::paging::Paging,
    session,
    shell::{FailureNotice, FailurePage, Restored, focus_main, offer_to_restore},
};
use contract::{
    commands::HistoryFilter,
    views::{DraftRow, DraftStatus, HistoryView},
};
use domain::ids::DraftId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};
use ui::{
    Button, ButtonKind, Card, Choice, EmptyState, Icon, LinkButton, Notice, PageHeader, SelectField,
    Skeleton, TextField, Toasts, icon,
};

/// The history: search, filter, list, delete. What is looked for stands in the address.
#[component]
pub(crate) fn HistoryPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            HistoryFilter {
                query: text("query"),
                project: text("project"),
                status: text("status"),
                page: text("page").parse().unwrap_or(0),
            }
        })
    });
    let delete = session::action::<DeleteDraft>();
    let failure = session::failure(delete);
    let latest = RwSignal::new(None::<DraftRow>);
    let (toasts, restored) = (use_context::<Toasts>(), use_context::<Restored>());
    Effect::new(move |_| {
        if matches!(delete.value().get(), Some(Ok(())))
            && let Some(row) = latest.try_update(Option::take).flatten()
            && let Some((toasts, restored)) = toasts.zip(restored)
        {
            offer_to_restore(toasts, restored, row.id, farewell(&row));
            // The button that was pressed is gone.
            focus_main();
        }
    });
    let history = Resource::new_blocking(
        move || (filter.get(), delete.version().get(), restored.map(|restored| restored.0.get())),
        |(filter, ..)| api::drafting::history(filter),
    );
    let deleted = Memo::new(move |_| query.read().get("deleted").and_then(|id| id.parse::<DraftId>().ok()));
    view! {
        <Title text="History"/>
        <div class="mx-auto max-w-5xl p-4 sm:p-5">
            <PageHeader title="History" text="Every draft, and the issue it became."/>
            {move || view! { <Filter filter=filter.get()/> }}
            <div class="mt-3 space-y-2 empty:hidden">
                {move || deleted.get().map(|draft| view! { <Deleted draft/> })}
                {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
            </div>
            <div class="mt-4">
                <Transition fallback=|| view! { <Skeleton lines=6/> }>
                    {move || Suspend::new(async move {
                        match history.await {
                            Ok(view) => view! { <List view filter=filter.get_untracked() delete latest/> }.into_any(),
                            Err(error) => view! { <FailurePage error/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Filter(filter: HistoryFilter) -> impl IntoView {
    let mut choices = vec![Choice::new("", "Every status")];
    choices.extend(DraftStatus::ALL.map(|status| Choice::new(status.as_str(), status.label())));
    view! {
        <Form method="GET" action="/history" attr:role="search">
            <div class="mt-4 grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_9rem_10rem_auto]">
                <TextField
                    name="query"
                    label="Words"
                    r#type="search"
                    limit=domain::limits::SEARCH
                    value=filter.query
                    placeholder="Of the title or the requirement"
                    optional=true
                />
                <TextField name="project" label="Project" value=filter.project placeholder="CLINIC" limit=domain::limits::SEARCH optional=true/>
                <SelectField name="status" label="Status" choices value=filter.status/>
                <Button icon=icon::SEARCH>"Search"</Button>
            </div>
        </Form>
    }
    .into_any()
}

#[component]
fn List(
    view: HistoryView,
    filter: HistoryFilter,
    delete: ServerAction<DeleteDraft>,
    latest: RwSignal<Option<DraftRow>>,
) -> impl IntoView {
    let narrowed = !(filter.query.is_empty() && filter.project.is_empty() && filter.status.is_empty());
    if view.drafts.is_empty() {
        return if narrowed || filter.page > 0 {
            view! {
                <Card>
                    <EmptyState
                        icon=icon::SEARCH
                        title="Nothing matches"
                        text="No draft has these words, this project and this status."
                    >
                        <LinkButton href="/history">"Show everything"</LinkButton>
                    </EmptyState>
                </Card>
            }
            .into_any()
        } else {
            view! {
                <Card>
                    <EmptyState
                        icon=icon::HISTORY
                        title="No drafts yet"
                        text="Every draft you start stands here, with the key of the issue it became."
                    >
                        <LinkButton href="/create" kind=ButtonKind::Primary icon=icon::SPARKLES>
                            "Create the first issue"
                        </LinkButton>
                    </EmptyState>
                </Card>
            }
            .into_any()
        };
    }
    let now = view.now;
    let rows = view
        .drafts
        .into_iter()
        .map(|row| {
            let whole = row.clone();
            view! {
                <DraftLine row now>
                    <Delete row=whole delete latest/>
                </DraftLine>
            }
        })
        .collect_view();
    let page = filter.page;
    let to = |page: u32| {
        format!(
            "/history?query={}&project={}&status={}&page={page}",
            percent_encoded(&filter.query),
            percent_encoded(&filter.project),
            percent_encoded(&filter.status)
        )
    };
    view! {
        <section class="card-flat" aria-label="Drafts">
            <ul>{rows}</ul>
        </section>
        <Paging of="the history" page more=view.more to words=("Newer", "Older")/>
    }
    .into_any()
}

/// Deletes at once; what follows offers to take it back.
#[component]
fn Delete(
    row: DraftRow,
    delete: ServerAction<DeleteDraft>,
    latest: RwSignal<Option<DraftRow>>,
) -> impl IntoView {
    let (id, label) = (row.id.to_string(), format!("Delete “{}”", row.title));
    view! {
        <ActionForm action=delete>
            <input type="hidden" name="draft" value=id/>
            <button
                aria-label=label
                title="Delete"
                disabled=move || delete.pending().get()
                class="grid size-8 cursor-pointer place-items-center rounded-field text-base-content/75 hover:bg-base-300/50 disabled:cursor-default"
                on:click=move |_| latest.set(Some(row.clone()))
            >
                <Icon drawing=icon::TRASH_2/>
            </button>
        </ActionForm>
    }
    .into_any()
}

/// For browsers without scripts: what stands here after a deletion.
#[component]
fn Deleted(draft: DraftId) -> impl IntoView {
    let restore = session::action::<RestoreDraft>();
    let failure = session::whole_failure(restore);
    view! {
        <Notice title="The draft is deleted.">
            <ActionForm action=restore>
                <input type="hidden" name="draft" value=draft.to_string()/>
                <Button icon=icon::ROTATE_CCW>"Undo"</Button>
            </ActionForm>
        </Notice>
        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
    }
    .into_any()
}

/// What is said about a deleted draft.
fn farewell(row: &DraftRow) -> String {
    match &row.issue {
        Some(key) => format!("“{}” is deleted. {key} stays in Jira.", row.title),
        None => format!("“{}” is deleted.", row.title),
    }
}
