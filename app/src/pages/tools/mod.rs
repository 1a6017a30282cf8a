//! What the MCP server offers, and what of it changed.

mod list;
mod refreshing;
mod review;

pub(crate) use review::ToolReviewPage;

use crate::{
    api::{self, tools::RefreshTools},
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::{
    commands::ToolsFilter,
    views::{ToolSource, ToolsView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    components::{A, Form},
    hooks::use_query_map,
};
use list::List;
use refreshing::Refreshing;
use ui::{Button, Choice, Notice, PageHeader, RelativeTime, SelectField, Skeleton, TextField, Tone, icon};

/// The tools page. What is looked for stands in the address.
#[component]
pub(crate) fn ToolsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            ToolsFilter { query: text("query"), source: text("source"), access: text("access") }
        })
    });
    let refresh = session::action::<RefreshTools>();
    let failure = session::whole_failure(refresh);
    let ended = RwSignal::new(0_u32);
    let tools = Resource::new_blocking(
        move || (filter.get(), refresh.version().get(), ended.get()),
        |(filter, ..)| api::tools::list_tools(filter),
    );
    let done = Callback::new(move |()| ended.update(|ended| *ended += 1));
    view! {
        <Title text="Tools"/>
        <div class="mx-auto max-w-5xl p-4 sm:p-5">
            <PageHeader title="Tools" text="What the MCP server offers for your connections.">
                <ActionForm action=refresh>
                    <Button icon=icon::REFRESH_CW busy=refresh.pending()>"Refresh"</Button>
                </ActionForm>
            </PageHeader>
            {move || failure.get().map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })}
            <Transition fallback=|| view! { <div class="mt-4"><Skeleton lines=8/></div> }>
                {move || Suspend::new(async move {
                    match tools.await {
                        Ok(view) => view! { <Tools view filter=filter.get_untracked() done/> }.into_any(),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Tools(view: ToolsView, filter: ToolsFilter, done: Callback<()>) -> impl IntoView {
    let ToolsView { sources, tools, available, connected, job, to_review, now } = view;
    if !available {
        return view! {
            <div class="mt-4">
                <Notice
                    tone=Tone::Info
                    title="No MCP server is set up on this installation."
                    next="Issues are created over Jira's REST interface; nothing else depends on it."
                    announce=false
                />
            </div>
        }
        .into_any();
    }
    let refreshing = job.as_ref().is_some_and(|job| job.state.is_active());
    let summary = sources
        .iter()
        .map(|source| {
            let (label, count) = (source.source.label(), source.tools);
            let server = (!source.server.is_empty()).then(|| format!(" · {}", source.server));
            let (at, stale) = (source.refreshed_at.as_millis(), source.stale);
            view! {
                <li class="flex flex-wrap items-center gap-x-2">
                    <span class="font-medium">{label}</span>
                    <span class="tabular-nums">{count} " tools"</span>
                    <span class="text-base-content/75">
                        "fetched " <RelativeTime at now=now.as_millis()/> {server}
                    </span>
                    {stale.then(|| view! { <ui::Badge tone=ui::BadgeTone::Warning>"Out of date"</ui::Badge> })}
                </li>
            }
        })
        .collect_view();
    let some = !sources.is_empty();
    view! {
        <div class="mt-4 space-y-3">
            {to_review
                .filter(|count| *count > 0)
                .map(|count| {
                    let title = if count == 1 {
                        "1 tool describes itself in another way than before.".to_owned()
                    } else {
                        format!("{count} tools describe themselves in another way than before.")
                    };
                    view! {
                        <Notice tone=Tone::Warning title announce=false>
                            <A href="/admin/tools" {..} class="link font-medium">
                                "Review"
                            </A>
                        </Notice>
                    }
                })}
            {job.map(|job| view! { <Refreshing job done/> })}
            {some.then(|| view! { <ul class="space-y-1 text-sm">{summary}</ul> })}
        </div>
        {some.then(|| view! { <Filter filter=filter.clone()/> })}
        <div class="mt-4">
            <List tools filter some connected refreshing/>
        </div>
    }
    .into_any()
}

#[component]
fn Filter(filter: ToolsFilter) -> impl IntoView {
    let mut sources = vec![Choice::new("", "Every product")];
    sources.extend(ToolSource::ALL.map(|source| Choice::new(source.as_str(), source.label())));
    let access = vec![
        Choice::new("", "Reading and writing"),
        Choice::new("read", "Reading only"),
        Choice::new("write", "Writing"),
        Choice::new("changed", "Changed"),
    ];
    view! {
        <Form method="GET" action="/tools" attr:role="search">
            <div class="mt-4 grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_12rem_auto]">
                <TextField
                    name="query"
                    label="Words"
                    r#type="search"
                    limit=domain::limits::SEARCH
                    value=filter.query
                    placeholder="Of the name or the description"
                    optional=true
                />
                <SelectField name="source" label="Product" choices=sources value=filter.source/>
                <SelectField name="access" label="Access" choices=access value=filter.access/>
                <Button icon=icon::SEARCH>"Search"</Button>
            </div>
        </Form>
    }
    .into_any()
}
