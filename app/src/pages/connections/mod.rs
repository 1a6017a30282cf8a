//! Links to Jira, Confluence and models.

mod certificate_file;
mod confluence;
mod jira;
mod llm;
mod llm_check;
mod reveal;
mod state;
mod trust;

use crate::{api, session::Session, shell::FailurePage};
use confluence::ConfluenceCard;
use contract::views::{ConnectionStatus, ConnectionView, ConnectionsView};
use jira::JiraCard;
use leptos::prelude::*;
use leptos_meta::Title;
use llm::LlmCard;
use ui::{PageHeader, Skeleton};

/// The connections page: three cards.
#[component]
pub(crate) fn ConnectionsPage() -> impl IntoView {
    let overview = Resource::new_blocking(|| (), |()| api::connections::overview());
    let session = use_context::<Session>();
    let changed = Callback::new(move |()| {
        overview.refetch();
        if let Some(session) = session {
            session.refresh();
        }
    });
    view! {
        <Title text="Connections"/>
        <Transition fallback=|| {
            view! {
                <div class="mx-auto max-w-3xl p-5">
                    <Skeleton lines=6/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match overview.await {
                    Ok(view) => view! { <Connections view changed/> }.into_any(),
                    Err(error) => view! { <FailurePage error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// Which card the next thing to do is in; its button is the one that stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Jira,
    Llm,
    Confluence,
    Nothing,
}

fn next(view: &ConnectionsView) -> Next {
    let open = |connection: &ConnectionView| connection.status != ConnectionStatus::Tested;
    if open(&view.jira) {
        Next::Jira
    } else if open(&view.llm) && !view.providers.is_empty() {
        Next::Llm
    } else if open(&view.confluence) && !view.confluence_urls.is_empty() {
        Next::Confluence
    } else {
        Next::Nothing
    }
}

#[component]
fn Connections(view: ConnectionsView, changed: Callback<()>) -> impl IntoView {
    let who = match &view.email {
        Some(email) => format!("{} · {email}", view.employee_id),
        None => view.employee_id.clone(),
    };
    let next = next(&view);
    let limit = usize::try_from(view.token_limit).unwrap_or(domain::limits::TOKEN);
    let secret_limit = usize::try_from(view.secret_limit).unwrap_or(domain::limits::LLM_SECRET);
    let jira_account = view.jira.account.clone();
    view! {
        <div class="mx-auto max-w-3xl p-4 sm:p-5">
            <PageHeader title="Connections" text=who/>
            <div class="mt-4 space-y-4">
                <div role="region" aria-label="Jira">
                    <JiraCard
                        connection=view.jira
                        site_kind=view.site_kind
                        limit
                        next=next == Next::Jira
                        changed
                    />
                </div>
                <div role="region" aria-label="Confluence">
                    <ConfluenceCard
                        connection=view.confluence
                        allowed=view.confluence_urls
                        site_kind=view.site_kind
                        jira_account
                        limit
                        next=next == Next::Confluence
                        changed
                    />
                </div>
                <div role="region" aria-label="LLM">
                    <LlmCard
                        connection=view.llm
                        provider=view.provider
                        providers=view.providers
                        limit=secret_limit
                        today=(view.tokens_today, view.tokens_a_day)
                        next=next == Next::Llm
                        changed
                    />
                </div>
            </div>
        </div>
    }
    .into_any()
}
