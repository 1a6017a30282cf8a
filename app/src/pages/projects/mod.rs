//! Jira's projects, with a person's own names and favourites.

mod row;

use crate::{
    api::{
        self,
        projects::{FavourProject, NameProject, RefreshProjects},
    },
    local_path::percent_encoded,
    pages::paging::Paging,
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::{commands::ProjectsFilter, views::ProjectsView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};
use row::Row;
use ui::{
    Badge, BadgeTone, Button, Card, EmptyState, LinkButton, PageHeader, RelativeTime, Skeleton, TextField,
    icon,
};

/// What a row can do.
#[derive(Clone, Copy)]
struct Actions {
    favour: ServerAction<FavourProject>,
    name: ServerAction<NameProject>,
}

/// The projects page. What is looked for stands in the address.
#[component]
pub(crate) fn ProjectsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| ProjectsFilter {
            query: query.get("query").unwrap_or_default(),
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or(0),
        })
    });
    let refresh = session::action::<RefreshProjects>();
    let actions = Actions { favour: session::action(), name: session::action() };
    let failures = [
        session::whole_failure(refresh),
        session::whole_failure(actions.favour),
        session::whole_failure(actions.name),
    ];
    let projects = Resource::new_blocking(
        move || {
            let changes = (actions.favour.version().get(), actions.name.version().get());
            (filter.get(), refresh.version().get(), changes)
        },
        |(filter, ..)| api::projects::list_projects(filter),
    );
    view! {
        <Title text="Projects"/>
        <div class="mx-auto max-w-5xl p-4 sm:p-5">
            <PageHeader title="Projects" text="Where you may create issues. Favourites come first when you choose one.">
                <ActionForm action=refresh>
                    <Button icon=icon::REFRESH_CW busy=refresh.pending()>"Refresh"</Button>
                </ActionForm>
            </PageHeader>
            {move || {
                failures
                    .iter()
                    .find_map(Get::get)
                    .map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })
            }}
            <Transition fallback=|| view! { <div class="mt-4"><Skeleton lines=8/></div> }>
                {move || Suspend::new(async move {
                    match projects.await {
                        Ok(view) => view! { <List view filter=filter.get_untracked() actions/> }.into_any(),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn List(view: ProjectsView, filter: ProjectsFilter, actions: Actions) -> impl IntoView {
    let ProjectsView { projects, matching, total, more, refreshed_at, stale, failure, now } = view;
    let age = refreshed_at.map(|at| {
        view! {
            <p class="flex flex-wrap items-center gap-2 text-sm text-base-content/75">
                <span class="tabular-nums">{total} " projects"</span>
                <span>"asked Jira " <RelativeTime at=at.as_millis() now=now.as_millis()/></span>
                {stale.then(|| view! { <Badge tone=BadgeTone::Warning>"Out of date"</Badge> })}
            </p>
        }
    });
    let head = view! {
        <div class="mt-4 space-y-3">
            {failure.map(|failure| view! { <FailureNotice failure announce=false/> })} {age}
        </div>
        {(total > 0).then(|| view! { <Search filter=filter.clone()/> })}
    };
    let body = if projects.is_empty() {
        let (title, text) = if total > 0 {
            ("Nothing matches", "No project has these words in its key, its name or the name you gave it.")
        } else {
            (
                "No projects",
                "Every project in which you may create issues stands here, as soon as Jira has told them.",
            )
        };
        let link =
            if total > 0 { ("/projects", "Show everything") } else { ("/connections", "To the connections") };
        view! {
            <Card>
                <EmptyState icon=icon::FOLDER title text>
                    <LinkButton href=link.0>{link.1}</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any()
    } else {
        let rows = projects.into_iter().map(|project| view! { <Row project actions/> }).collect_view();
        view! {
            <section class="card-flat" aria-label="Projects">
                <ul>{rows}</ul>
            </section>
        }
        .into_any()
    };
    let to = |page: u32| format!("/projects?query={}&page={page}", percent_encoded(&filter.query));
    let few = if matching < total { format!("{matching} of {total}") } else { String::new() };
    view! {
        {head}
        <div class="mt-4">{body}</div>
        <Paging of="the projects" page=filter.page more to note=few/>
    }
    .into_any()
}

#[component]
fn Search(filter: ProjectsFilter) -> impl IntoView {
    view! {
        <Form method="GET" action="/projects" attr:role="search">
            <div class="mt-4 grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
                <TextField
                    name="query"
                    label="Words"
                    r#type="search"
                    limit=domain::limits::SEARCH
                    value=filter.query
                    placeholder="Of the key, the name, or the name you gave it"
                    optional=true
                />
                <Button icon=icon::SEARCH>"Search"</Button>
            </div>
        </Form>
    }
    .into_any()
}
