//! Links to Jira, Confluence and models.

mod jira;
mod llm;
mod state;

use crate::{api, session::Session, shell::FailurePage};
use contract::views::ConnectionsView;
use jira::JiraCard;
use leptos::prelude::*;
use leptos_meta::Title;
use llm::LlmCard;
use state::State;
use ui::{Card, PageHeader, Skeleton};

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

#[component]
fn Connections(view: ConnectionsView, changed: Callback<()>) -> impl IntoView {
    let who = match &view.email {
        Some(email) => format!("{} · {email}", view.employee_id),
        None => view.employee_id.clone(),
    };
    view! {
        <div class="mx-auto max-w-3xl p-4 sm:p-5">
            <PageHeader title="Connections" text=who/>
            <div class="mt-4 space-y-4">
                <JiraCard connection=view.jira changed/>
                <LlmCard connection=view.llm provider=view.provider providers=view.providers changed/>
                <Card title="Confluence" aside=move || view! { <State connection=view.confluence.clone()/> }>
                    <p class="text-sm text-base-content/80">
                        "Drafts cannot quote your Confluence pages yet. Nothing else depends on it."
                    </p>
                </Card>
            </div>
        </div>
    }
    .into_any()
}
